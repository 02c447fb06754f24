#include "server/rpc/node_service.h"

#include <utility>

#include "proto/wire/rpc_status.h"
#include "server/rpc/caller.h"

namespace enlace::rpc {

NodeService::NodeService(ReadStatus read_status)
    : read_status_(std::move(read_status)) {}

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

}  // namespace enlace::rpc
