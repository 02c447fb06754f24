// The line that is logged of every decision: what policy/replay tells of it, by
// which the same book decides again.

#include "policy/replay/decision_line.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/file.h"
#include "base/sha256.h"
#include "enlace/v1/border_alert.pb.h"
#include "policy/engine/rule.h"
#include "policy/replay/redecide.h"
#include "tests/server/gate/two_gates.h"

namespace enlace::gate {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::BorderAlert AlertIn(const std::string& name) {
  const auto json = ReadFile("tests/scenarios/records/" + name + ".json");
  v1::BorderAlert alert;
  CHECK_OK(json.status());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &alert).ok());
  return alert;
}

v1::BorderAlert DeniedAlert() {
  v1::BorderAlert alert = AlertIn("vehicle_alert");
  alert.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_AML_ANALYSIS);
  return alert;
}

class GateLineTest : public testing::Test {
 protected:
  std::string Signed(const v1::BorderAlert& alert,
                     const std::string& to = "mx-anam") const {
    return gates_.Signed(gates_.Header(AgencyUri("us-cbp"), to), alert,
                         "us-cbp");
  }

  core::PreparedSubmission Sent(const std::string& bytes) const {
    Admission admission = gates_.Submit("us-cbp", bytes);
    EXPECT_TRUE(admission.problem.ok()) << admission.problem;
    return std::get<core::PreparedSubmission>(std::move(admission.input));
  }

  // The line of `prepared` is that of its facts and its decision, and its book
  // decides the same on it.
  template <typename Prepared>
  void ExpectLine(const Prepared& prepared, const World& world,
                  policy::Outcome outcome) {
    EXPECT_EQ(prepared.decision.outcome, outcome) << prepared.decision.reason;
    const std::string& line = prepared.entry.national.decision_line();
    EXPECT_EQ(line,
              policy::ToLine(policy::LineOf(*world.asked, prepared.facts,
                                            world.now, prepared.decision)));
    const auto read = policy::ParseDecisionLine(line);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->outcome, outcome);
    EXPECT_EQ(read->book_digest, ToBytes(world.book().digest()));
    const policy::Redecision again =
        policy::Redecide(*world.asked, {read->facts, read->at, read->day});
    ASSERT_TRUE(again.decision.has_value())
        << testing::PrintToString(again.unsettled);
    EXPECT_EQ(again.decision->outcome, outcome);
    EXPECT_EQ(again.decision->rule_ids, prepared.decision.rule_ids);
    EXPECT_EQ(again.decision->fields, prepared.decision.fields);
    EXPECT_EQ(again.decision->retention, prepared.decision.retention);
  }

  const TwoGates gates_;
  const World us_ = gates_.WorldOf("us");
  const World mx_ = gates_.WorldOf("mx");
};

TEST_F(GateLineTest, APermitHasOneAtBothNodes) {
  const core::PreparedSubmission sent = Sent(Signed(AlertIn("vehicle_alert")));
  ExpectLine(sent, us_, policy::Outcome::kPermit);
  const Admission taken =
      gates_.Relay(TwoGates::RecordIn(sent.payload), sent.record.transfer_id());
  ASSERT_TRUE(taken.problem.ok()) << taken.problem;
  ExpectLine(std::get<core::PreparedRelay>(taken.input), mx_,
             policy::Outcome::kPermit);
}

TEST_F(GateLineTest, ADenialHasOneAndTheNoticeThatGoesInstead) {
  const core::PreparedSubmission denied = Sent(Signed(DeniedAlert()));
  ExpectLine(denied, us_, policy::Outcome::kDeny);
  ASSERT_TRUE(denied.notice);
  ExpectLine(*denied.notice, us_, policy::Outcome::kPermit);
}

