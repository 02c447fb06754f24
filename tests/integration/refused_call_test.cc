// Calls that are refused as a whole, and what a hostile peer may try.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "base/check.h"
#include "enlace/v1/peer_service.grpc.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

// A whole call that is refused is logged too.
struct CallRow {
  std::string name;
  std::function<grpc::Status(v1::ExchangeService::Stub&)> call;  // by mx-anam
  grpc::StatusCode code;
  std::string reason;
};

class RefusedCallTest : public testing::TestWithParam<CallRow> {};

TEST_P(RefusedCallTest, IsTypedAndLoggedOnce) {
  const uint64_t before = RestingLogSize("mx");
  const grpc::Status status =
      GetParam().call(*Nodes().agency("mx-anam").exchange);
  EXPECT_EQ(status.error_code(), GetParam().code) << status.error_message();
  EXPECT_EQ(wire::ReasonOf(wire::FromGrpcStatus(status)), GetParam().reason);
  EXPECT_EQ(Nodes().LogSize("mx"), before + 1);
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedCallTest,
    testing::Values(
        CallRow{"SubmitNothing",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::SubmitResponse response;
                  return stub.Submit(&context, v1::SubmitRequest(), &response);
                },
                grpc::StatusCode::INVALID_ARGUMENT, "REQUEST_INVALID"},
        CallRow{"SubmitTooMany",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::SubmitRequest request;
                  for (int i = 0; i < 129; ++i) request.add_submissions("x");
                  v1::SubmitResponse response;
                  return stub.Submit(&context, request, &response);
                },
                grpc::StatusCode::INVALID_ARGUMENT, "TOO_LARGE"},
        CallRow{"ConfirmTooMany",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::ConfirmRequest request;
                  for (int i = 0; i < 129; ++i) request.add_transfer_ids("x");
                  v1::ConfirmResponse response;
                  return stub.Confirm(&context, request, &response);
                },
                grpc::StatusCode::INVALID_ARGUMENT, "TOO_LARGE"},
        CallRow{"ConfirmWhatIsNotTheirs",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::ConfirmRequest request;
                  request.add_transfer_ids(std::string(16, 'x'));
                  v1::ConfirmResponse response;
                  return stub.Confirm(&context, request, &response);
                },
                grpc::StatusCode::NOT_FOUND, "TRANSFER_UNKNOWN"},
        CallRow{"StatusOfWhatIsNotTheirs",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::GetStatusRequest request;
                  request.set_record_id(std::string(32, 'x'));
                  v1::GetStatusResponse response;
                  return stub.GetStatus(&context, request, &response);
                },
                grpc::StatusCode::PERMISSION_DENIED, "NOT_ENTITLED"},
        CallRow{"ReceiptOfWhatIsNotTheirs",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::GetReceiptRequest request;
                  request.set_record_id(std::string(32, 'x'));
                  request.set_level(v1::RECEIPT_LEVEL_L1);
                  v1::GetReceiptResponse response;
                  return stub.GetReceipt(&context, request, &response);
                },
                grpc::StatusCode::PERMISSION_DENIED, "NOT_ENTITLED"},
        CallRow{"RevokeWhatIsNotTheirs",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::RevokeRequest request;
                  request.set_record_id(std::string(32, 'x'));
                  request.set_reason("B03");
                  v1::RevokeResponse response;
                  return stub.Revoke(&context, request, &response);
                },
                grpc::StatusCode::PERMISSION_DENIED, "NOT_ENTITLED"},
        CallRow{"RevokeWithoutAReason",
                [](v1::ExchangeService::Stub& stub) {
                  grpc::ClientContext context;
                  v1::RevokeRequest request;
                  request.set_record_id(std::string(32, 'x'));
                  v1::RevokeResponse response;
                  return stub.Revoke(&context, request, &response);
                },
                grpc::StatusCode::INVALID_ARGUMENT, "FIELD_INVALID"}),
    [](const testing::TestParamInfo<CallRow>& row) { return row.param.name; });

TEST(PeerDoorTest, ARelayThatIsNoRecordIsAProblemAndLogged) {
  const uint64_t before = RestingLogSize("mx");
  grpc::ClientContext context;
  v1::RelayRequest request;
  v1::RelayItem item;
  item.set_transfer_id(std::string(16, 'x'));
  item.set_link_sequence(1000);
  item.set_record("no record");
  request.add_items(item.SerializeAsString());
  v1::RelayResponse response;
  ASSERT_TRUE(UsNodeAtTheDoorOfMx()->Relay(&context, request, &response).ok());
  ASSERT_EQ(response.answers_size(), 1);
  EXPECT_EQ(response.answers(0).transfer_id(), item.transfer_id());
  EXPECT_EQ(response.answers(0).problem().reason(), "FIELD_INVALID");
  EXPECT_EQ(response.answers(0).outcome(), v1::DECISION_OUTCOME_UNSPECIFIED);
  EXPECT_EQ(Nodes().LogSize("mx"), before + 1);
}

TEST(PeerDoorTest, AReportOfAnUnknownTransferIsLogged) {
  const uint64_t before = RestingLogSize("mx");
  grpc::ClientContext context;
  v1::ReportRequest request;
  v1::Evidence& evidence = *request.add_evidence();
  evidence.set_transfer_id(std::string(16, 'x'));
  evidence.set_state(v1::RECORD_STATE_COLLECTED);
  v1::ReportResponse response;
  EXPECT_TRUE(UsNodeAtTheDoorOfMx()->Report(&context, request, &response).ok());
  EXPECT_EQ(Nodes().LogSize("mx"), before + 1);
}

TEST(PeerDoorTest, EvidenceOfWhatNeverCrossedIsRefusedAndLogged) {
  const uint64_t before = RestingLogSize("mx");
  grpc::ClientContext context;
  v1::GetEvidenceRequest request;
  request.set_transfer_id(std::string(16, 'x'));
  request.set_level(v1::RECEIPT_LEVEL_L0);
  v1::GetEvidenceResponse response;
  EXPECT_EQ(UsNodeAtTheDoorOfMx()
                ->GetEvidence(&context, request, &response)
                .error_code(),
            grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Nodes().LogSize("mx"), before + 1);
}

TEST(PeerDoorTest, ARevocationThatIsRefusedHasNoStateAndIsLogged) {
  const uint64_t before = RestingLogSize("mx");
  grpc::ClientContext context;
  v1::RevokeReleasesRequest request;
  v1::Revocation& revocation = *request.add_revocations();
  revocation.set_transfer_id(std::string(16, 'x'));
  v1::RevokeReleasesResponse response;
  EXPECT_TRUE(
      UsNodeAtTheDoorOfMx()->RevokeReleases(&context, request, &response).ok());
  ASSERT_EQ(response.evidence_size(), 1);
  EXPECT_EQ(response.evidence(0).state(), v1::RECORD_STATE_UNSPECIFIED);
  EXPECT_EQ(Nodes().LogSize("mx"), before + 1);
}

}  // namespace
}  // namespace enlace
