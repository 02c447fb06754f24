// ExchangeService::Revoke: a sender takes its record back.

#include "policy/engine/reason.h"
#include "proto/wire/problem.h"
#include "server/rpc/caller.h"
#include "server/rpc/exchange_call.h"
#include "server/rpc/exchange_service.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {

grpc::ServerUnaryReactor* ExchangeService::Revoke(
    grpc::CallbackServerContext* context, const v1::RevokeRequest* request,
    v1::RevokeResponse* response) {
  const Reply reply(*context, "enlace.v1.ExchangeService.Revoke");
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.ExchangeService.Revoke",
                  Listener::kAgencies, *environment_.calls.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  const std::string uri = caller->Uri();
  if (policy::FindReason(request->reason()) == nullptr) {
    RefuseLogged(admission(), uri,
                 wire::FieldInvalid("reason", "must be a known reason code"),
                 reply);
    return reply.reactor();
  }
  environment_.calls.pipeline->Enqueue(
      uri,
      {core::RevocationRequest{uri, request->record_id(), request->reason(),
                               environment_.calls.drafts->ForCaller(uri)}},
      [this, uri, reply, response, record_id = request->record_id()](
          const gate::Pipeline::Answers& answers) {
        if (!answers.ok()) return reply(answers.status());
        const core::Answer& answer = answers->front();
        if (answer.kind == core::Answer::Kind::kRefused) {
          return RefuseLogged(admission(), uri, answer.status, reply);
        }
        const auto transfer =
            FindVisible(*environment_.calls.pipeline, record_id, uri);
        if (transfer) response->set_state(transfer->state);
        reply(absl::OkStatus());
      });
  return reply.reactor();
}

}  // namespace enlace::rpc
