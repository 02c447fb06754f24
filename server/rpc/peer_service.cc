#include "server/rpc/peer_service.h"

#include <memory>
#include <utility>
#include <vector>

#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "server/rpc/caller.h"

namespace enlace::rpc {
namespace {

constexpr int kItemsMax = 128;

absl::Status TooMany(absl::string_view what) {
  return wire::Refusal(
      absl::StatusCode::kInvalidArgument, "TOO_LARGE",
      std::string(what) + " has more than 128 elements; send fewer at once");
}

}  // namespace

PeerService::PeerService(RelayCall::Environment environment,
                         AnswerWitness witness)
    : environment_(environment), witness_(std::move(witness)) {}

grpc::ServerUnaryReactor* PeerService::Relay(
    grpc::CallbackServerContext* context, const v1::RelayRequest* request,
    v1::RelayResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.Relay", Listener::kPeers);
  if (!caller.ok()) {
    reactor->Finish(wire::ToGrpcStatus(caller.status(), "en"));
  } else if (request->items_size() > kItemsMax) {
    reactor->Finish(wire::ToGrpcStatus(TooMany("items"), "en"));
  } else {
    std::make_shared<RelayCall>(
        environment_, caller->trust_domain, *request, *response,
        [reactor](const absl::Status& status) {
          reactor->Finish(wire::ToGrpcStatus(status, "en"));
        })
        ->Start();
  }
  return reactor;
}

grpc::ServerUnaryReactor* PeerService::Report(
    grpc::CallbackServerContext* context, const v1::ReportRequest* request,
    v1::ReportResponse* /*response*/) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const absl::StatusOr<certs::Identity> caller =
      AdmitCaller(*context, "enlace.v1.PeerService.Report", Listener::kPeers);
  if (!caller.ok()) {
    reactor->Finish(wire::ToGrpcStatus(caller.status(), "en"));
    return reactor;
  }
  if (request->evidence_size() > kItemsMax) {
    reactor->Finish(wire::ToGrpcStatus(TooMany("evidence"), "en"));
    return reactor;
  }
  std::vector<core::Input> inputs;
  for (const v1::Evidence& evidence : request->evidence()) {
    inputs.push_back(
        core::PeerReport{caller->trust_domain, evidence,
                         environment_.drafts->ForCaller(caller->trust_domain)});
  }
  environment_.pipeline->Enqueue(
      std::move(inputs), [reactor](const gate::Pipeline::Answers& answers) {
        reactor->Finish(wire::ToGrpcStatus(answers.status(), "en"));
      });
  return reactor;
}

grpc::ServerUnaryReactor* PeerService::AddCheckpoint(
    grpc::CallbackServerContext* context,
    const v1::AddCheckpointRequest* request,
    v1::AddCheckpointResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const absl::StatusOr<certs::Identity> caller = AdmitCaller(
      *context, "enlace.v1.PeerService.AddCheckpoint", Listener::kPeers);
  if (caller.ok()) {
    *response = witness_(request->body());
  }
  reactor->Finish(wire::ToGrpcStatus(caller.status(), "en"));
  return reactor;
}

}  // namespace enlace::rpc
