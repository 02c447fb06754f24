// Receipts and revocations between real nodes.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/check.h"
#include "base/file.h"
#include "client/library/joint_receipt.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

v1::Outcome Send(const std::string& sender, const std::string& recipient) {
  const v1::Submission submission =
      Compose(HeaderFrom(sender, recipient), ExampleTraceRequest(), sender);
  v1::Outcome outcome =
      OutcomeOf(SubmitBytes(sender, submission.SerializeAsString()));
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_PERMIT);
  return outcome;
}

grpc::Status AskReceipt(const std::string& agency, const std::string& record_id,
                        v1::ReceiptLevel level,
                        v1::GetReceiptResponse& response) {
  grpc::ClientContext context;
  v1::GetReceiptRequest request;
  request.set_record_id(record_id);
  request.set_level(level);
  return Nodes().agency(agency).exchange->GetReceipt(&context, request,
                                                     &response);
}

// The receipt, once both halves are there.
v1::JointReceipt WholeReceipt(const std::string& agency,
                              const std::string& record_id,
                              v1::ReceiptLevel level) {
  v1::GetReceiptResponse response;
  EXPECT_TRUE(Eventually([&] {
    response.Clear();
    return AskReceipt(agency, record_id, level, response).ok() &&
           !response.has_missing();
  })) << response.missing().reason();
  return response.receipt();
}

std::vector<certs::TrustAnchor> Roots() {
  std::vector<certs::TrustAnchor> roots;
  for (const char* nation : {"us", "mx"}) {
    roots.push_back(
        *certs::TrustAnchor::FromPem(Nodes().pki(nation).root_pem()));
  }
  return roots;
}

bool Collects(const std::string& agency, const std::string& transfer_id) {
  grpc::ClientContext context;
  v1::CollectRequest request;
  v1::CollectResponse response;
  EXPECT_TRUE(Nodes()
                  .agency(agency)
                  .exchange->Collect(&context, request, &response)
                  .ok());
  for (const v1::Delivery& delivery : response.deliveries()) {
    if (delivery.transfer_id() == transfer_id) return true;
  }
  return false;
}

v1::RecordState Revoke(const std::string& agency,
                       const std::string& record_id) {
  grpc::ClientContext context;
  v1::RevokeRequest request;
  request.set_record_id(record_id);
  request.set_reason("B03");
  v1::RevokeResponse response;
  EXPECT_TRUE(Nodes()
                  .agency(agency)
                  .exchange->Revoke(&context, request, &response)
                  .ok());
  return response.state();
}

v1::RecordState StateNow(const std::string& agency,
                         const std::string& record_id) {
  grpc::ClientContext context;
  v1::GetStatusRequest request;
  request.set_record_id(record_id);
  v1::GetStatusResponse response;
  (void)Nodes().agency(agency).exchange->GetStatus(&context, request,
                                                   &response);
  return response.state();
}

TEST(ReceiptTest, BothPartiesProveBothDecisionsWithTheRootsAlone) {
  const v1::Outcome outcome = Send("mx-fgr", "us-atf");
  ASSERT_TRUE(
      Eventually([&] { return Collects("us-atf", outcome.transfer_id()); }));
  for (const char* agency : {"mx-fgr", "us-atf"}) {
    for (const v1::ReceiptLevel level :
         {v1::RECEIPT_LEVEL_L0, v1::RECEIPT_LEVEL_L1, v1::RECEIPT_LEVEL_L2}) {
      const v1::JointReceipt receipt =
          WholeReceipt(agency, outcome.record_id(), level);
      const auto proven = client::VerifyJointReceipt(receipt, Roots(), level);
      ASSERT_TRUE(proven.ok()) << proven.status();
      EXPECT_TRUE(proven->joint());
      EXPECT_EQ(proven->record_id, outcome.record_id());
      ASSERT_TRUE(proven->header.has_value());
      EXPECT_EQ(proven->nodes[0].nation, "mx.enlace.example");
    }
  }
  // What became of it is in the receipt once it is in the log.
  EXPECT_TRUE(Eventually([&] {
    const auto proven = client::VerifyJointReceipt(
        WholeReceipt("mx-fgr", outcome.record_id(), v1::RECEIPT_LEVEL_L2),
        Roots(), v1::RECEIPT_LEVEL_L2);
    return proven.ok() && !proven->nodes[0].events.empty() &&
           !proven->nodes[1].events.empty() &&
           proven->nodes[0].events[0].step == v1::AUDIT_STEP_RELAYED &&
           proven->nodes[1].events[0].step == v1::AUDIT_STEP_HANDED_OVER;
  }));
}

TEST(ReceiptTest, DenialIsProvenByTheOwnNodeAlone) {
  v1::FirearmTraceRequest request = ExampleTraceRequest();
  request.mutable_context()->set_purpose_code(
      v1::PURPOSE_CODE_CIVIL_PROCEEDING);
  const v1::Submission submission =
      Compose(HeaderFrom("mx-fgr", "us-atf"), request, "mx-fgr");
  const v1::Outcome outcome =
      OutcomeOf(SubmitBytes("mx-fgr", submission.SerializeAsString()));
  ASSERT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  const v1::JointReceipt receipt =
      WholeReceipt("mx-fgr", outcome.record_id(), v1::RECEIPT_LEVEL_L1);
  ASSERT_EQ(receipt.nodes_size(), 1);
  EXPECT_TRUE(receipt.nodes(0).decided().shared().empty());
  const auto proven =
      client::VerifyJointReceipt(receipt, Roots(), v1::RECEIPT_LEVEL_L1);
  ASSERT_TRUE(proven.ok()) << proven.status();
  EXPECT_EQ(proven->nodes[0].decision.outcome(), outcome.decision());
  EXPECT_TRUE(proven->nodes[0].decision.reason().empty());
}

TEST(RevocationTest, RecordThatWasNotHandedOverIsTakenBack) {
  const v1::Outcome outcome = Send("mx-fgr", "us-atf");
  EXPECT_TRUE(Eventually([&] {
    return StateNow("mx-fgr", outcome.record_id()) ==
           v1::RECORD_STATE_DELIVERED;
  }));
  const v1::RecordState answered = Revoke("mx-fgr", outcome.record_id());
  EXPECT_TRUE(answered == v1::RECORD_STATE_DELIVERED ||
              answered == v1::RECORD_STATE_REVOKED);
  EXPECT_TRUE(Eventually([&] {
    return StateNow("mx-fgr", outcome.record_id()) == v1::RECORD_STATE_REVOKED;
  }));
  EXPECT_FALSE(Collects("us-atf", outcome.transfer_id()));
}

TEST(RevocationTest, WhatWasHandedOverStaysSo) {
  const v1::Outcome outcome = Send("mx-fgr", "us-atf");
  ASSERT_TRUE(
      Eventually([&] { return Collects("us-atf", outcome.transfer_id()); }));
  Revoke("mx-fgr", outcome.record_id());
  EXPECT_TRUE(Collects("us-atf", outcome.transfer_id()));
  EXPECT_EQ(Revoke("mx-fgr", outcome.record_id()), v1::RECORD_STATE_DELIVERED);
}

}  // namespace
}  // namespace enlace
