// enlace audit reconcile AUDIT_DIR PEER_AUDIT_DIR: two nations' logs, held
// against each other.

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/alert_text.h"
#include "client/cli/audit_pair.h"
#include "client/cli/gap_text.h"
#include "client/cli/json_message.h"
#include "client/cli/root_words.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/joint_receipt.h"
#include "client/library/signed_words.h"

namespace enlace::client {
namespace {

struct ReconcileWords {
  std::string first;
  std::string second;
  AuditPairWords pair;
  std::vector<std::string> receipts;
  std::vector<std::string> roots;
};

Json Number(uint64_t value) {
  return Json::Number(static_cast<int64_t>(value));
}

std::string RangeText(const std::pair<uint64_t, uint64_t>& range) {
  return range.first == range.second
             ? absl::StrCat(range.first)
             : absl::StrCat(range.first, "-", range.second);
}

Json JsonOf(const DirectionCount& count) {
  Json holes = Json::Array();
  for (const auto& range : count.holes) {
    holes.Append(Json::Object()
                     .Add("first", Number(range.first))
                     .Add("last", Number(range.second)));
  }
  Json twice = Json::Array();
  for (const uint64_t number : count.twice) twice.Append(Number(number));
  return Json::Object()
      .Add("from", Json::String(count.from))
      .Add("to", Json::String(count.to))
      .Add("sent", Number(count.sent))
      .Add("received", Number(count.received))
      .Add("matched", Number(count.matched))
      .Add("neverLeft", Number(count.never_left))
      .Add("lastSequence", Number(count.last_sequence))
      .Add("holes", std::move(holes))
      .Add("twice", std::move(twice));
}

Json JsonOf(const Reconciliation& found, const std::vector<PairedLog>& logs) {
  Json read = Json::Array();
  for (const PairedLog& log : logs) {
    read.Append(
        Json::Object()
            .Add("nation", Json::String(log.nation))
            .Add("origin", Json::String(log.summary.origin))
            .Add("size", Number(log.summary.size))
            .Add("verified", Json::Bool(log.summary.findings_count == 0))
            .Add("lastTime",
                 Json::String(TimeText(log.summary.last_log_time_ms)))
            .Add("unreadable", Number(log.ledger.unreadable())));
  }
  Json directions = Json::Array();
  for (const DirectionCount& count : found.directions) {
    directions.Append(JsonOf(count));
  }
  Json gaps = Json::Array();
  for (const Gap& gap : found.gaps) gaps.Append(client::JsonOf(gap));
  Json broken = Json::Array();
  for (const BrokenWord& word : found.broken_words) {
    broken.Append(client::JsonOf(word));
  }
  Json differences = Json::Array();
  for (const Difference& difference : found.differences) {
    differences.Append(client::JsonOf(difference, logs));
  }
  return Json::Object()
      .Add("allMatched", Json::Bool(found.AllMatched()))
      .Add("asOf", Json::String(TimeText(found.as_of_ms)))
      .Add("logs", std::move(read))
      .Add("directions", std::move(directions))
      .Add("gaps", std::move(gaps))
      .Add("differences", std::move(differences))
      .Add("brokenWords", std::move(broken))
      .Add("ofOtherLinks", Number(found.elsewhere))
      .Add("namedEntriesNotCovered", Number(found.not_covered));
}

std::string DirectionsText(const Reconciliation& found) {
  Table table({"FROM", "TO", "SENT", "RECEIVED", "MATCHED", "NEVER_LEFT",
               "LAST_NUMBER", "IN_NEITHER_LOG", "TWICE"});
  for (const DirectionCount& count : found.directions) {
    std::vector<std::string> holes;
    for (const auto& range : count.holes) holes.push_back(RangeText(range));
    table.Add({count.from, count.to, absl::StrCat(count.sent),
               absl::StrCat(count.received), absl::StrCat(count.matched),
               absl::StrCat(count.never_left),
               absl::StrCat(count.last_sequence), absl::StrJoin(holes, ","),
               absl::StrJoin(count.twice, ",")});
  }
  return table.Format();
}

std::string GapsText(const Reconciliation& found, Language language) {
  if (found.gaps.empty()) return "";
  Table table({"TRANSFER", "NUMBER", "LACKING", "SINCE", "AGE", "WHY"});
  for (const Gap& gap : found.gaps) {
    table.Add({ShortId(gap.transfer_id), absl::StrCat(gap.link_sequence),
               gap.lacking, TimeText(gap.since_ms),
               DurationText(absl::Milliseconds(gap.age_ms)),
               GapText(gap.kind, language)});
  }
  std::string traces;
  for (const Gap& gap : found.gaps) {
    const std::string trace = TraceText(gap, language);
    if (trace.empty()) continue;
    absl::StrAppend(&traces, "  ", ShortId(gap.transfer_id), " ",
                    Printable(gap.lacking), ": ", trace, "\n");
  }
  if (traces.empty()) return absl::StrCat("\n", table.Format());
  return absl::StrCat(
      "\n", table.Format(), "\n",
      Phrase{"of what is lacking:", "de lo que falta:"}.In(language), "\n",
      traces);
}

std::string BrokenWordsText(const Reconciliation& found, Language language) {
  if (found.broken_words.empty()) return "";
  std::string text =
      absl::StrCat("\n",
                   Phrase{"signed, and not borne out by the own log:",
                          "firmado, y no confirmado por la propia bitácora:"}
                       .In(language),
                   "\n");
  for (const BrokenWord& word : found.broken_words) {
    absl::StrAppend(&text, "  ", ShortId(word.transfer_id), " ",
                    Printable(word.nation), ": ",
                    BrokenWordText(word, language), "\n");
  }
  return text;
}

std::string DifferencesText(const Reconciliation& found,
                            const std::vector<PairedLog>& logs) {
  if (found.differences.empty()) return "";
  Table table({"TRANSFER", "WHAT", logs[0].nation, logs[1].nation});
  for (const Difference& difference : found.differences) {
    table.Add({ShortId(difference.transfer_id), difference.what,
               difference.first, difference.second});
  }
  return absl::StrCat("\n", table.Format());
}

std::string TextOf(const Reconciliation& found,
                   const std::vector<PairedLog>& logs, Shell& shell) {
  uint64_t unreadable = 0;
  for (const PairedLog& log : logs) unreadable += log.ledger.unreadable();
  const auto some = [](uint64_t value) {
    return value == 0 ? "" : absl::StrCat(value);
  };
  return absl::StrCat(
      DirectionsText(found), GapsText(found, shell.language()),
      DifferencesText(found, logs), BrokenWordsText(found, shell.language()),
      "\n",
      FormatFields(
          {{shell.Say({"as of", "al"}), TimeText(found.as_of_ms)},
           {shell.Say({"entries about records that do not open",
                       "asientos sobre registros que no se abren"}),
            some(unreadable)},
           {shell.Say({"crossings of other links", "cruces de otros enlaces"}),
            some(found.elsewhere)},
           {shell.Say({"named entries beyond the other log's end",
                       "asientos citados más allá de la otra bitácora"}),
            some(found.not_covered)},
           {shell.Say({"result", "resultado"}),
            found.AllMatched()
                ? shell.Say({"all matched", "todo coincide"})
                : shell.Say({"NOT ALL MATCHED", "HAY DIFERENCIAS"})}}));
}

// Each receipt is verified for what it says it is: one of the nodes' words
// alone proves what they signed.
absl::StatusOr<std::vector<ProvenReceipt>> ReadReceipts(
    const ReconcileWords& words, Shell& shell) {
  std::vector<ProvenReceipt> receipts;
  if (words.receipts.empty()) return receipts;
  ASSIGN_OR_RETURN(const std::vector<certs::TrustAnchor> roots,
                   RootsOf(words.roots, shell));
  for (const std::string& path : words.receipts) {
    const auto in_file = [&path](const absl::Status& status) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": ", status.message()));
    };
    const auto text = ReadFile(path);
    if (!text.ok()) return in_file(text.status());
    const auto receipt = ParseReceipt(*text);
    if (!receipt.ok()) return in_file(receipt.status());
    auto proven = VerifyJointReceipt(*receipt, roots, receipt->level());
    if (!proven.ok()) return in_file(proven.status());
    receipts.push_back(*std::move(proven));
  }
  return receipts;
}

