#include "server/peer/grpc_peer_link.h"

#include <grpc/support/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>

#include <utility>

#include "proto/wire/rpc_status.h"

namespace enlace::peer {
namespace {

constexpr int kDeadlineSeconds = 20;
constexpr int kEvidenceSeconds = 4;  // a user waits for it

grpc::ChannelArguments LinkArguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  // A node that comes back is tried within a second.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1'000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1'000);
  return arguments;
}

template <typename Response, typename Method, typename Request>
absl::StatusOr<Response> Call(v1::PeerService::Stub& stub, Method method,
                              const Request& request) {
  grpc::ClientContext context;
  // A span counts from now.
  context.set_deadline(gpr_time_from_seconds(kDeadlineSeconds, GPR_TIMESPAN));
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return wire::FromGrpcStatus(status);
  return response;
}

}  // namespace

GrpcPeerLink::GrpcPeerLink(
    const std::string& endpoint,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials)
    : stub_(v1::PeerService::NewStub(
          grpc::CreateCustomChannel(endpoint, credentials, LinkArguments()))) {}

absl::StatusOr<v1::RelayResponse> GrpcPeerLink::Relay(
    const v1::RelayRequest& request) {
  return Call<v1::RelayResponse>(*stub_, &v1::PeerService::Stub::Relay,
                                 request);
}

absl::StatusOr<v1::ReportResponse> GrpcPeerLink::Report(
    const v1::ReportRequest& request) {
  return Call<v1::ReportResponse>(*stub_, &v1::PeerService::Stub::Report,
                                  request);
}

absl::StatusOr<v1::RevokeReleasesResponse> GrpcPeerLink::RevokeReleases(
    const v1::RevokeReleasesRequest& request) {
  return Call<v1::RevokeReleasesResponse>(
      *stub_, &v1::PeerService::Stub::RevokeReleases, request);
}

void GrpcPeerLink::GetEvidence(
    const v1::GetEvidenceRequest& request,
    std::function<void(absl::StatusOr<v1::GetEvidenceResponse>)> done) {
  struct Running {
    grpc::ClientContext context;
    v1::GetEvidenceRequest request;
    v1::GetEvidenceResponse response;
  };
  auto running = std::make_shared<Running>();
  running->request = request;
  running->context.set_deadline(
      gpr_time_from_seconds(kEvidenceSeconds, GPR_TIMESPAN));
  Running& call = *running;
  stub_->async()->GetEvidence(
      &call.context, &call.request, &call.response,
      [running = std::move(running),
       done = std::move(done)](const grpc::Status& status) {
        if (status.ok()) {
          done(std::move(running->response));
        } else {
          done(wire::FromGrpcStatus(status));
        }
      });
}

absl::StatusOr<v1::AddCheckpointResponse> GrpcPeerLink::AddCheckpoint(
    const v1::AddCheckpointRequest& request) {
  return Call<v1::AddCheckpointResponse>(
      *stub_, &v1::PeerService::Stub::AddCheckpoint, request);
}

absl::StatusOr<v1::AnnounceAcceptanceResponse> GrpcPeerLink::AnnounceAcceptance(
    const v1::AnnounceAcceptanceRequest& request) {
  return Call<v1::AnnounceAcceptanceResponse>(
      *stub_, &v1::PeerService::Stub::AnnounceAcceptance, request);
}

absl::StatusOr<v1::AnnounceMaintenanceResponse>
GrpcPeerLink::AnnounceMaintenance(
    const v1::AnnounceMaintenanceRequest& request) {
  return Call<v1::AnnounceMaintenanceResponse>(
      *stub_, &v1::PeerService::Stub::AnnounceMaintenance, request);
}

}  // namespace enlace::peer
