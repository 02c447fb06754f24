// Two nations' gates under the sample books: a notice from the denied alert to
// the other nation's decision, and what must not pass as one.

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/dev_pki.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/safety.pb.h"
#include "proto/wire/message_id.h"
#include "proto/wire/opened_form.h"
#include "proto/wire/problem.h"
#include "proto/wire/released_record.h"
#include "proto/wire/submission.h"
#include "server/gate/gate.h"
#include "server/gate/key_lookup.h"

namespace enlace::gate {
namespace {

using Kind = certs::Identity::Kind;

std::string Uri(const std::string& nation, Kind kind, const std::string& id) {
  return certs::Identity{nation + ".enlace.example", kind, id}.Uri();
}

std::string AgencyUri(const std::string& id) {
  return Uri(id.substr(0, 2), Kind::kAgency, id);
}

v1::BorderAlert VehicleAlert() {
  const auto json = ReadFile("tests/scenarios/records/vehicle_alert.json");
  v1::BorderAlert alert;
  CHECK(json.ok());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &alert).ok());
  return alert;
}

// Leaves the payload open for the test to read.
absl::StatusOr<core::SealedPayload> NotSealed(absl::string_view plaintext,
                                              absl::string_view) {
  core::SealedPayload payload;
  payload.sealed = std::string(plaintext);
  return payload;
}

// Both nations' gates; each knows the other's keys and parties.
class TwoGates {
 public:
  TwoGates() {
    for (const std::string nation : {"us", "mx"}) {
      auto pki = certs::DevPki::Create(
          {.trust_domain = nation + ".enlace.example"}, now);
      CHECK_OK(pki.status());
      const auto agencies = nation == "us"
                                ? std::vector<std::string>{"us-cbp", "us-hsi"}
                                : std::vector<std::string>{"mx-anam", "mx-inm"};
      for (const std::string& id : agencies) {
        AddKey(*pki, id, {nation + ".enlace.example", Kind::kAgency, id});
        own_[nation].agencies.insert(AgencyUri(id));
      }
      AddKey(*pki, nation, {nation + ".enlace.example", Kind::kNode, "1"});
      own_[nation].node = Uri(nation, Kind::kNode, "1");
      own_[nation].trust_domain = nation + ".enlace.example";
      auto book = policy::Book::Load("policy/" + nation);
      CHECK_OK(book.status());
      books_[nation] = *book;
    }
    for (const std::string nation : {"us", "mx"}) {
      const std::string other = nation == "us" ? "mx" : "us";
      own_[nation].nations[other + ".enlace.example"] = {
          .node = own_[other].node,
          .agencies = own_[other].agencies,
          .link_file = {}};
      gates_.emplace(nation,
                     Gate({.parties = &own_[nation],
                           .keys = &keys_,
                           .statement_signer = &signers_.at(nation),
                           .drafts = &drafts_,
                           .random = &SystemRandom(),
                           .seal = NotSealed,
                           .tag_content = [](absl::string_view content) {
                             return ToBytes(Sha256(content));
                           }}));
    }
  }

  const Gate& gate(const std::string& nation) const {
    return gates_.at(nation);
  }
  const certs::PrivateKey& key(const std::string& party) const {
    return signers_.at(party);
  }

  World WorldOf(const std::string& nation, bool repeated = false) const {
    World world;
    world.now = now;
    world.book = books_.at(nation);
    world.find_facts = [repeated](absl::Span<const StateQuestion> asked) {
      std::vector<core::StateFacts> facts(asked.size());
      for (size_t i = 0; i < asked.size(); ++i) {
        facts[i].repeated =
            repeated && asked[i].record->type() == "SafetyNotice";
      }
      return facts;
    };
    return world;
  }