// Customs information for a service of which no assurance is documented.
TEST_F(GateLineTest, AHoldHasOneAndWhatItsApprovalReleasesAnother) {
  core::PreparedSubmission held =
      Sent(Signed(AlertIn("vehicle_alert"), "mx-fgr"));
  ExpectLine(held, us_, policy::Outcome::kHold);
  EXPECT_THAT(held.entry.national.decision_line(),
              HasSubstr("\"approval.US-CUST-5.legal-officer\":"
                        "{\"is\":\"absent\""));

  HeldRecord record;
  record.transfer.record = held.record;
  record.content = TwoGates::RecordIn(held.payload);
  World approved = gates_.WorldOf("us");
  const policy::Rule* const rule = approved.book().FindRule("US-CUST-5");
  ASSERT_NE(rule, nullptr);
  const core::Approval approval{.rule_id = rule->id,
                                .rule_digest = ToBytes(rule->digest),
                                .role = "legal-officer",
                                .reviewer =
                                    "spiffe://us.enlace.example/"
                                    "person/legal"};
  approved.find_facts = [&](absl::Span<const StateQuestion> asked) {
    std::vector<core::StateFacts> facts(asked.size());
    for (core::StateFacts& each : facts) each.approvals = {approval};
    return facts;
  };
  const std::vector<SecondDecision> decided =
      gates_.gate("us").DecideAgain({record}, approved);
  ASSERT_TRUE(decided[0].ok()) << decided[0].status();
  ExpectLine(*decided[0], approved, policy::Outcome::kPermit);
  EXPECT_THAT(decided[0]->entry.national.decision_line(),
              HasSubstr("\"approval.US-CUST-5.legal-officer\":"
                        "{\"number\":[\"1\",null]"));
  EXPECT_THAT(decided[0]->entry.national.decision_line(),
              Not(HasSubstr("person/legal")));
}

TEST_F(GateLineTest, ATryAndARefusalHaveNone) {
  for (const v1::BorderAlert& alert :
       {AlertIn("vehicle_alert"), DeniedAlert()}) {
    const Trial trial = gates_.gate("us").Try(
        AgencyUri("us-cbp"), Signed(alert), us_, policy::Language::kEnglish);
    ASSERT_TRUE(trial.response.ok()) << trial.response.status();
    EXPECT_FALSE(trial.note.entry.national.facts_commitment().empty());
    EXPECT_EQ(trial.note.entry.national.decision_line(), "");
  }
  const Admission refused =
      gates_.Submit("us-cbp", Signed(AlertIn("vehicle_alert"), "us-cbp"));
  EXPECT_EQ(std::get<core::Note>(refused.input).entry.national.decision_line(),
            "");
}

std::vector<std::string> MeasuresIn(const core::EntryDraft& draft) {
  std::vector<std::string> texts;
  for (const v1::Measure& measure : draft.shared.measures()) {
    texts.push_back(measure.path() + "=" + measure.value());
  }
  return texts;
}

TEST_F(GateLineTest, APermitAloneHasMeasuresTheSameAtBothNodes) {
  const core::PreparedSubmission sent = Sent(Signed(AlertIn("vehicle_alert")));
  EXPECT_THAT(
      MeasuresIn(sent.entry),
      testing::ElementsAre("action_code=A3_SECONDARY", "target_kind=VEHICLE"));
  const Admission taken =
      gates_.Relay(TwoGates::RecordIn(sent.payload), sent.record.transfer_id());
  ASSERT_TRUE(taken.problem.ok()) << taken.problem;
  EXPECT_EQ(MeasuresIn(std::get<core::PreparedRelay>(taken.input).entry),
            MeasuresIn(sent.entry));
  EXPECT_THAT(MeasuresIn(Sent(Signed(DeniedAlert())).entry),
              testing::IsEmpty());
  EXPECT_THAT(
      MeasuresIn(Sent(Signed(AlertIn("vehicle_alert"), "mx-fgr")).entry),
      testing::IsEmpty());
}

TEST_F(GateLineTest, NoValueOfTheRecordIsInIt) {
  const core::PreparedSubmission sent = Sent(Signed(AlertIn("vehicle_alert")));
  for (const char* secret : {"CBP-TEST-0031", "SINTETICO", "TEST-123",
                             "3ZZTEST00X0000001", "cbp-test-31"}) {
    EXPECT_THAT(sent.entry.national.decision_line(), Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace enlace::gate
