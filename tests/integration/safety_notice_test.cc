// A denied alert between two real nodes: what the other nation gets of it.

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "base/check.h"
#include "base/file.h"
#include "client/library/inbox.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/safety.pb.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

// Customs information for a purpose that the sender's book forbids.
v1::BorderAlert DeniedAlert(const std::string& number) {
  const auto json = ReadFile("tests/scenarios/records/vehicle_alert.json");
  v1::BorderAlert alert;
  CHECK(json.ok());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &alert).ok());
  alert.set_alert_number(number);
  alert.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_AML_ANALYSIS);
  return alert;
}

v1::CollectResponse CollectAll(const std::string& agency) {
  grpc::ClientContext context;
  v1::CollectRequest request;
  request.set_include_confirmed(true);
  v1::CollectResponse response;
  EXPECT_TRUE(Nodes()
                  .agency(agency)
                  .exchange->Collect(&context, request, &response)
                  .ok());
  return response;
}

std::optional<v1::Delivery> Delivered(const std::string& agency,
                                      const std::string& transfer_id) {
  const v1::CollectResponse inbox = CollectAll(agency);
  for (const v1::Delivery& delivery : inbox.deliveries()) {
    if (delivery.transfer_id() == transfer_id) return delivery;
  }
  return std::nullopt;
}

TEST(SafetyNoticeTest, TheWarningsArriveSignedByTheNodeAndNothingElse) {
  const std::string bytes = Compose(HeaderFrom("us-cbp", "mx-anam"),
                                    DeniedAlert("CBP-TEST-0081"), "us-cbp")
                                .SerializeAsString();
  const v1::SubmitResult first = SubmitBytes("us-cbp", bytes);
  const v1::Outcome outcome = OutcomeOf(first);
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome.reason(), "B04");
  ASSERT_EQ(outcome.safety_notice().size(), 16u);

  std::optional<v1::Delivery> delivery;
  ASSERT_TRUE(Eventually([&] {
    delivery = Delivered("mx-anam", outcome.safety_notice());
    return delivery.has_value();
  }));
  for (const std::string secret :
       {"us-cbp", "CBP-TEST-0081", "cbp-test-31", "SINTETICO", "TEST-123"}) {
    EXPECT_FALSE(absl::StrContains(delivery->record(), secret)) << secret;
  }
  const v1::CollectResponse inbox = CollectAll("mx-anam");
  std::vector<certs::TrustAnchor> roots;
  for (const char* nation : {"us", "mx"}) {
    roots.push_back(
        *certs::TrustAnchor::FromPem(Nodes().pki(nation).root_pem()));
  }
  const auto record = client::VerifyDelivery(
      *delivery, Nodes().agency("mx-anam").identity,
      client::KeysFrom(
          {inbox.certificates().begin(), inbox.certificates().end()}, roots,
          RealClock().TimeNow()));
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->header.sender(), Nodes().config("us").node.Uri());
  EXPECT_EQ(record->header.parent(), "");
  v1::SafetyNotice notice;
  notice.CopyFrom(*record->message);
  ASSERT_EQ(notice.officer_safety_size(), 1);
  EXPECT_EQ(notice.officer_safety(0), v1::OFFICER_SAFETY_ARMED);

  // Repeated, also by a node that was restarted: the same outcome, one notice.
  const uint64_t sent = Nodes().SentSequence("us");
  EXPECT_EQ(SubmitBytes("us-cbp", bytes).outcome(), first.outcome());
  Nodes().StopNode("us");
  Nodes().StartNode("us");
  v1::SubmitResult again;
  EXPECT_TRUE(Eventually([&] {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    v1::SubmitRequest request;
    request.add_submissions(bytes);
    v1::SubmitResponse response;
    const bool ok = Nodes()
                        .agency("us-cbp")
                        .exchange->Submit(&context, request, &response)
                        .ok();
    if (ok) again = response.results(0);
    return ok;
  }));
  EXPECT_EQ(again.outcome(), first.outcome());
  EXPECT_EQ(Nodes().SentSequence("us"), sent);
}

TEST(SafetyNoticeTest, ADenialWithoutWarningsLeavesOneEntryAndNothingElse) {
  v1::BorderAlert alert = DeniedAlert("CBP-TEST-0082");
  alert.clear_officer_safety();
  const uint64_t entries = RestingLogSize("us");
  const uint64_t sent = Nodes().SentSequence("us");
  const v1::Outcome outcome = OutcomeOf(SubmitBytes(
      "us-cbp", Compose(HeaderFrom("us-cbp", "mx-anam"), alert, "us-cbp")
                    .SerializeAsString()));
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome.safety_notice(), "");
  EXPECT_EQ(Nodes().LogSize("us"), entries + 1);
  EXPECT_EQ(Nodes().SentSequence("us"), sent);
}

TEST(SafetyNoticeTest, WithinTheNationASampleBookPermitsNone) {
  const uint64_t entries = RestingLogSize("us");
  const v1::Outcome outcome = OutcomeOf(
      SubmitBytes("us-cbp", Compose(HeaderFrom("us-cbp", "us-atf"),
                                    DeniedAlert("CBP-TEST-0083"), "us-cbp")
                                .SerializeAsString()));
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome.safety_notice(), "");
  // The denial, and that of the notice.
  EXPECT_EQ(Nodes().LogSize("us"), entries + 2);
  const auto inbox = CollectAll("us-atf");
  for (const v1::Delivery& delivery : inbox.deliveries()) {
    EXPECT_FALSE(absl::StrContains(delivery.record(), "SafetyNotice"));
  }
}

}  // namespace
}  // namespace enlace