  v1::Header Header(const std::string& sender, const std::string& to) const {
    v1::Header header;
    header.set_schema("1.0");
    header.set_message_id(wire::MakeMessageId(now, SystemRandom()));
    header.set_sender(sender);
    header.set_recipient(AgencyUri(to));
    header.set_channel(v1::CHANNEL_ADMIN);
    header.set_urgency(v1::URGENCY_ROUTINE);
    header.set_created_at_ms(absl::ToUnixMillis(now));
    header.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(72)));
    return header;
  }

  std::string Signed(const v1::Header& header,
                     const google::protobuf::Message& record,
                     const std::string& by) const {
    auto made = wire::MakeSubmission(header, record, key(by), SystemRandom());
    CHECK_OK(made.status());
    return made->SerializeAsString();
  }

  Admission Submit(const std::string& caller, const std::string& bytes,
                   bool repeated = false) const {
    const absl::string_view view = bytes;
    return std::move(gate(caller.substr(0, 2))
                         .AdmitSubmissions(AgencyUri(caller), {view},
                                           WorldOf("us", repeated))[0]);
  }

  // What the node of mx makes of a released record that the node of us relays.
  Admission Relay(const std::string& record, const std::string& transfer_id,
                  const std::string& link = "us.enlace.example") const {
    v1::RelayItem item;
    item.set_transfer_id(transfer_id);
    item.set_link_sequence(1);
    item.set_record(record);
    const v1::RelayItem* const items[] = {&item};
    return std::move(gate("mx").AdmitRelays(link, items, WorldOf("mx"))[0]);
  }

  // `record`, made by the node of us and released whole by it.
  std::string Forged(const google::protobuf::Message& record,
                     const std::string& transfer_id) const {
    const auto verified = wire::VerifySubmission(
        Signed(Header(own_.at("us").node, "mx-anam"), record, "us"),
        LookUpIn(keys_));
    CHECK_OK(verified.status());
    std::string form = wire::OpenForm(verified->leaves, [](absl::string_view) {
                         return false;
                       }).form;
    v1::ReleaseStatement release;
    release.set_version(1);
    release.set_node(own_.at("us").node);
    release.set_record_id(verified->record_id);
    release.set_transfer_id(transfer_id);
    release.set_outcome(v1::DECISION_OUTCOME_PERMIT);
    release.set_book_digest(std::string(32, 'b'));
    release.set_decided_at_ms(absl::ToUnixMillis(now));
    release.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(1)));
    release.set_form_digest(ToBytes(Sha256(form)));
    std::vector<UnsealedPayload> payloads;
    payloads.push_back(
        {transfer_id,
         "",
         {},
         UnsignedRelease{release, verified->submission.statement(), form, {}}});
    const auto sealed =
        SignAndSeal(std::move(payloads), key("us"), SystemRandom(), NotSealed);
    CHECK_OK(sealed.status());
    return RecordIn((*sealed)[0]);
  }

  static std::string RecordIn(const core::SealedPayload& payload) {
    journal::v1::SealedContent content;
    CHECK(content.ParseFromString(payload.sealed)) << "sealed content";
    return content.record();
  }

  const certs::KeyDirectory& keys() const { return keys_; }

  const absl::Time now = RealClock().TimeNow();

 private:
  void AddKey(const certs::DevPki& pki, const std::string& name,
              const certs::Identity& identity) {
    const auto issued = pki.IssueStatementSigning(identity);
    CHECK_OK(issued.status());
    CHECK_OK(keys_.Add(*certs::TrustAnchor::FromPem(pki.root_pem()),
                       issued->chain_pem, certs::Purpose::kStatementSigning,
                       now));
    signers_.emplace(name, *certs::PrivateKey::FromPem(issued->key_pem));
  }

  certs::KeyDirectory keys_;
  std::map<std::string, certs::PrivateKey> signers_;
  std::map<std::string, Parties> own_;
  std::map<std::string, std::shared_ptr<const policy::Book>> books_;
  Drafts drafts_{SystemRandom()};
  std::map<std::string, Gate> gates_;
};

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

TEST_F(GateNoticeTest, APeersNodeOriginatesNoticesAndNothingElse) {
  const std::string id(16, 't');
  const Admission alert = gates_.Relay(gates_.Forged(VehicleAlert(), id), id);
  EXPECT_EQ(wire::ReasonOf(alert.problem), wire::kSenderMismatch);
  v1::SafetyNotice notice;
  v1::RecordContext& context = *notice.mutable_context();
  context.set_purpose_code(v1::PURPOSE_CODE_PUBLIC_SAFETY_URGENT);
  context.set_evidence_status(v1::EVIDENCE_STATUS_LEAD_ONLY);
  context.set_language("en");
  notice.add_officer_safety(v1::OFFICER_SAFETY_ARMED);
  const std::string record = gates_.Forged(notice, id);
  EXPECT_TRUE(gates_.Relay(record, id).problem.ok());
  // Over another nation's link it is that nation's word.
  EXPECT_EQ(
      wire::ReasonOf(gates_.Relay(record, id, "mx.enlace.example").problem),
      wire::kSenderMismatch);
}

}  // namespace
}  // namespace enlace::gate
