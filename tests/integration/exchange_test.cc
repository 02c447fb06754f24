// The main job on real nodes: across, once, and what survives a restart.

#include <gtest/gtest.h>

#include <string>

#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

v1::CollectResponse CollectAll(const std::string& agency) {
  grpc::ClientContext context;
  v1::CollectRequest request;
  v1::CollectResponse response;
  const grpc::Status status =
      Nodes().agency(agency).exchange->Collect(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

v1::RecordState StateOf(const std::string& agency, const std::string& record) {
  grpc::ClientContext context;
  v1::GetStatusRequest request;
  request.set_record_id(record);
  v1::GetStatusResponse response;
  (void)Nodes().agency(agency).exchange->GetStatus(&context, request,
                                                   &response);
  return response.state();
}
TEST(ExchangeTest, ARecordCrossesIsCollectedOnceAndTheSenderLearnsOfIt) {
  const v1::Submission submission =
      Compose(HeaderFrom("mx-fgr", "us-atf"), ExampleTraceRequest(), "mx-fgr");
  const v1::Outcome outcome =
      OutcomeOf(SubmitBytes("mx-fgr", submission.SerializeAsString()));
  ASSERT_EQ(outcome.decision(), v1::DECISION_OUTCOME_PERMIT)
      << outcome.ShortDebugString();

  const auto find = [&]() -> std::string {
    const v1::CollectResponse inbox = CollectAll("us-atf");
    for (const v1::Delivery& delivery : inbox.deliveries()) {
      if (delivery.transfer_id() == outcome.transfer_id()) {
        return delivery.record();
      }
    }
    return "";
  };
  ASSERT_TRUE(Eventually([&] { return !find().empty(); }));
  EXPECT_EQ(find(), find()) << "a redelivery must be the same bytes";

  grpc::ClientContext context;
  v1::ConfirmRequest confirm;
  confirm.add_transfer_ids(outcome.transfer_id());
  confirm.add_transfer_ids(outcome.transfer_id());
  v1::ConfirmResponse confirmed;
  ASSERT_TRUE(Nodes()
                  .agency("us-atf")
                  .exchange->Confirm(&context, confirm, &confirmed)
                  .ok());
  EXPECT_EQ(confirmed.confirmed(), 1U);
  EXPECT_TRUE(find().empty());
  EXPECT_TRUE(Eventually([&] {
    return StateOf("mx-fgr", outcome.record_id()) == v1::RECORD_STATE_COLLECTED;
  }));
}

TEST(ExchangeTest, ADuplicateGetsTheOriginalOutcomeByteForByte) {
  const std::string bytes =
      Compose(HeaderFrom("mx-fgr", "us-atf"), ExampleTraceRequest(), "mx-fgr")
          .SerializeAsString();
  const v1::SubmitResult first = SubmitBytes("mx-fgr", bytes);
  const uint64_t sent = Nodes().SentSequence("mx");
  const v1::SubmitResult second = SubmitBytes("mx-fgr", bytes);
  EXPECT_FALSE(first.outcome().empty());
  EXPECT_EQ(first.outcome(), second.outcome());
  EXPECT_EQ(Nodes().SentSequence("mx"), sent);
}

TEST(ExchangeTest, OutcomesSurviveARestart) {
  const std::string bytes =
      Compose(HeaderFrom("us-atf", "mx-fgr"), ExampleTraceRequest(), "us-atf")
          .SerializeAsString();
  const v1::SubmitResult first = SubmitBytes("us-atf", bytes);
  Nodes().StopNode("us");
  Nodes().StartNode("us");
  v1::SubmitResult second;
  EXPECT_TRUE(Eventually([&] {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    v1::SubmitRequest request;
    request.add_submissions(bytes);
    v1::SubmitResponse response;
    const bool ok = Nodes()
                        .agency("us-atf")
                        .exchange->Submit(&context, request, &response)
                        .ok();
    if (ok) second = response.results(0);
    return ok;
  }));
  EXPECT_FALSE(first.outcome().empty());
  EXPECT_EQ(first.outcome(), second.outcome());
}

TEST(ExchangeTest, AnotherAgencyLearnsNothingOfARecord) {
  const v1::Outcome outcome =
      OutcomeOf(SubmitBytes("mx-fgr", Compose(HeaderFrom("mx-fgr", "us-atf"),
                                              ExampleTraceRequest(), "mx-fgr")
                                          .SerializeAsString()));
  for (const std::string& record :
       {outcome.record_id(), std::string(32, 'x'), std::string()}) {
    grpc::ClientContext context;
    v1::GetStatusRequest request;
    request.set_record_id(record);
    v1::GetStatusResponse response;
    const grpc::Status status = Nodes().agency("mx-anam").exchange->GetStatus(
        &context, request, &response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    EXPECT_EQ(wire::ReasonOf(wire::FromGrpcStatus(status)), "NOT_ENTITLED");
  }
}

}  // namespace
}  // namespace enlace
