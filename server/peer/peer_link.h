// The other nation's node, as this node calls it.
//
// Implementations: gRPC over mutual TLS (server/peer/grpc_peer_link.h) and the
// faulty link of the tests.  Thread-safe.

#ifndef ENLACE_SERVER_PEER_PEER_LINK_H_
#define ENLACE_SERVER_PEER_PEER_LINK_H_

#include <functional>

#include "absl/status/statusor.h"
#include "enlace/v1/peer_service.pb.h"

namespace enlace::peer {

class PeerLink {
 public:
  virtual ~PeerLink() = default;

  // Any error means that the fate of the call is unknown: it is repeated with
  // the same transfer ids, and the other side answers as it did before.
  virtual absl::StatusOr<v1::RelayResponse> Relay(
      const v1::RelayRequest& request) = 0;
  virtual absl::StatusOr<v1::ReportResponse> Report(
      const v1::ReportRequest& request) = 0;
  virtual absl::StatusOr<v1::RevokeReleasesResponse> RevokeReleases(
      const v1::RevokeReleasesRequest& request) = 0;
  // Changes nothing at the other node.  Does not wait: calls `done` once, on
  // any thread.
  virtual void GetEvidence(
      const v1::GetEvidenceRequest& request,
      std::function<void(absl::StatusOr<v1::GetEvidenceResponse>)> done) = 0;
  virtual absl::StatusOr<v1::AddCheckpointResponse> AddCheckpoint(
      const v1::AddCheckpointRequest& request) = 0;
  virtual absl::StatusOr<v1::AnnounceAcceptanceResponse> AnnounceAcceptance(
      const v1::AnnounceAcceptanceRequest& request) = 0;
  virtual absl::StatusOr<v1::AnnounceMaintenanceResponse> AnnounceMaintenance(
      const v1::AnnounceMaintenanceRequest& request) = 0;
};

}  // namespace enlace::peer

#endif  // ENLACE_SERVER_PEER_PEER_LINK_H_
