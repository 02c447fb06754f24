#include "client/cli/audit_source.h"

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "client/cli/entry_facts.h"
#include "client/cli/json_message.h"
#include "client/cli/progress.h"
#include "client/library/context.h"

namespace enlace::client {
namespace {

absl::string_view KindName(TransferRow::Kind kind) {
  switch (kind) {
    case TransferRow::Kind::kSent:
      return "SENT";
    case TransferRow::Kind::kReceived:
      return "RECEIVED";
    case TransferRow::Kind::kLink:
      return "LINK";
    case TransferRow::Kind::kTried:
      return "TRIED";
    case TransferRow::Kind::kRefused:
      return "REFUSED";
    default:
      return "UNKNOWN";
  }
}

}  // namespace

void AddAuditSource(Command verb, AuditSource& source, Shell& shell) {
  verb.AddOption("AUDIT_DIR", source.audit_dir,
                 shell.Say({"Folder with `checkpoint` and `tile/`",
                            "Carpeta con `checkpoint` y `tile/`"}))
      .Required();
  verb.AddOption(
          "--annex", source.annex_dir,
          shell.Say(
              {"Folder with the openings; AUDIT_DIR/../annex if it exists",
               "Carpeta con las aperturas; AUDIT_DIR/../annex si existe"}))
      .Value("DIR");
  verb.AddOption(
          "--log-vkey", source.log_vkey_path,
          shell.Say(
              {"Verifier key of the log; AUDIT_DIR/../audit.vkey",
               "Clave verificadora de la bitácora; AUDIT_DIR/../audit.vkey"}))
      .Value("FILE");
  verb.AddOption(
          "--witness-vkey", source.witness_vkey_paths,
          shell.Say(
              {"Verifier key of a nation that must have cosigned",
               "Clave verificadora de una nación que debe haber cofirmado"}))
      .Value("FILE");
  verb.AddFlag("--partial-annex", source.partial_annex,
               shell.Say({"The folder holds only some openings",
                          "La carpeta contiene solo algunas aperturas"}));
}

std::string AnnexFolder(const AuditSource& source) {
  if (!source.annex_dir.empty()) return source.annex_dir;
  std::string usual = absl::StrCat(source.audit_dir, "/../annex");
  return FileExists(usual) ? usual : "";
}

absl::StatusOr<AuditSummary> ReadAudit(
    const AuditSource& source, Shell& shell,
    absl::FunctionRef<void(const OpenedEntry&)> visit) {
  const std::string beside = absl::StrCat(source.audit_dir, "/..");
  ASSIGN_OR_RETURN(wire::VerifierKey log,
                   LoadVerifierKey(source.log_vkey_path.empty()
                                       ? absl::StrCat(beside, "/audit.vkey")
                                       : source.log_vkey_path));
  AuditKeys keys{std::move(log), {}};
  for (const std::string& path : source.witness_vkey_paths) {
    ASSIGN_OR_RETURN(wire::VerifierKey witness, LoadVerifierKey(path));
    keys.witnesses.push_back(std::move(witness));
  }
  const AuditFiles files{.audit_dir = source.audit_dir,
                         .annex_dir = AnnexFolder(source),
                         .partial_annex = source.partial_annex,
                         .kept_checkpoints = source.kept_paths};
  if (!files.annex_dir.empty() && !FileExists(files.annex_dir)) {
    return absl::InvalidArgumentError(
        absl::StrCat(files.annex_dir, ": no such folder"));
  }
  Progress progress(shell, {"entries read", "asientos leídos"});
  return ReadAuditDirectory(files, keys, [&](const OpenedEntry& entry) {
    progress.Advance();
    visit(entry);
  });
}

Json JsonOf(const TransferRow& row) {
  Json json = Json::Object();
  json.Add("transferId", Json::String(HexEncode(row.transfer_id)));
  json.Add("kind", Json::String(KindName(row.kind)));
  json.Add("crossed", Json::Bool(row.crossed));
  json.Add("state", Json::String(row.State()));
  json.Add("type", Json::String(row.type));
  json.Add("sender", Json::String(row.sender));
  json.Add("recipient", Json::String(row.recipient));
  json.Add("recordId", Json::String(HexEncode(row.record_id)));
  json.Add("caller", Json::String(row.caller));
  json.Add("channel", Json::String(v1::Channel_Name(row.channel)));
  json.Add("urgency", Json::String(v1::Urgency_Name(row.urgency)));
  json.Add("outcome", Json::String(OutcomeName(row.outcome)));
  json.Add("reason", Json::String(row.reason));
  json.Add("problem", Json::String(row.problem));
  json.Add("noticeOf", Json::String(HexEncode(row.notice_of)));
  json.Add("peerOutcome", Json::String(OutcomeName(row.peer_outcome)));
  json.Add("peerReason", Json::String(row.peer_reason));
  json.Add("ruleIds", Json::Strings(row.rule_ids));
  json.Add("citations", Json::Strings(row.citations));
  json.Add("redactions", Json::Number(static_cast<int64_t>(row.redactions)));
  json.Add("silentRedactions",
           Json::Number(static_cast<int64_t>(row.silent_redactions)));
  json.Add("answerOverdue", Json::Bool(row.answer_overdue));
  json.Add("erased", Json::Bool(row.erased));
  json.Add("linkSequence",
           Json::Number(static_cast<int64_t>(row.link_sequence)));
  json.Add("time", Json::String(TimeText(row.first_log_time_ms)));
  json.Add("lastTime", Json::String(TimeText(row.last_log_time_ms)));
  Json entries = Json::Array();
  for (const uint64_t index : row.entries) {
    entries.Append(Json::Number(static_cast<int64_t>(index)));
  }
  json.Add("entries", std::move(entries));
  return json;
}

ExitCode JudgeAudit(const AuditSummary& summary, Shell& shell) {
  if (summary.findings_count == 0) return ExitCode::kDone;
  const AuditFinding& first = summary.findings.front();
  const std::string more =
      summary.findings_count == 1
          ? ""
          : absl::StrCat(" (+", summary.findings_count - 1, ")");
  const std::string where =
      first.index.has_value() ? absl::StrCat(" [", *first.index, "]") : "";
  shell.Complain(
      ExitCode::kNo, absl::StrCat(first.file, where, ": ", first.what, more),
      "AUDIT_NOT_VERIFIED",
      shell.Say({"keep the folder as it is and tell the auditors of both "
                 "nations",
                 "conserve la carpeta tal cual y avise a los auditores de "
                 "ambas naciones"}));
  return ExitCode::kNo;
}

}  // namespace enlace::client
