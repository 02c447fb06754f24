// Two nations' gates under the sample books: a notice from the denied alert to
// the other nation's decision, and what must not pass as one.

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/safety.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/released_record.h"
#include "tests/server/gate/two_gates.h"

namespace enlace::gate {
namespace {

v1::BorderAlert VehicleAlert() {
  const auto json = ReadFile("tests/scenarios/records/vehicle_alert.json");
  v1::BorderAlert alert;
  CHECK(json.ok());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &alert).ok());
  return alert;
}

class GateNoticeTest : public testing::Test {
 protected:
  // Denied by a rule that may be named: customs information for AML analysis.
  static v1::BorderAlert DeniedAlert() {
    v1::BorderAlert alert = VehicleAlert();
    alert.mutable_context()->set_purpose_code(v1::PURPOSE_CODE_AML_ANALYSIS);
    return alert;
  }

  std::string Sent(const v1::BorderAlert& alert) const {
    return gates_.Signed(gates_.Header(AgencyUri("us-cbp"), "mx-anam"), alert,
                         "us-cbp");
  }

  core::PreparedSubmission Prepared(const v1::BorderAlert& alert,
                                    bool repeated = false) const {
    Admission admission = gates_.Submit("us-cbp", Sent(alert), repeated);
    EXPECT_TRUE(admission.problem.ok()) << admission.problem;
    return std::get<core::PreparedSubmission>(std::move(admission.input));
  }

  const TwoGates gates_;
};

TEST_F(GateNoticeTest, ADeniedWarningReachesTheOtherNationAloneAndPasses) {
  const core::PreparedSubmission denied = Prepared(DeniedAlert());
  EXPECT_EQ(denied.decision.outcome, policy::Outcome::kDeny);
  EXPECT_EQ(denied.decision.reason, "B04");
  ASSERT_TRUE(denied.notice);
  const core::PreparedNotice& notice = *denied.notice;
  EXPECT_EQ(notice.decision.outcome, policy::Outcome::kPermit);
  EXPECT_EQ(notice.decision.rule_ids[0], "US-SAFETY-1");
  EXPECT_EQ(notice.record.parent(), "");

  const std::string record = TwoGates::RecordIn(notice.payload);
  const auto verified = wire::VerifyReleasedRecord(
      record, wire::Stage::kCrossing, LookUpIn(gates_.keys()));
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->header.sender(), "spiffe://us.enlace.example/node/1");
  for (const std::string secret :
       {"us-cbp", "CBP-TEST-0031", "cbp-test-31", "SINTETICO", "TEST-123",
        "3ZZTEST00X0000001"}) {
    EXPECT_FALSE(absl::StrContains(record, secret)) << secret;
  }

  const Admission taken = gates_.Relay(record, notice.record.transfer_id());
  ASSERT_TRUE(taken.problem.ok()) << taken.problem;
  const auto& relay = std::get<core::PreparedRelay>(taken.input);
  EXPECT_EQ(relay.decision.outcome, policy::Outcome::kPermit);
  EXPECT_EQ(relay.decision.rule_ids[0], "MX-AVISO-4");
}

TEST_F(GateNoticeTest, WhatIsNotDeniedOrDoesNotWarnHasNone) {
  const core::PreparedSubmission permitted = Prepared(VehicleAlert());
  EXPECT_EQ(permitted.decision.outcome, policy::Outcome::kPermit);
  EXPECT_FALSE(permitted.notice);
  v1::BorderAlert quiet = DeniedAlert();
  quiet.clear_officer_safety();
  EXPECT_FALSE(Prepared(quiet).notice);
}

TEST_F(GateNoticeTest, ASilentDenialSendsNoneAlsoWhereAnotherRuleDeniedToo) {
  for (v1::BorderAlert alert : {VehicleAlert(), DeniedAlert()}) {
    alert.mutable_context()->mutable_subject_flags()->set_protected_1367(
        v1::ANSWER_YES);
    const core::PreparedSubmission denied = Prepared(alert);
    EXPECT_EQ(denied.decision.outcome, policy::Outcome::kDeny);
    ASSERT_TRUE(denied.notice);
    EXPECT_EQ(denied.notice->decision.outcome, policy::Outcome::kDeny);
    EXPECT_EQ(denied.notice->decision.rule_ids,
              std::vector<std::string>{"US-SAFETY-2"});
    EXPECT_TRUE(denied.notice->payload.sealed.empty());
  }
}

TEST_F(GateNoticeTest, TheSameContentAgainSendsNone) {
  const core::PreparedSubmission denied =
      Prepared(DeniedAlert(), /*repeated=*/true);
  ASSERT_TRUE(denied.notice);
  EXPECT_EQ(denied.notice->decision.reason, "T02");
}

