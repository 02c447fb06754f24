// enlace show ID: a record of the inbox, and why to believe it.

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/decision_text.h"
#include "client/cli/inbox_search.h"
#include "client/cli/json_message.h"
#include "client/cli/record_text.h"
#include "client/cli/short_form.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"

namespace enlace::client {
namespace {

Json RecordJson(const wire::VerifiedRecord& record) {
  Json redactions = Json::Array();
  for (const auto& redaction : wire::RedactionsOf(record)) {
    redactions.Append(JsonOf(redaction));
  }
  Json coarser = Json::Array();
  for (const auto& release : record.releases) {
    for (const auto& step : release.generalizations()) {
      coarser.Append(Json::Object()
                         .Add("path", Json::String(step.path()))
                         .Add("level", Json::String(step.level()))
                         .Add("value", Json::String(step.value()))
                         .Add("node", Json::String(release.node()))
                         .Add("ruleId", Json::String(step.rule_id())));
    }
  }
  Json releases = Json::Array();
  for (const auto& release : record.releases) releases.Append(JsonOf(release));
  return Json::Object()
      .Add("transferId", Json::String(HexEncode(record.transfer_id)))
      .Add("recordId", Json::String(HexEncode(record.record_id)))
      .Add("verified", Json::Bool(true))
      .Add("originatorKeyId",
           Json::String(record.released.statement().signature().key_id()))
      .Add("header", JsonOf(record.header))
      .Add("record", JsonOf(*record.message))
      .Add("redactions", std::move(redactions))
      .Add("generalizations", std::move(coarser))
      .Add("caveats", Json::Strings(record.caveats))
      .Add("releases", std::move(releases));
}

// "verified: originator us-atf, key 12ab..., released by us.enlace.example/1".
std::string VerifiedText(const wire::VerifiedRecord& record, Shell& shell) {
  std::vector<std::string> nodes;
  nodes.reserve(record.releases.size());
  for (const auto& release : record.releases) nodes.push_back(release.node());
  return absl::StrCat(
      shell.Say({"verified: originator ", "verificado: originador "}),
      Printable(record.header.sender()), shell.Say({", key ", ", clave "}),
      Printable(record.released.statement().signature().key_id()),
      shell.Say({"; released by ", "; liberado por "}),
      Printable(absl::StrJoin(nodes, ", ")), "\n");
}

std::string NotesText(const wire::VerifiedRecord& record, Shell& shell) {
  std::string text;
  const std::vector<v1::Redaction> redactions = wire::RedactionsOf(record);
  if (!redactions.empty()) {
    absl::StrAppend(&text, shell.Say({"removed:", "suprimido:"}), "\n");
  }
  for (const auto& redaction : redactions) {
    absl::StrAppend(&text, RedactionText(redaction, shell.language()));
  }
  if (!record.generalizations.empty()) {
    absl::StrAppend(&text,
                    shell.Say({"made coarser, on a node's word:",
                               "generalizado, por declaración de un nodo:"}),
                    "\n");
  }
  for (const auto& release : record.releases) {
    for (const auto& step : release.generalizations()) {
      absl::StrAppend(
          &text, "  - ", Printable(step.path()), ": ",
          step.level() == "initials"
              ? std::string(shell.Say({"initials", "iniciales"}))
              : std::string(shell.Say({"last four", "últimos cuatro"})),
          " ", Printable(step.value()),
          shell.Say({", stated by node ", ", declarado por el nodo "}),
          Printable(release.node()), "; ", Printable(step.rule_id()), "\n");
    }
  }
  int64_t retain_until_ms = 0;
  for (const auto& release : record.releases) {
    if (release.retain_until_ms() != 0 &&
        (retain_until_ms == 0 || release.retain_until_ms() < retain_until_ms)) {
      retain_until_ms = release.retain_until_ms();
    }
  }
  absl::StrAppend(&text,
                  FormatFields({{shell.Say({"caveats", "reservas"}),
                                 absl::StrJoin(record.caveats, ", ")},
                                {shell.Say({"keep until", "conservar hasta"}),
                                 TimeText(retain_until_ms)}}));
  return text;
}

absl::StatusOr<ExitCode> Show(const std::string& typed, Shell& shell) {
  ASSIGN_OR_RETURN(const InboxItem item, FindVerified(typed, shell));
  const wire::VerifiedRecord& record = *item.record;
  const v1::Header& header = record.header;
  const std::string heading = FormatFields(
      {{shell.Say({"record", "registro"}), HexEncode(record.record_id)},
       {shell.Say({"transfer", "transferencia"}),
        HexEncode(record.transfer_id)},
       {shell.Say({"type", "tipo"}),
        TypeText(*record.message, shell.language())},
       {shell.Say({"sender", "remitente"}), header.sender()},
       {shell.Say({"answers", "responde a"}), HexEncode(header.parent())},
       {shell.Say({"created at", "creado el"}),
        TimeText(header.created_at_ms())},
       {shell.Say({"delivered at", "entregado el"}),
        TimeText(item.delivery.delivered_at_ms())},
       {shell.Say({"valid until", "vigente hasta"}),
        TimeText(header.valid_until_ms())}});
  shell.Print(RecordJson(record),
              absl::StrCat(
                  heading, "\n", RecordText(*record.message, shell.language()),
                  "\n", NotesText(record, shell), VerifiedText(record, shell)));
  return ExitCode::kDone;
}

}  // namespace

void AddShow(Command app, Shell& shell) {
  Command verb =
      app.AddVerb("show",
                  shell.Say({"Show a record of the inbox in full",
                             "Muestra completo un registro del buzón"}),
                  {"enlace show ID", "enlace show ID -o json"});
  auto id = std::make_shared<std::string>();
  verb.AddOption(
          "ID", *id,
          shell.Say({"Transfer or record id",
                     "Identificador de la transferencia o del registro"}))
      .Required();
  verb.OnRun(shell, [&shell, id] { return Show(*id, shell); });
}

}  // namespace enlace::client
