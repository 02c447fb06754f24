// enlace audit show AUDIT_DIR TRANSFER: one transfer with all its entries.

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/audit_source.h"
#include "client/cli/audit_step_text.h"
#include "client/cli/entry_text.h"
#include "client/cli/json_message.h"
#include "client/cli/reason_text.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

std::string TextOf(const TransferRow& row,
                   const std::vector<OpenedEntry>& entries, Shell& shell) {
  std::string reason = row.problem;
  if (!row.reason.empty()) {
    reason =
        absl::StrCat(row.reason, " ", ReasonText(row.reason, shell.language()));
  }
  std::string text = FormatFields(
      {{shell.Say({"transfer", "transferencia"}), HexEncode(row.transfer_id)},
       {shell.Say({"record", "registro"}), HexEncode(row.record_id)},
       {shell.Say({"type", "tipo"}), row.type},
       {shell.Say({"sender", "remitente"}), row.sender},
       {shell.Say({"recipient", "destinatario"}), row.recipient},
       {shell.Say({"state", "estado"}), std::string(row.State())},
       {shell.Say({"crossed", "cruzó"}),
        row.crossed ? shell.Say({"yes", "sí"}) : "no"},
       {shell.Say({"instead of", "en lugar de"}), HexEncode(row.notice_of)},
       {shell.Say({"reason", "motivo"}), reason},
       {shell.Say({"rules", "reglas"}), absl::StrJoin(row.rule_ids, ", ")},
       {shell.Say({"law", "ley"}), absl::StrJoin(row.citations, "; ")}});
  for (const OpenedEntry& opened : entries) {
    if (!opened.national.has_value()) continue;
    for (const v1::Redaction& redaction : opened.national->redactions()) {
      absl::StrAppend(&text, "  - ", Printable(redaction.path()), ": ",
                      Printable(redaction.reason()), ", ",
                      Printable(redaction.rule_id()), ", ",
                      Printable(redaction.citation()), "\n");
    }
  }
  Table table({"ENTRY", "TIME", "STEP", "HASH"});
  for (const OpenedEntry& opened : entries) {
    table.Add({std::to_string(opened.index), TimeText(opened.entry.log_time_ms),
               StepName(opened.entry.step),
               ShortId(AsBytes(opened.leaf_hash))});
  }
  return absl::StrCat(text, "\n", table.Format());
}

absl::StatusOr<ExitCode> Show(const AuditSource& source,
                              const std::string& typed, Shell& shell) {
  TransferHistory history;
  std::map<std::string, std::vector<OpenedEntry>> by_transfer;
  ASSIGN_OR_RETURN(const AuditSummary summary,
                   ReadAudit(source, shell, [&](const OpenedEntry& opened) {
                     history.Add(opened);
                     by_transfer[opened.transfer_id].push_back(opened);
                   }));
  const TransferRow* found = nullptr;
  for (const TransferRow& row : history.rows()) {
    if (!IdMatches(row.transfer_id, typed) &&
        !IdMatches(row.record_id, typed)) {
      continue;
    }
    if (found != nullptr) {
      return absl::InvalidArgumentError("the id begins more than one transfer");
    }
    found = &row;
  }
  if (found == nullptr) {
    return absl::NotFoundError("no such transfer in this log");
  }
  const std::vector<OpenedEntry>& entries = by_transfer[found->transfer_id];
  Json json = JsonOf(*found);
  Json details = Json::Array();
  for (const OpenedEntry& opened : entries) details.Append(JsonOf(opened));
  json.Add("details", std::move(details));
  shell.Print(json, TextOf(*found, entries, shell));
  return JudgeAudit(summary, shell);
}

}  // namespace

void AddAuditShow(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "show",
      shell.Say({"Show one transfer with all its entries",
                 "Muestra una transferencia con todos sus asientos"}),
      {"enlace audit show AUDIT_DIR TRANSFER"});
  auto source = std::make_shared<AuditSource>();
  auto typed = std::make_shared<std::string>();
  AddAuditSource(verb, *source, shell);
  verb.AddOption("TRANSFER", *typed,
                 shell.Say({"Transfer or record id, or the beginning of one",
                            "Identificador de la transferencia o del "
                            "registro, o su comienzo"}))
      .Required();
  verb.OnRun(shell,
             [&shell, source, typed] { return Show(*source, *typed, shell); });
}

}  // namespace enlace::client