// Whether a nation's own signature or log shows what it does not tell.
bool IsDenied(const Reconciliation& found) {
  return !found.broken_words.empty() ||
         std::any_of(found.gaps.begin(), found.gaps.end(),
                     [](const Gap& gap) { return gap.IsShown(); });
}

std::string Hint(const Reconciliation& found, Shell& shell) {
  if (!IsDenied(found)) {
    return shell.Say(
        {"what is young may be on its way: take both logs again later; ask the "
         "nation that lacks an entry about what is old",
         "lo reciente puede ir en camino: tome ambas bitácoras más tarde; por "
         "lo antiguo pregunte a la nación que no tiene el asiento"});
  }
  return shell.Say(
      {"what a node signed, or an entry of its own log, shows that it had the "
       "record: keep both folders, the receipts and the checkpoints as they "
       "are, and put it to that nation",
       "lo que firmó un nodo, o un asiento de su propia bitácora, muestra que "
       "tuvo el registro: conserve ambas carpetas, los acuses y los puntos de "
       "control tal cual y plantéelo a esa nación"});
}

absl::StatusOr<ExitCode> ReconcileLogs(const ReconcileWords& words,
                                       Shell& shell) {
  ASSIGN_OR_RETURN(const std::vector<PairedLog> logs,
                   ReadLogs({words.first, words.second}, words.pair, shell,
                            [](size_t, const OpenedEntry&) {}));
  ASSIGN_OR_RETURN(const std::vector<ProvenReceipt> receipts,
                   ReadReceipts(words, shell));
  const ReconciledLog first{logs[0].nation, logs[0].ledger};
  const ReconciledLog second{logs[1].nation, logs[1].ledger};
  Reconciliation found = Reconcile(first, second);
  for (const ProvenReceipt& receipt : receipts) {
    HoldSignedWords(receipt, first, second, found);
  }
  shell.Print(JsonOf(found, logs), TextOf(found, logs, shell));
  const ExitCode judged = JudgeLogs(logs, shell);
  if (judged != ExitCode::kDone || found.AllMatched()) return judged;
  shell.Complain(ExitCode::kNo,
                 shell.Say({"the two logs do not tell the same",
                            "las dos bitácoras no dicen lo mismo"}),
                 "AUDIT_NOT_RECONCILED", Hint(found, shell));
  return ExitCode::kNo;
}

}  // namespace

