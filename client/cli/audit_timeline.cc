// enlace audit timeline TRANSFER --log DIR --log DIR: one record's way through
// both nodes, in the order of time.

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/audit_pair.h"
#include "client/cli/entry_facts.h"
#include "client/cli/entry_sentences.h"
#include "client/cli/entry_text.h"
#include "client/cli/gap_text.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

constexpr size_t kLogsMax = 2;

struct TimelineWords {
  std::string typed;
  std::vector<std::string> dirs;
  AuditPairWords pair;
};

struct Placed {
  size_t log = 0;
  OpenedEntry opened;
};

// What both logs say of one transfer, and where they differ.
struct Timeline {
  std::vector<PairedLog> logs;
  std::vector<Placed> entries;  // in the order of time
  std::vector<Gap> gaps;
  std::vector<Difference> differences;
};

// Entries of transfers that the id names, by the transfer or by the record.
class Collected {
 public:
  explicit Collected(const std::string& typed) : typed_(typed) {}

  void Add(size_t log, const OpenedEntry& opened) {
    const std::string& id = opened.transfer_id;
    if (!transfers_.contains(id) && !IdMatches(id, typed_) &&
        !IdMatches(RecordIdOf(opened), typed_)) {
      return;
    }
    transfers_.insert(id);
    entries_.push_back({log, opened});
  }

  const std::set<std::string>& transfers() const { return transfers_; }

  // By the clocks of the nodes; of one instant, in the order of the logs.
  std::vector<Placed> InOrder() && {
    std::stable_sort(
        entries_.begin(), entries_.end(), [](const Placed& a, const Placed& b) {
          return a.opened.entry.log_time_ms < b.opened.entry.log_time_ms;
        });
    return std::move(entries_);
  }

 private:
  const std::string typed_;
  std::set<std::string> transfers_;
  std::vector<Placed> entries_;
};

absl::StatusOr<Timeline> Read(const TimelineWords& words, Shell& shell) {
  if (words.dirs.size() > kLogsMax) {
    return absl::InvalidArgumentError(
        shell.Say({"--log was given more than twice; a record crosses between "
                   "two nations",
                   "--log se dio más de dos veces; un registro cruza entre dos "
                   "naciones"}));
  }
  Timeline timeline;
  Collected collected(words.typed);
  ASSIGN_OR_RETURN(timeline.logs,
                   ReadLogs(words.dirs, words.pair, shell,
                            [&](size_t log, const OpenedEntry& opened) {
                              collected.Add(log, opened);
                            }));
  if (collected.transfers().size() > 1) {
    return absl::InvalidArgumentError(
        shell.Say({"TRANSFER begins more than one transfer; give more digits",
                   "TRANSFER es el comienzo de más de una transferencia; "
                   "indique más dígitos"}));
  }
  if (collected.transfers().empty()) {
    return absl::NotFoundError(
        shell.Say({"TRANSFER: no such transfer in these logs; give at least 6 "
                   "digits of the id of a transfer or a record",
                   "TRANSFER: no está en estas bitácoras; indique al menos 6 "
                   "dígitos del identificador de una transferencia o de un "
                   "registro"}));
  }
  const std::string id = *collected.transfers().begin();
  timeline.entries = std::move(collected).InOrder();
  if (timeline.logs.size() == kLogsMax) {
    const auto& logs = timeline.logs;
    Reconciliation found = Reconcile({logs[0].nation, logs[0].ledger},
                                     {logs[1].nation, logs[1].ledger});
    for (Gap& gap : found.gaps) {
      if (gap.transfer_id == id) timeline.gaps.push_back(std::move(gap));
    }
    for (Difference& each : found.differences) {
      if (each.transfer_id == id) timeline.differences.push_back(each);
    }
  }
  return timeline;
}

