#include "server/rpc/node_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "server/core/first_contact.h"
#include "server/rpc/caller.h"
#include "server/rpc/reply.h"

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
  const Reply reply(*context, "enlace.v1.NodeService.GetNodeStatus");
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.NodeService.GetNodeStatus", Listener::kAgencies);
  if (caller.ok()) *response = read_status_();
  reply(caller.status());
  return reply.reactor();
}

grpc::ServerUnaryReactor* NodeService::AcceptLink(
    grpc::CallbackServerContext* context, const v1::AcceptLinkRequest* request,
    v1::AcceptLinkResponse* response) {
  const Reply reply(*context, "enlace.v1.NodeService.AcceptLink");
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.NodeService.AcceptLink", Listener::kAgencies);
  if (!caller.ok()) {
    reply(caller.status());
    return reply.reactor();
  }
  gate::Admission admission = contact_.AdmitAcceptance(
      caller->Uri(), *request, environment_.clock->TimeNow());
  SequenceOne(environment_, caller->Uri(), std::move(admission),
              [this, request, response, reply](const absl::Status& status) {
                if (status.ok()) Describe(request->nation(), *response);
                reply(status);
              });
  return reply.reactor();
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
