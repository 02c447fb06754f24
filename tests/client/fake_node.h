// A node that decides by record type and keeps what it was asked.

#ifndef ENLACE_TESTS_CLIENT_FAKE_NODE_H_
#define ENLACE_TESTS_CLIENT_FAKE_NODE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/library/node.h"
#include "tests/client/two_nations.h"

namespace enlace::client {

// Permits a FirearmTraceRequest and what answers a record, denies a
// BorderAlert (V01), holds a FinancialLead (V03), refuses the rest.  Its inbox
// holds one FirearmTraceResult for mx-fgr, less the purchaser's race.
struct FakeNode {
  explicit FakeNode(TwoNations& of) : nations(of) {}

  // The joint receipt of the record in the inbox, each log cosigned by the
  // other nation.
  v1::GetReceiptResponse Receipt() const;
  v1::Submission InboxSubmission() const;

  TwoNations& nations;
  absl::Status error;        // given to every call, if not OK
  int overloaded_calls = 0;  // whose records it cannot take now
  bool spoil_delivery = false;
  v1::AnswerState answer = v1::ANSWER_STATE_AWAITED;  // to what it delivers
  absl::Duration clock_ahead = absl::ZeroDuration();  // of the client's
  bool peer_away = false;  // its half of a receipt is missing
  std::vector<v1::Submission> submitted;
  std::vector<int> submit_calls;  // records of each
  std::vector<std::string> confirmed;
  int tried = 0;
  std::vector<std::string> accepted_by;  // persons, of the link file
  std::vector<v1::Alarm> alarms;         // that are on
  v1::MaintenanceWindow maintenance;     // as it was planned last
  v1::MaintenanceWindow peer_maintenance;

  // Held records that wait for the caller, who is mx-fgr, as `held_records`
  // many as a test asks for.
  int held_records = 1;
  std::vector<v1::HoldDecision> decisions;

  // Its register by entry id, and what persons signed about it.
  std::map<std::string, v1::RegisterView> entries;
  std::vector<v1::SignedRegisterAct> acts;

  // The records that concern whoever is asked for, a page each, and what was
  // asked.
  std::vector<v1::SubjectRecord> subject_records;
  std::vector<v1::FindSubjectRequest> searches;
  int64_t subject_due_ms = 0;
};

// A session with it.
class FakeNodeLink final : public Node {
 public:
  explicit FakeNodeLink(FakeNode& node) : node_(node) {}

  absl::StatusOr<v1::SubmitResponse> Submit(
      const v1::SubmitRequest& request) override;
  absl::StatusOr<v1::TryResponse> Try(const v1::TryRequest& request) override;
  absl::StatusOr<v1::CollectResponse> Collect(
      const v1::CollectRequest& request) override;
  absl::StatusOr<v1::ConfirmResponse> Confirm(
      const v1::ConfirmRequest& request) override;
  absl::StatusOr<v1::GetStatusResponse> GetStatus(
      const v1::GetStatusRequest& request) override;
  absl::StatusOr<v1::GetReceiptResponse> GetReceipt(
      const v1::GetReceiptRequest& request) override;
  absl::StatusOr<v1::RevokeResponse> Revoke(
      const v1::RevokeRequest& request) override;
  absl::StatusOr<v1::GetNodeStatusResponse> GetNodeStatus(
      const v1::GetNodeStatusRequest& request) override;
  absl::StatusOr<v1::AcceptLinkResponse> AcceptLink(
      const v1::AcceptLinkRequest& request) override;
  absl::StatusOr<v1::PlanMaintenanceResponse> PlanMaintenance(
      const v1::PlanMaintenanceRequest& request) override;
  absl::StatusOr<v1::ListHoldsResponse> ListHolds(
      const v1::ListHoldsRequest& request) override;
  absl::StatusOr<v1::GetHoldResponse> GetHold(
      const v1::GetHoldRequest& request) override;
  absl::StatusOr<v1::ListOverridesResponse> ListOverrides(
      const v1::ListOverridesRequest& request) override;
  absl::StatusOr<v1::DecideHoldsResponse> DecideHolds(
      const v1::DecideHoldsRequest& request) override;
  absl::StatusOr<v1::ListRegisterResponse> ListRegister(
      const v1::ListRegisterRequest& request) override;
  absl::StatusOr<v1::ChangeRegisterResponse> ChangeRegister(
      const v1::ChangeRegisterRequest& request) override;
  absl::StatusOr<v1::FindSubjectResponse> FindSubject(
      const v1::FindSubjectRequest& request) override;
  absl::StatusOr<v1::InspectRecordResponse> InspectRecord(
      const v1::InspectRecordRequest& request) override;

 private:
  FakeNode& node_;
};

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_FAKE_NODE_H_
