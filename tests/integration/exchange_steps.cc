#include "tests/integration/exchange_steps.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "certs/key.h"
#include "proto/wire/message_id.h"
#include "proto/wire/submission.h"

namespace enlace {

v1::Header HeaderFrom(TwoNodes& nodes, const std::string& sender,
                      const std::string& recipient) {
  const absl::Time now = RealClock().TimeNow();
  v1::Header header;
  header.set_schema("1.0");
  header.set_message_id(wire::MakeMessageId(now, SystemRandom()));
  header.set_sender(nodes.agency(sender).identity.Uri());
  header.set_recipient(nodes.agency(recipient).identity.Uri());
  header.set_channel(v1::CHANNEL_ADMIN);
  header.set_urgency(v1::URGENCY_ROUTINE);
  header.set_created_at_ms(absl::ToUnixMillis(now));
  header.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(72)));
  return header;
}

v1::Submission ComposeWith(const v1::Header& header,
                           const google::protobuf::Message& record,
                           const std::string& key_pem) {
  const auto key = certs::PrivateKey::FromPem(key_pem);
  CHECK_OK(key.status());
  auto submission = wire::MakeSubmission(header, record, *key, SystemRandom());
  CHECK_OK(submission.status());
  return *std::move(submission);
}

v1::SubmitResult SubmitBytes(TwoNodes& nodes, const std::string& caller,
                             const std::string& bytes) {
  grpc::ClientContext context;
  v1::SubmitRequest request;
  request.add_submissions(bytes);
  v1::SubmitResponse response;
  const grpc::Status status =
      nodes.agency(caller).exchange->Submit(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.results_size() == 1 ? response.results(0)
                                      : v1::SubmitResult();
}

v1::Outcome OutcomeOf(const v1::SubmitResult& result) {
  v1::Outcome outcome;
  EXPECT_FALSE(result.has_problem()) << result.problem().ShortDebugString();
  EXPECT_TRUE(outcome.ParseFromString(result.outcome()));
  return outcome;
}

v1::Outcome SendPermitted(TwoNodes& nodes,
                          const google::protobuf::Message& record) {
  const v1::Submission submission =
      ComposeWith(HeaderFrom(nodes, "mx-fgr", "us-atf"), record,
                  nodes.signing_key("mx-fgr"));
  v1::Outcome outcome =
      OutcomeOf(SubmitBytes(nodes, "mx-fgr", submission.SerializeAsString()));
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_PERMIT)
      << outcome.DebugString();
  return outcome;
}

bool TrySend(TwoNodes& nodes, const google::protobuf::Message& record) {
  grpc::ClientContext context;
  v1::SubmitRequest request;
  request.add_submissions(ComposeWith(HeaderFrom(nodes, "mx-fgr", "us-atf"),
                                      record, nodes.signing_key("mx-fgr"))
                              .SerializeAsString());
  v1::SubmitResponse response;
  v1::Outcome outcome;
  return nodes.agency("mx-fgr")
             .exchange->Submit(&context, request, &response)
             .ok() &&
         outcome.ParseFromString(response.results(0).outcome()) &&
         outcome.decision() == v1::DECISION_OUTCOME_PERMIT;
}

std::set<std::string> InboxOfAtf(TwoNodes& nodes) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);  // the node may have started anew
  v1::CollectResponse response;
  const grpc::Status status = nodes.agency("us-atf").exchange->Collect(
      &context, v1::CollectRequest(), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  std::set<std::string> transfers;
  for (const v1::Delivery& delivery : response.deliveries()) {
    EXPECT_FALSE(delivery.record().empty());
    transfers.insert(delivery.transfer_id());
  }
  return transfers;
}

std::string Deliver(TwoNodes& nodes, const google::protobuf::Message& record) {
  const std::string transfer = SendPermitted(nodes, record).transfer_id();
  EXPECT_TRUE(Eventually([&] { return InboxOfAtf(nodes).contains(transfer); }));
  return transfer;
}

}  // namespace enlace
