#include "server/rpc/node_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "proto/wire/rpc_status.h"
#include "server/core/first_contact.h"
#include "server/rpc/caller.h"

namespace enlace::rpc {

NodeService::NodeService(ReadStatus read_status,
                         const gate::FirstContact& contact,
                         AdmissionCall::Environment environment)
    : read_status_(std::move(read_status)),
      contact_(contact),
      environment_(environment) {}

grpc::ServerUnaryReactor* NodeService::GetNodeStatus(
    grpc::CallbackServerContext* context,
    const v1::GetNodeStatusRequest* /*request*/,
    v1::GetNodeStatusResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.NodeService.GetNodeStatus", Listener::kAgencies);
  if (caller.ok()) *response = read_status_();
  reactor->Finish(wire::ToGrpcStatus(caller.status(), "en"));
  return reactor;
}

grpc::ServerUnaryReactor* NodeService::AcceptLink(
    grpc::CallbackServerContext* context, const v1::AcceptLinkRequest* request,
    v1::AcceptLinkResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const std::string language(
      LanguageOf(*context) == policy::Language::kSpanish ? "es" : "en");
  const auto reply = [reactor, language](const absl::Status& status) {
    reactor->Finish(wire::ToGrpcStatus(status, language));
  };
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.NodeService.AcceptLink", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
    return reactor;
  }
  gate::Admission admission = contact_.AdmitAcceptance(
      caller->Uri(), *request, environment_.clock->TimeNow());
  SequenceOne(environment_, caller->Uri(), std::move(admission),
              [this, request, response, reply](const absl::Status& status) {
                if (status.ok()) Describe(request->nation(), *response);
                reply(status);
              });
  return reactor;
}

void NodeService::Describe(const std::string& nation,
                           v1::AcceptLinkResponse& response) const {
  environment_.pipeline->Read([&](const core::State& state) {
    contact_.Describe(nation, state, *response.mutable_link());
  });
  const size_t accepted =
      static_cast<size_t>(response.link().accepted_by_size());
  response.set_persons_missing(static_cast<uint32_t>(
      core::kAcceptingPersons - std::min(accepted, core::kAcceptingPersons)));
}

}  // namespace enlace::rpc
