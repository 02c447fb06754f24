// enlace audit verify AUDIT_DIR: whether a published log is what was signed.

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/audit_source.h"
#include "client/cli/json_message.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

Json Count(uint64_t value) { return Json::Number(static_cast<int64_t>(value)); }

Json SummaryJson(const AuditSummary& summary) {
  Json cosignatures = Json::Array();
  for (const wire::CosignedBy& by : summary.cosignatures) {
    cosignatures.Append(
        Json::Object()
            .Add("witness", Json::String(by.witness))
            .Add("time", Json::String(TimeText(absl::ToUnixMillis(by.time)))));
  }
  Json findings = Json::Array();
  for (const AuditFinding& finding : summary.findings) {
    Json json = Json::Object().Add("file", Json::String(finding.file));
    if (finding.index.has_value()) json.Add("index", Count(*finding.index));
    findings.Append(json.Add("what", Json::String(finding.what)));
  }
  return Json::Object()
      .Add("verified", Json::Bool(summary.findings_count == 0))
      .Add("origin", Json::String(summary.origin))
      .Add("size", Count(summary.size))
      .Add("root", Json::String(HexEncode(AsBytes(summary.root))))
      .Add("cosignatures", std::move(cosignatures))
      .Add("bundles", Count(summary.bundles))
      .Add("tiles", Count(summary.tiles))
      .Add("openings", Count(summary.opened))
      .Add("openingsNotCovered", Count(summary.not_covered))
      .Add("lastTime", Json::String(TimeText(summary.last_log_time_ms)))
      .Add("findingsCount", Count(summary.findings_count))
      .Add("findings", std::move(findings));
}

std::string TextOf(const AuditSummary& summary, const AuditSource& source,
                   Shell& shell) {
  std::string cosigned;
  for (const wire::CosignedBy& by : summary.cosignatures) {
    absl::StrAppend(&cosigned, cosigned.empty() ? "" : ", ", by.witness, " (",
                    TimeText(absl::ToUnixMillis(by.time)), ")");
  }
  if (source.witness_vkey_paths.empty()) {
    cosigned = shell.Say({"not checked; give --witness-vkey",
                          "sin comprobar; indique --witness-vkey"});
  }
  std::string text = FormatFields(
      {{shell.Say({"log", "bitácora"}), summary.origin},
       {shell.Say({"entries", "asientos"}), absl::StrCat(summary.size)},
       {shell.Say({"root", "raíz"}), HexEncode(AsBytes(summary.root))},
       {shell.Say({"cosigned by", "cofirmada por"}), cosigned},
       {shell.Say({"bundles read", "paquetes leídos"}),
        absl::StrCat(summary.bundles)},
       {shell.Say({"tiles derived", "mosaicos derivados"}),
        absl::StrCat(summary.tiles)},
       {shell.Say({"entries opened", "asientos abiertos"}),
        absl::StrCat(summary.opened)},
       {shell.Say({"last entry", "último asiento"}),
        TimeText(summary.last_log_time_ms)},
       {shell.Say({"result", "resultado"}),
        summary.findings_count == 0
            ? shell.Say({"verified", "verificada"})
            : shell.Say({"NOT VERIFIED", "NO VERIFICADA"})}});
  for (const AuditFinding& finding : summary.findings) {
    absl::StrAppend(&text, "  ", Printable(finding.file),
                    finding.index.has_value()
                        ? absl::StrCat(" [", *finding.index, "]")
                        : "",
                    ": ", Printable(finding.what), "\n");
  }
  return text;
}

absl::StatusOr<ExitCode> Verify(const AuditSource& source, Shell& shell) {
  ASSIGN_OR_RETURN(const AuditSummary summary,
                   ReadAudit(source, shell, [](const OpenedEntry&) {}));
  shell.Print(SummaryJson(summary), TextOf(summary, source, shell));
  return JudgeAudit(summary, shell);
}

}  // namespace

void AddAuditVerify(Command audit, Shell& shell) {
  Command verb = audit.AddVerb(
      "verify",
      shell.Say({"Verify signatures, every hash and every opening",
                 "Verifica firmas, todos los hashes y todas las aperturas"}),
      {"enlace audit verify AUDIT_DIR",
       "enlace audit verify AUDIT_DIR --witness-vkey WITNESS.vkey"});
  auto source = std::make_shared<AuditSource>();
  AddAuditSource(verb, *source, shell);
  verb.AddOption(
          "--kept", source->kept_paths,
          shell.Say({"Checkpoint of this log that was kept; the log must still "
                     "contain what it covers",
                     "Punto de control de esta bitácora que se conservó; la "
                     "bitácora debe contener aún lo que abarca"}))
      .Value("FILE");
  verb.OnRun(shell, [&shell, source] { return Verify(*source, shell); });
}

}  // namespace enlace::client
