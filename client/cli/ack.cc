// enlace ack ID: takes a record over, and tells its sender so.
//
// The delivery is confirmed first: an acknowledgement that cannot be sent must
// not leave a record to be collected twice, and `enlace ack` may be run again.

#include <memory>

#include "base/status_macros.h"
#include "client/cli/inbox_search.h"
#include "client/cli/sending.h"
#include "client/cli/verbs.h"
#include "client/library/answer.h"
#include "client/library/node.h"

namespace enlace::client {
namespace {

struct AckWords {
  std::string id;
  TravelWords travel;
  bool confirm_only = false;
};

absl::StatusOr<ExitCode> Ack(const AckWords& words, Shell& shell) {
  ASSIGN_OR_RETURN(const InboxItem item, FindVerified(words.id, shell));
  RecordDraft draft;
  if (!words.confirm_only || words.travel.dry_run) {
    ASSIGN_OR_RETURN(draft, AcknowledgementOf(*item.record,
                                              item.delivery.delivered_at_ms()));
  }
  RETURN_IF_ERROR(ApplyTravelWords(words.travel, draft));
  if (words.travel.dry_run) return Deliver(draft, words.travel, shell);
  ASSIGN_OR_RETURN(Node * node, shell.node());
  v1::ConfirmRequest request;
  request.add_transfer_ids(item.delivery.transfer_id());
  ASSIGN_OR_RETURN(const v1::ConfirmResponse confirmed, node->Confirm(request));
  if (words.confirm_only) {
    shell.Print(
        Json::Object().Add("confirmed", Json::Number(confirmed.confirmed())),
        shell.Say({"confirmed\n", "confirmado\n"}));
    return ExitCode::kDone;
  }
  return Deliver(draft, words.travel, shell);
}

}  // namespace

void AddAck(Command app, Shell& shell) {
  Command verb = app.AddVerb(
      "ack",
      shell.Say(
          {"Confirm a record of the inbox and acknowledge it to its sender",
           "Confirma un registro del buzón y da acuse a su remitente"}),
      {"enlace ack ID", "enlace ack ID --confirm-only"});
  auto words = std::make_shared<AckWords>();
  verb.AddOption(
          "ID", words->id,
          shell.Say({"Transfer or record id",
                     "Identificador de la transferencia o del registro"}))
      .Required();
  verb.AddFlag("--confirm-only", words->confirm_only,
               shell.Say({"Confirm to the own node, send nothing",
                          "Confirma al nodo propio, sin enviar nada"}));
  AddTravelWords(verb, words->travel, shell);
  verb.OnRun(shell, [&shell, words] { return Ack(*words, shell); });
}

}  // namespace enlace::client