std::string TextOf(const Timeline& timeline, Shell& shell) {
  const Language language = shell.language();
  const OpenedEntry& first = timeline.entries.front().opened;
  std::string text = FormatFields(
      {{shell.Say({"transfer", "transferencia"}), HexEncode(first.transfer_id)},
       {shell.Say({"record", "registro"}), HexEncode(RecordIdOf(first))},
       {shell.Say({"type", "tipo"}), TypeOf(first)},
       {shell.Say({"sender", "remitente"}), SenderOf(first)},
       {shell.Say({"recipient", "destinatario"}), RecipientOf(first)}});
  for (const Placed& placed : timeline.entries) {
    absl::StrAppend(&text, "\n", Printable(timeline.logs[placed.log].nation),
                    shell.Say({", entry ", ", asiento "}), placed.opened.index,
                    "\n  ", SentencesOf(placed.opened, language), "\n");
  }
  if (!timeline.gaps.empty() || !timeline.differences.empty()) {
    absl::StrAppend(&text, "\n", shell.Say({"differences:", "diferencias:"}),
                    "\n");
  }
  for (const Gap& gap : timeline.gaps) {
    absl::StrAppend(&text, "  - ", Printable(gap.lacking),
                    shell.Say({" has no entry: ", " no tiene asiento: "}),
                    GapText(gap.kind, language));
    const std::string trace = TraceText(gap, language);
    absl::StrAppend(&text, trace.empty() ? "" : "; ", trace, "\n");
  }
  for (const Difference& each : timeline.differences) {
    absl::StrAppend(
        &text, "  - ", each.what, ": ", Printable(timeline.logs[0].nation), " ",
        Printable(each.first), "; ", Printable(timeline.logs[1].nation), " ",
        Printable(each.second), "\n");
  }
  return text;
}

Json JsonOf(const Timeline& timeline) {
  const OpenedEntry& first = timeline.entries.front().opened;
  Json entries = Json::Array();
  for (const Placed& placed : timeline.entries) {
    entries.Append(
        Json::Object()
            .Add("nation", Json::String(timeline.logs[placed.log].nation))
            .Add("told", client::JsonOf(placed.opened)));
  }
  Json gaps = Json::Array();
  for (const Gap& gap : timeline.gaps) gaps.Append(client::JsonOf(gap));
  Json differences = Json::Array();
  for (const Difference& each : timeline.differences) {
    differences.Append(client::JsonOf(each, timeline.logs));
  }
  return Json::Object()
      .Add("transferId", Json::String(HexEncode(first.transfer_id)))
      .Add("recordId", Json::String(HexEncode(RecordIdOf(first))))
      .Add("entries", std::move(entries))
      .Add("gaps", std::move(gaps))
      .Add("differences", std::move(differences));
}

absl::StatusOr<ExitCode> ShowTimeline(const TimelineWords& words,
                                      Shell& shell) {
  ASSIGN_OR_RETURN(const Timeline timeline, Read(words, shell));
  shell.Print(JsonOf(timeline), TextOf(timeline, shell));
  const ExitCode judged = JudgeLogs(timeline.logs, shell);
  if (judged != ExitCode::kDone ||
      (timeline.gaps.empty() && timeline.differences.empty())) {
    return judged;
  }
  shell.Complain(ExitCode::kNo,
                 shell.Say({"the two logs do not tell the same of it",
                            "las dos bitácoras no dicen lo mismo de ella"}),
                 "AUDIT_NOT_RECONCILED");
  return ExitCode::kNo;
}

}  // namespace

void AddAuditTimeline(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "timeline",
      shell.Say(
          {"Tell one transfer through both nations' logs, in order",
           "Cuenta una transferencia por las bitácoras de ambas naciones, "
           "en orden"}),
      {"enlace audit timeline TRANSFER --log AUDIT_DIR",
       "enlace audit timeline TRANSFER --log AUDIT_DIR --log PEER_AUDIT_DIR"});
  auto words = std::make_shared<TimelineWords>();
  verb.AddOption("TRANSFER", words->typed,
                 shell.Say({"Transfer or record id, or the beginning of one",
                            "Identificador de la transferencia o del registro, "
                            "o su comienzo"}))
      .Required();
  verb.AddOption("--log", words->dirs,
                 shell.Say({"Folder of one nation's log; again for the other's",
                            "Carpeta de la bitácora de una nación; se repite "
                            "para la otra"}))
      .Required()
      .Value("AUDIT_DIR");
  AddAuditPair(verb, words->pair, shell);
  verb.OnRun(shell, [&shell, words] { return ShowTimeline(*words, shell); });
}

}  // namespace enlace::client
