// PeerLink over gRPC: one channel of mutual TLS to one node.
//
// No retries inside gRPC, no proxy, no service configuration from a resolver:
// what is repeated, and when, the link loop decides (server/peer/link_loop.h).
// Thread-safe.

#ifndef ENLACE_SERVER_PEER_GRPC_PEER_LINK_H_
#define ENLACE_SERVER_PEER_GRPC_PEER_LINK_H_

#include <grpcpp/security/credentials.h>

#include <functional>
#include <memory>
#include <string>

#include "enlace/v1/peer_service.grpc.pb.h"
#include "server/peer/peer_link.h"

namespace enlace::peer {

class GrpcPeerLink final : public PeerLink {
 public:
  // `credentials` must admit only the node that is meant (certs/tls.h).
  GrpcPeerLink(const std::string& endpoint,
               const std::shared_ptr<grpc::ChannelCredentials>& credentials);

  absl::StatusOr<v1::RelayResponse> Relay(
      const v1::RelayRequest& request) override;
  absl::StatusOr<v1::ReportResponse> Report(
      const v1::ReportRequest& request) override;
  absl::StatusOr<v1::RevokeReleasesResponse> RevokeReleases(
      const v1::RevokeReleasesRequest& request) override;
  void GetEvidence(const v1::GetEvidenceRequest& request,
                   std::function<void(absl::StatusOr<v1::GetEvidenceResponse>)>
                       done) override;
  absl::StatusOr<v1::AddCheckpointResponse> AddCheckpoint(
      const v1::AddCheckpointRequest& request) override;
  absl::StatusOr<v1::AnnounceAcceptanceResponse> AnnounceAcceptance(
      const v1::AnnounceAcceptanceRequest& request) override;
  absl::StatusOr<v1::AnnounceMaintenanceResponse> AnnounceMaintenance(
      const v1::AnnounceMaintenanceRequest& request) override;

 private:
  const std::unique_ptr<v1::PeerService::Stub> stub_;
};

}  // namespace enlace::peer

#endif  // ENLACE_SERVER_PEER_GRPC_PEER_LINK_H_
