// enlace revoke ID --reason CODE: takes back the permit of a record that was
// sent, as long as it was not handed over.

#include <memory>

#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "client/cli/inbox_search.h"
#include "client/cli/json_message.h"
#include "client/cli/reason_text.h"
#include "client/cli/table.h"
#include "client/cli/verbs.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

struct RevokeWords {
  std::string id;
  std::string reason;
};

// What a state means for the revocation.
Phrase MeaningOf(v1::RecordState state) {
  switch (state) {
    case v1::RECORD_STATE_REVOKED:
      return {"taken back; it will not be handed over",
              "retirado; no se entregará"};
    case v1::RECORD_STATE_DELIVERED:
    case v1::RECORD_STATE_HELD_BY_PEER:
      return {
          "the other nation's node has been told, or will be; ask "
          "`enlace status`",
          "se avisa al nodo de la otra nación; consulte `enlace status`"};
    default:
      return {"there is nothing to take back any more",
              "ya no hay nada que retirar"};
  }
}

absl::StatusOr<ExitCode> Revoke(const RevokeWords& words, Shell& shell) {
  v1::RevokeRequest request;
  ASSIGN_OR_RETURN(*request.mutable_record_id(),
                   ResolveRecordId(words.id, shell));
  request.set_reason(words.reason);
  ASSIGN_OR_RETURN(Node * node, shell.node());
  ASSIGN_OR_RETURN(const v1::RevokeResponse response, node->Revoke(request));
  const v1::RecordState state = response.state();
  Json json = Json::Object().Add("recordId",
                                 Json::String(HexEncode(request.record_id())));
  const Json fields = JsonOf(response);
  for (const auto& [name, value] : fields.children()) json.Add(name, value);
  shell.Print(
      json,
      FormatFields(
          {{shell.Say({"record", "registro"}), HexEncode(request.record_id())},
           {shell.Say({"reason", "motivo"}),
            ReasonWithText(words.reason, shell.language())},
           {shell.Say({"state", "estado"}),
            std::string(absl::StripPrefix(v1::RecordState_Name(state),
                                          "RECORD_STATE_"))},
           {shell.Say({"result", "resultado"}), shell.Say(MeaningOf(state))}}));
  switch (state) {
    case v1::RECORD_STATE_REVOKED:
      return ExitCode::kDone;
    case v1::RECORD_STATE_DELIVERED:
    case v1::RECORD_STATE_HELD_BY_PEER:
      return ExitCode::kTryAgain;
    default:
      return ExitCode::kNo;
  }
}

}  // namespace

void AddRevoke(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "revoke",
      shell.Say({"Take back a record that was sent, before it is handed over",
                 "Retira un registro enviado, antes de que se entregue"}),
      {"enlace revoke RECORD --reason B03"});
  auto words = std::make_shared<RevokeWords>();
  verb.AddOption("ID", words->id,
                 shell.Say({"Record id, whole",
                            "Identificador del registro, completo"}))
      .Required();
  verb.AddOption("--reason", words->reason,
                 shell.Say({"Reason code, such as B03",
                            "Código del motivo, como B03"}))
      .Required()
      .Value("CODE");
  verb.OnRun(shell, [&shell, words] { return Revoke(*words, shell); });
}

}  // namespace enlace::client