TEST_F(GateNoticeTest, NoticesOfOneAlertShareATagAndOthersDoNot) {
  const auto tag = [&](const v1::BorderAlert& alert) {
    return Prepared(alert).notice->record.content_tag();
  };
  v1::BorderAlert other = DeniedAlert();
  other.set_alert_number("CBP-TEST-0032");
  EXPECT_EQ(tag(DeniedAlert()), tag(DeniedAlert()));
  EXPECT_NE(tag(DeniedAlert()), tag(other));
}

TEST_F(GateNoticeTest, TrySaysWhetherANoticeWouldGo) {
  v1::BorderAlert silent = DeniedAlert();
  silent.mutable_context()->mutable_subject_flags()->set_protected_1367(
      v1::ANSWER_YES);
  const std::pair<v1::BorderAlert, bool> rows[] = {
      {DeniedAlert(), true}, {silent, false}, {VehicleAlert(), false}};
  for (const auto& [alert, expected] : rows) {
    const Trial trial =
        gates_.gate("us").Try(AgencyUri("us-cbp"), Sent(alert),
                              gates_.WorldOf("us"), policy::Language::kEnglish);
    ASSERT_TRUE(trial.response.ok()) << trial.response.status();
    EXPECT_EQ(trial.response->safety_notice(), expected);
  }
}

TEST_F(GateNoticeTest, AnAgencySendsNoNoticeInItsOwnNameNorInTheNodes) {
  v1::SafetyNotice notice;
  v1::RecordContext& context = *notice.mutable_context();
  context.set_purpose_code(v1::PURPOSE_CODE_PUBLIC_SAFETY_URGENT);
  context.set_evidence_status(v1::EVIDENCE_STATUS_LEAD_ONLY);
  context.set_language("en");
  notice.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  const Admission own = gates_.Submit(
      "us-cbp", gates_.Signed(gates_.Header(AgencyUri("us-cbp"), "mx-anam"),
                              notice, "us-cbp"));
  ASSERT_TRUE(own.problem.ok()) << own.problem;
  const auto& denied = std::get<core::PreparedSubmission>(own.input);
  EXPECT_EQ(denied.decision.outcome, policy::Outcome::kDeny);
  EXPECT_EQ(denied.decision.reason, "B05");
  EXPECT_FALSE(denied.notice) << "the node would send it for the agency";

  const v1::Header as_node =
      gates_.Header("spiffe://us.enlace.example/node/1", "mx-anam");
  for (const std::string signer : {"us-cbp", "us"}) {
    const Admission pretended =
        gates_.Submit("us-cbp", gates_.Signed(as_node, notice, signer));
    EXPECT_EQ(wire::ReasonOf(pretended.problem), wire::kSenderMismatch);
  }
}

v1::SafetyNotice ArmedNotice() {
  v1::SafetyNotice notice;
  v1::RecordContext& context = *notice.mutable_context();
  context.set_purpose_code(v1::PURPOSE_CODE_PUBLIC_SAFETY_URGENT);
  context.set_evidence_status(v1::EVIDENCE_STATUS_LEAD_ONLY);
  context.set_language("en");
  notice.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  return notice;
}

TEST_F(GateNoticeTest, TheSendersLimitOfRetentionIsJournaled) {
  const std::string id(16, 't');
  for (const int64_t until_ms : {int64_t{0}, int64_t{4102444800000}}) {
    const Admission taken =
        gates_.Relay(gates_.Forged(ArmedNotice(), id, until_ms), id);
    ASSERT_TRUE(taken.problem.ok()) << taken.problem;
    EXPECT_EQ(
        std::get<core::PreparedRelay>(taken.input).record.retain_until_ms(),
        until_ms);
  }
}

TEST_F(GateNoticeTest, APeersNodeOriginatesNoticesAndNothingElse) {
  const std::string id(16, 't');
  const Admission alert = gates_.Relay(gates_.Forged(VehicleAlert(), id), id);
  EXPECT_EQ(wire::ReasonOf(alert.problem), wire::kSenderMismatch);
  const std::string record = gates_.Forged(ArmedNotice(), id);
  EXPECT_TRUE(gates_.Relay(record, id).problem.ok());
  // Over another nation's link it is that nation's word.
  EXPECT_EQ(
      wire::ReasonOf(gates_.Relay(record, id, "mx.enlace.example").problem),
      wire::kSenderMismatch);
}

}  // namespace
}  // namespace enlace::gate
