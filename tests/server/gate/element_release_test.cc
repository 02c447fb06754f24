// A list loses some of its elements on the way: what crosses of the others,
// what is told of those that stay behind, and what the sender's own nation
// logs.

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "base/file.h"
#include "enlace/v1/legal_assistance.pb.h"
#include "proto/wire/released_record.h"
#include "server/gate/minimize.h"
#include "tests/server/gate/two_gates.h"

namespace enlace::gate {
namespace {

v1::Person PersonNamed(const std::string& name, const std::string& nation) {
  v1::Person person;
  person.mutable_name()->set_full_name_latin(name);
  person.add_nationalities(nation);
  return person;
}

// It names three persons beside the subject; the second one may cross.
v1::LegalAssistanceRequest RequestNamingOthers() {
  const auto json =
      ReadFile("tests/scenarios/records/legal_assistance_request.json");
  CHECK(json.ok());
  v1::LegalAssistanceRequest request;
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &request).ok());
  request.clear_other_persons();
  *request.add_other_persons() = PersonNamed("SECRET FIRST", "US");
  *request.add_other_persons() = PersonNamed("OPEN SECOND", "MX");
  v1::Person& third = *request.add_other_persons();
  third.mutable_name()->set_full_name_latin("SECRET THIRD");
  return request;
}

class ElementRelease : public testing::Test {
 protected:
  core::PreparedSubmission Sent() const {
    v1::Header header = gates_.Header(AgencyUri("us-doj-oia"), "mx-fgr");
    header.set_channel(v1::CHANNEL_JUDICIAL);
    Admission admission = gates_.Submit(
        "us-doj-oia",
        gates_.Signed(header, RequestNamingOthers(), "us-doj-oia"));
    EXPECT_TRUE(admission.problem.ok()) << admission.problem;
    return std::get<core::PreparedSubmission>(std::move(admission.input));
  }

  const TwoGates gates_;
};

// What stays of the list, with the others in their places.
void ExpectOnlyTheSecond(const google::protobuf::Message& message) {
  const auto& request =
      dynamic_cast<const v1::LegalAssistanceRequest&>(message);
  ASSERT_EQ(request.other_persons_size(), 2);
  EXPECT_EQ(request.other_persons(0).ByteSizeLong(), 0u);
  EXPECT_EQ(request.other_persons(1).name().full_name_latin(), "OPEN SECOND");
}

TEST_F(ElementRelease, OnePersonStaysBehindAndTheOtherCrosses) {
  const core::PreparedSubmission sent = Sent();
  ASSERT_EQ(sent.decision.outcome, policy::Outcome::kPermit)
      << sent.decision.reason;
  const std::string record = TwoGates::RecordIn(sent.payload);
  EXPECT_FALSE(absl::StrContains(record, "SECRET"));
  const auto crossing = wire::VerifyReleasedRecord(
      record, wire::Stage::kCrossing, LookUpIn(gates_.keys()));
  ASSERT_TRUE(crossing.ok()) << crossing.status();
  ExpectOnlyTheSecond(*crossing->message);

  const Admission taken = gates_.Relay(record, sent.record.transfer_id());
  ASSERT_TRUE(taken.problem.ok()) << taken.problem;
  const auto& relay = std::get<core::PreparedRelay>(taken.input);
  ASSERT_EQ(relay.decision.outcome, policy::Outcome::kPermit)
      << relay.decision.reason;
  const auto delivered = wire::VerifyReleasedRecord(
      TwoGates::RecordIn(relay.payload), wire::Stage::kDelivered,
      LookUpIn(gates_.keys()));
  ASSERT_TRUE(delivered.ok()) << delivered.status();
  ExpectOnlyTheSecond(*delivered->message);
}

TEST_F(ElementRelease, EachOneThatStaysIsAnnouncedUnderItsOwnPath) {
  const core::PreparedSubmission sent = Sent();
  std::map<std::string, v1::Redaction> told;
  for (const v1::Redaction& redaction : sent.outcome.redactions()) {
    if (absl::StartsWith(redaction.path(), "other_persons")) {
      told[redaction.path()] = redaction;
    }
  }
  ASSERT_EQ(told.size(), 2u);
  for (const char* path : {"other_persons[0]", "other_persons[2]"}) {
    ASSERT_EQ(told.count(path), 1u) << path;
    EXPECT_EQ(told[path].rule_id(), "US-MLA-8");
    EXPECT_EQ(told[path].reason(), "S10");
    EXPECT_EQ(told[path].citation(), "US-PA/b-3, US-PROFILE/person-numbers");
    EXPECT_EQ(told[path].nation(), "us.enlace.example");
  }
  // The own nation logs the same, and by what facts it was decided.
  std::map<std::string, std::string> logged;
  for (const v1::Redaction& redaction : sent.entry.national.redactions()) {
    logged[redaction.path()] = redaction.rule_id();
  }
  EXPECT_EQ(logged["other_persons[0]"], "US-MLA-8");
  EXPECT_EQ(logged["other_persons[2]"], "US-MLA-8");
  EXPECT_EQ(logged.count("other_persons[1]"), 0u);
  EXPECT_EQ(logged.count("other_persons"), 0u);
  EXPECT_TRUE(absl::StrContains(sent.facts.Canonical(),
                                "other_persons[0].nationalities"));
}

TEST_F(ElementRelease, ADecisionThatDoesNotKnowAnElementReleasesItNot) {
  policy::Decision decision;
  policy::FieldAction whole;
  whole.path = "other_persons";
  whole.kind = policy::FieldAction::kRelease;
  decision.fields = {{whole}};
  EXPECT_TRUE(Releases(decision, "other_persons[1]"));
  policy::FieldAction first = whole;
  first.path = "other_persons[0]";
  decision.elements = {{"other_persons", {first}}};
  EXPECT_TRUE(Releases(decision, "other_persons[0]"));
  EXPECT_FALSE(Releases(decision, "other_persons[1]"));
  decision.elements = {{"other_persons", {}}};
  EXPECT_FALSE(Releases(decision, "other_persons[0]"));
}

}  // namespace
}  // namespace enlace::gate