void AddAuditReconcile(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "reconcile",
      shell.Say({"Hold two nations' logs against each other; 3 if they differ",
                 "Coteja las bitácoras de dos naciones; 3 si difieren"}),
      {"enlace audit reconcile AUDIT_DIR PEER_AUDIT_DIR",
       "enlace audit reconcile AUDIT_DIR PEER_AUDIT_DIR --partial-annex -o "
       "json",
       "enlace audit reconcile AUDIT_DIR PEER_AUDIT_DIR --receipt "
       "trace.receipt"});
  auto words = std::make_shared<ReconcileWords>();
  verb.AddOption("AUDIT_DIR", words->first,
                 shell.Say({"Log of one nation", "Bitácora de una nación"}))
      .Required();
  verb.AddOption("PEER_AUDIT_DIR", words->second,
                 shell.Say({"Log of the other", "Bitácora de la otra"}))
      .Required();
  AddAuditPair(verb, words->pair, shell);
  verb.AddOption(
          "--receipt", words->receipts,
          shell.Say(
              {"Joint receipt that was kept: what its nodes signed, their "
               "logs must bear out",
               "Acuse conjunto que se conservó: lo que firmaron sus nodos "
               "lo deben confirmar sus bitácoras"}))
      .Value("FILE.receipt");
  AddRootWords(verb, words->roots, shell);
  verb.OnRun(shell, [&shell, words] { return ReconcileLogs(*words, shell); });
}

}  // namespace enlace::client
