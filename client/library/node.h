// What a client asks of its node; NodeSession asks a real one over gRPC.
//
// Errors are absl statuses; the stable reason and the text for the user that
// came with one travel in its payload (proto/wire/problem.h).

#ifndef ENLACE_CLIENT_LIBRARY_NODE_H_
#define ENLACE_CLIENT_LIBRARY_NODE_H_

#include "absl/status/statusor.h"
#include "enlace/v1/exchange_service.pb.h"
#include "enlace/v1/inspection_service.pb.h"
#include "enlace/v1/node_service.pb.h"
#include "enlace/v1/register_service.pb.h"
#include "enlace/v1/review_service.pb.h"
#include "enlace/v1/subject_service.pb.h"

namespace enlace::client {

// Implementations are thread-safe.
class Node {
 public:
  virtual ~Node() = default;

  virtual absl::StatusOr<v1::SubmitResponse> Submit(
      const v1::SubmitRequest& request) = 0;
  virtual absl::StatusOr<v1::TryResponse> Try(
      const v1::TryRequest& request) = 0;
  virtual absl::StatusOr<v1::CollectResponse> Collect(
      const v1::CollectRequest& request) = 0;
  virtual absl::StatusOr<v1::ConfirmResponse> Confirm(
      const v1::ConfirmRequest& request) = 0;
  virtual absl::StatusOr<v1::GetStatusResponse> GetStatus(
      const v1::GetStatusRequest& request) = 0;
  virtual absl::StatusOr<v1::GetReceiptResponse> GetReceipt(
      const v1::GetReceiptRequest& request) = 0;
  virtual absl::StatusOr<v1::RevokeResponse> Revoke(
      const v1::RevokeRequest& request) = 0;
  virtual absl::StatusOr<v1::GetNodeStatusResponse> GetNodeStatus(
      const v1::GetNodeStatusRequest& request) = 0;
  virtual absl::StatusOr<v1::AcceptLinkResponse> AcceptLink(
      const v1::AcceptLinkRequest& request) = 0;
  virtual absl::StatusOr<v1::PlanMaintenanceResponse> PlanMaintenance(
      const v1::PlanMaintenanceRequest& request) = 0;
  virtual absl::StatusOr<v1::ListHoldsResponse> ListHolds(
      const v1::ListHoldsRequest& request) = 0;
  virtual absl::StatusOr<v1::GetHoldResponse> GetHold(
      const v1::GetHoldRequest& request) = 0;
  virtual absl::StatusOr<v1::ListOverridesResponse> ListOverrides(
      const v1::ListOverridesRequest& request) = 0;
  virtual absl::StatusOr<v1::DecideHoldsResponse> DecideHolds(
      const v1::DecideHoldsRequest& request) = 0;
  virtual absl::StatusOr<v1::ListRegisterResponse> ListRegister(
      const v1::ListRegisterRequest& request) = 0;
  virtual absl::StatusOr<v1::ChangeRegisterResponse> ChangeRegister(
      const v1::ChangeRegisterRequest& request) = 0;
  virtual absl::StatusOr<v1::FindSubjectResponse> FindSubject(
      const v1::FindSubjectRequest& request) = 0;
  virtual absl::StatusOr<v1::InspectRecordResponse> InspectRecord(
      const v1::InspectRecordRequest& request) = 0;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_NODE_H_
