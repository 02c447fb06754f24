#include "server/rpc/register_service.h"

#include <utility>

#include "server/rpc/caller.h"
#include "server/rpc/reply.h"

namespace enlace::rpc {

RegisterService::RegisterService(const gate::RegisterDesk& desk,
                                 AdmissionCall::Environment environment)
    : desk_(desk), environment_(environment) {}

grpc::ServerUnaryReactor* RegisterService::ListRegister(
    grpc::CallbackServerContext* context,
    const v1::ListRegisterRequest* request,
    v1::ListRegisterResponse* response) {
  constexpr char kMethod[] = "enlace.v1.RegisterService.ListRegister";
  const Reply reply(*context, kMethod);
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, kMethod, Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  absl::StatusOr<v1::ListRegisterResponse> entries =
      desk_.List(*caller, *request, environment_.clock->TimeNow());
  if (entries.ok()) *response = *std::move(entries);
  ReplyLogged(environment_, *caller, kMethod, entries.status(), *response,
              reply);
  return reply.reactor();
}

grpc::ServerUnaryReactor* RegisterService::ChangeRegister(
    grpc::CallbackServerContext* context,
    const v1::ChangeRegisterRequest* request,
    v1::ChangeRegisterResponse* response) {
  constexpr char kMethod[] = "enlace.v1.RegisterService.ChangeRegister";
  const Reply reply(*context, kMethod);
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, kMethod, Listener::kAgencies, *environment_.turned_away);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  gate::Admission admission =
      desk_.Admit(*caller, *request, environment_.clock->TimeNow());
  SequenceOne(environment_, caller->Uri(), std::move(admission),
              [this, request, response, reply](const absl::Status& status) {
                if (status.ok()) {
                  *response =
                      desk_.Describe(*request, environment_.clock->TimeNow());
                }
                reply(status);
              });
  return reply.reactor();
}

}  // namespace enlace::rpc
