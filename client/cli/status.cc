// enlace status ID: where a record stands.

#include <memory>

#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/answer_text.h"
#include "client/cli/inbox_search.h"
#include "client/cli/json_message.h"
#include "client/cli/reason_text.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

Json StatusJson(const std::string& record_id,
                const v1::GetStatusResponse& response) {
  v1::GetStatusResponse rest = response;
  rest.clear_outcome();
  Json json =
      Json::Object().Add("recordId", Json::String(HexEncode(record_id)));
  const Json fields = JsonOf(rest);
  for (const auto& [name, value] : fields.children()) {
    if (name != "outcome") json.Add(name, value);
  }
  v1::Outcome outcome;
  if (!response.outcome().empty() &&
      outcome.ParseFromString(response.outcome())) {
    json.Add("outcome", JsonOf(outcome));
  }
  return json;
}

absl::StatusOr<ExitCode> Status(const std::string& typed, Shell& shell) {
  v1::GetStatusRequest request;
  ASSIGN_OR_RETURN(*request.mutable_record_id(), ResolveRecordId(typed, shell));
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::GetStatusResponse response,
                   node->GetStatus(request));
  v1::Outcome outcome;
  const bool decided_here = !response.outcome().empty() &&
                            outcome.ParseFromString(response.outcome());
  const std::string reason = !response.end_reason().empty()
                                 ? response.end_reason()
                                 : (decided_here ? outcome.reason() : "");
  shell.Print(
      StatusJson(request.record_id(), response),
      FormatFields(
          {{shell.Say({"record", "registro"}), HexEncode(request.record_id())},
           {shell.Say({"transfer", "transferencia"}),
            HexEncode(response.transfer_id())},
           {shell.Say({"type", "tipo"}), response.type()},
           {shell.Say({"other party", "contraparte"}), response.counterpart()},
           {shell.Say({"state", "estado"}),
            std::string(absl::StripPrefix(
                v1::RecordState_Name(response.state()), "RECORD_STATE_"))},
           {shell.Say({"reason", "motivo"}),
            ReasonWithText(reason, shell.language())},
           {shell.Say({"peer's reason", "motivo de la otra nación"}),
            ReasonWithText(response.peer_reason(), shell.language())},
           {shell.Say({"decided at", "decidido el"}),
            TimeText(response.decided_at_ms())},
           {shell.Say({"answer", "respuesta"}),
            AnswerText(response.answer(), shell.language())},
           {shell.Say({"answer due", "respuesta a más tardar"}),
            AnswerDueText(response.answer(), shell.language())},
           {shell.Say({"log entry", "asiento"}),
            std::to_string(response.entry_index())}}));
  return ExitCodeOf(response.state());
}

}  // namespace

void AddStatus(Command app, Shell& shell) {
  Command verb = app.AddVerb("status",
                             shell.Say({"Say where a record stands",
                                        "Dice en qué estado está un registro"}),
                             {"enlace status RECORD"});
  auto id = std::make_shared<std::string>();
  verb.AddOption(
          "ID", *id,
          shell.Say({"Record id, whole if the record was sent",
                     "Identificador del registro, completo si fue enviado"}))
      .Required();
  verb.OnRun(shell, [&shell, id] { return Status(*id, shell); });
}

}  // namespace enlace::client
