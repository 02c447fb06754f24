// enlace audit transfers AUDIT_DIR: every transfer a log tells of.

#include <memory>

#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/audit_source.h"
#include "client/cli/json_message.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

// Why it did not cross: said before any decision, by this nation, by the other.
std::string WhyNot(const TransferRow& row) {
  if (!row.problem.empty()) return row.problem;
  return row.reason.empty() ? row.peer_reason : row.reason;
}

absl::StatusOr<ExitCode> Transfers(const AuditSource& source, Shell& shell) {
  TransferHistory history;
  ASSIGN_OR_RETURN(
      const AuditSummary summary,
      ReadAudit(source, shell, [&](const OpenedEntry& e) { history.Add(e); }));
  Json rows = Json::Array();
  Table table({"TRANSFER", "TYPE", "FROM", "TO", "STATE", "CROSSED", "REASON",
               "RULE", "REDACTED", "TIME"});
  for (const TransferRow& row : history.rows()) {
    rows.Append(JsonOf(row));
    table.Add({ShortId(row.transfer_id), row.type, ShortParty(row.sender),
               ShortParty(row.recipient), std::string(row.State()),
               row.crossed ? "yes" : "no", WhyNot(row),
               row.rule_ids.empty() ? "" : row.rule_ids.front(),
               std::to_string(row.redactions),
               TimeText(row.first_log_time_ms)});
  }
  shell.Print(rows, table.Format());
  return JudgeAudit(summary, shell);
}

}  // namespace

void AddAuditTransfers(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "transfers",
      shell.Say({"List every transfer and whether it crossed",
                 "Enumera las transferencias y dice si cruzaron"}),
      {"enlace audit transfers AUDIT_DIR",
       "enlace audit transfers AUDIT_DIR -o csv"});
  auto source = std::make_shared<AuditSource>();
  AddAuditSource(verb, *source, shell);
  verb.OnRun(shell, [&shell, source] { return Transfers(*source, shell); });
}

}  // namespace enlace::client
