// Threads: who may write in them, repeated content, leaves.

#include "server/core/thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/sha256.h"
#include "enlace/v1/outcome.pb.h"
#include "server/core/outbox.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;

constexpr char kThirdAgency[] = "spiffe://mx.enlace.example/agency/mx-gn";

ParentFacts ParentOf(const std::string& type) {
  return {.known = true,
          .type = type,
          .sender = kPeerAgency,
          .recipient = kOwnAgency,
          .channel = v1::CHANNEL_ADMIN,
          .open = true};
}

RecordFacts Record(const std::string& type, const std::string& sender,
                   const std::string& recipient) {
  RecordFacts record;
  record.set_type(type);
  record.set_sender(sender);
  record.set_recipient(recipient);
  record.set_channel(v1::CHANNEL_ADMIN);
  record.set_parent("parent");
  return record;
}

std::string FaultOf(const RecordFacts& record, const ParentFacts& parent,
                    bool domestic = false) {
  const auto fault = FindThreadFault(record, parent, domestic);
  return fault ? std::string(fault->reason) : "";
}

TEST(ThreadTest, FollowUpsGoBetweenThePartiesOfEveryRecordType) {
  for (const char* parent :
       {"FirearmTraceRequest", "FirearmTraceResult", "FinancialLead",
        "FinancialInfoRequest", "FinancialInfoReply", "BorderAlert"}) {
    for (const char* type : {"Acknowledgement", "Disposition",
                             "UseConsentRequest", "Recall", "Correction"}) {
      SCOPED_TRACE(std::string(type) + " of " + parent);
      const ParentFacts of = ParentOf(parent);
      EXPECT_EQ(FaultOf(Record(type, kOwnAgency, kPeerAgency), of), "");
      EXPECT_EQ(FaultOf(Record(type, kPeerAgency, kOwnAgency), of), "");
      EXPECT_EQ(FaultOf(Record(type, kOtherOwnAgency, kPeerAgency), of), "B05");
      EXPECT_EQ(FaultOf(Record(type, kOwnAgency, kThirdAgency), of), "B05");
      EXPECT_EQ(FaultOf(Record(type, kOwnAgency, kOtherOwnAgency), of, true),
                "B05");
    }
  }
}

TEST(ThreadTest, OnlyWhoWasAskedGivesALeave) {
  const ParentFacts request = ParentOf("UseConsentRequest");
  const auto fault = [&](const char* from, const char* to) {
    return FaultOf(Record("UseConsentGrant", from, to), request);
  };
  EXPECT_EQ(fault(kOwnAgency, kPeerAgency), "");
  EXPECT_EQ(fault(kPeerAgency, kOwnAgency), "B05");
  EXPECT_EQ(fault(kThirdAgency, kOwnAgency), "B05");
  EXPECT_EQ(FaultOf(Record("UseConsentGrant", kOwnAgency, kPeerAgency),
                    ParentOf("FinancialLead")),
            "T01");
}

TEST(ThreadTest, AReplyKeepsToTheChannelTheTypesAndTheParties) {
  const ParentFacts request = ParentOf("FirearmTraceRequest");
  RecordFacts reply = Record("FirearmTraceResult", kOwnAgency, kPeerAgency);
  EXPECT_EQ(FaultOf(reply, request), "");
  reply.set_channel(v1::CHANNEL_INTEL);
  EXPECT_EQ(FaultOf(reply, request), "T01");
  EXPECT_EQ(FaultOf(Record("FirearmTraceResult", kOwnAgency, kPeerAgency),
                    ParentOf("FinancialLead")),
            "T01");
  EXPECT_EQ(FaultOf(Record("FirearmTraceResult", kOtherOwnAgency, kPeerAgency),
                    request),
            "B05");
}

TEST(ThreadTest, WhatIsPassedOnAtHomeMayBeOfAnyTypeButOnlyByAParty) {
  const ParentFacts result = ParentOf("FirearmTraceResult");
  const char* const type = "FirearmTraceResult";
  EXPECT_EQ(FaultOf(Record(type, kOwnAgency, kOtherOwnAgency), result, true),
            "");
  EXPECT_EQ(FaultOf(Record(type, kOtherOwnAgency, kOwnAgency), result, true),
            "B05");
}

TEST(ThreadTest, AFollowUpNeverOpensAThread) {
  RecordFacts record = Record("Disposition", kOwnAgency, kPeerAgency);
  record.clear_parent();
  EXPECT_EQ(FaultOf(record, {}), "T01");
  record.set_type("FirearmTraceRequest");
  EXPECT_EQ(FaultOf(record, {}), "");
}

v1::Outcome OutcomeOf(const Answer& answer) {
  v1::Outcome outcome;
  EXPECT_EQ(answer.kind, Kind::kDone);
  EXPECT_TRUE(outcome.ParseFromString(answer.bytes));
  return outcome;
}

TEST(ThreadTest, WhatTheThreadRefusesIsDeniedInBothDirections) {
  CoreNode node;
  const std::string asked = node.Receive(Wanted::kPermit);
  simulation::SimRecord reply = node.OutgoingRecord(Wanted::kPermit);
  reply.facts.set_type("FirearmTraceResult");
  reply.facts.set_parent(node.transfer(asked).record.record_id());
  reply.facts.set_channel(v1::CHANNEL_ADMIN);  // asked on INTEL
  const v1::Outcome outcome = OutcomeOf(node.Run(node.Prepare(reply)));
  EXPECT_EQ(outcome.decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(outcome.reason(), "T01");
  EXPECT_TRUE(outcome.rule_ids().empty());

  simulation::SimRelayItem grant = node.IncomingItem(Wanted::kPermit);
  grant.facts.set_type("UseConsentGrant");
  grant.facts.set_parent(node.transfer(asked).record.record_id());
  v1::RelayAnswer answer;
  ASSERT_TRUE(answer.ParseFromString(node.Run(node.Prepare(grant)).bytes));
  EXPECT_EQ(answer.outcome(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(answer.reason(), "T01");
}

class RepeatTest : public testing::Test {
 protected:
  std::string ReasonOf(const std::string& body, const char* from = kOwnAgency) {
    simulation::SimRecord record = node_.OutgoingRecord(Wanted::kPermit);
    record.body = body;
    record.facts.set_sender(from);
    return OutcomeOf(node_.Run(node_.Prepare(record))).reason();
  }

  CoreNode node_;
};

TEST_F(RepeatTest, SameContentUnderANewMessageIdIsHeldForSevenDays) {
  EXPECT_EQ(ReasonOf("a"), "");
  EXPECT_EQ(ReasonOf("b"), "");
  EXPECT_EQ(ReasonOf("a", kOtherOwnAgency), "");
  node_.clock.now_ms += kRepeatWindowMs - 1;
  EXPECT_EQ(ReasonOf("a"), "T02");
  // The window counts from the newest, the held one included.
  node_.clock.now_ms += 1;
  EXPECT_EQ(ReasonOf("b"), "");
  EXPECT_EQ(ReasonOf("a"), "T02");
  node_.Restart();
  EXPECT_EQ(ReasonOf("a"), "T02");
  node_.clock.now_ms += kRepeatWindowMs + 60 * 1000;  // forgotten by the minute
  EXPECT_EQ(ReasonOf("c"), "");
  EXPECT_EQ(RowsOf(node_.state().contents).size(), 1u);
  EXPECT_EQ(RowsOf(node_.state().content_ages).size(), 1u);
  EXPECT_EQ(ReasonOf("a"), "");
}

TEST_F(RepeatTest, WhatWasDeniedMayBeSentAgain) {
  simulation::SimRecord record = node_.OutgoingRecord(Wanted::kDeny);
  record.body = "a";
  node_.Run(node_.Prepare(record));
  EXPECT_EQ(ReasonOf("a"), "");
}

TEST_F(RepeatTest, TheSameMessageIsADuplicateAndNoRepetition) {
  const simulation::SimRecord record = node_.OutgoingRecord(Wanted::kPermit);
  const Answer first = node_.Run(node_.Prepare(record));
  EXPECT_FALSE(FindStateFacts(node_.state(), node_.Prepare(record).record, "",
                              node_.clock.now_ms)
                   .repeated);
  const Answer again = node_.Run(node_.Prepare(record));
  EXPECT_EQ(again.kind, Kind::kDuplicate);
  EXPECT_EQ(again.bytes, first.bytes);
}

TEST_F(RepeatTest, WhatWasPreparedBeforeTheFirstWasSequencedComesBack) {
  simulation::SimRecord one = node_.OutgoingRecord(Wanted::kPermit);
  simulation::SimRecord two = node_.OutgoingRecord(Wanted::kPermit);
  two.body = one.body;
  std::vector<Input> inputs;
  inputs.emplace_back(node_.Prepare(one));
  inputs.emplace_back(node_.Prepare(two));
  const std::vector<Answer> answers = node_.RunAll(std::move(inputs));
  EXPECT_EQ(answers[0].kind, Kind::kDone);
  EXPECT_EQ(answers[1].kind, Kind::kStale);
}

// A record of the peer's at the own agency, which asks for a leave to pass it
// on to another agency of its nation.
class ConsentTest : public testing::Test {
 protected:
  ConsentTest() {
    matter_ = node_.transfer(node_.Receive(Wanted::kPermit)).record.record_id();
    simulation::SimRecord request = node_.OutgoingRecord(Wanted::kPermit);
    request.facts.set_type("UseConsentRequest");
    request.facts.set_parent(matter_);
    PreparedSubmission input = node_.Prepare(request);
    request_ = input.record.record_id();
    EXPECT_EQ(OutcomeOf(node_.Run(std::move(input))).reason(), "");
    leave_.set_recipient(kOtherOwnAgency);
    leave_.set_purpose(simulation::kPurpose);
    leave_.set_expires_at_ms(node_.clock.now_ms + 2 * kTestLifeMs);
  }

  // Returns the transfer id.
  std::string Grant() {
    simulation::SimRelayItem grant = node_.IncomingItem(Wanted::kPermit);
    grant.facts.set_type("UseConsentGrant");
    grant.facts.set_parent(request_);
    *grant.facts.mutable_consent() = leave_;
    EXPECT_EQ(node_.Run(node_.Prepare(grant)).kind, Kind::kDone);
    return grant.facts.transfer_id();
  }

  PreparedSubmission Onward(const std::string& parent) {
    simulation::SimRecord record = node_.DomesticRecord(Wanted::kPermit);
    record.facts.set_parent(parent);
    record.facts.set_valid_until_ms(node_.clock.now_ms + 10 * kTestLifeMs);
    return node_.Prepare(record);
  }
  std::string ReasonOnward() {
    return OutcomeOf(node_.Run(Onward(matter_))).reason();
  }

  CoreNode node_;
  std::string matter_;
  std::string request_;
  journal::v1::Consent leave_;
};

TEST_F(ConsentTest, NothingIsPassedOnWithoutALeave) {
  EXPECT_EQ(ReasonOnward(), "V08");
}

TEST_F(ConsentTest, ALeaveLetsItPassStraightIntoTheInboxUntilItEnds) {
  const std::string grant = Grant();
  EXPECT_THAT(RowsOf(node_.state().consents),
              ElementsAre(testing::Pair(Names(matter_, grant), Nothing())));
  PreparedSubmission input = Onward(matter_);
  const std::string id = input.record.transfer_id();
  EXPECT_EQ(OutcomeOf(node_.Run(std::move(input))).reason(), "");
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_DELIVERED);
  EXPECT_THAT(Inbox(node_.state(), kOtherOwnAgency, 0, node_.now(), 9, false),
              ElementsAre(id));
  EXPECT_EQ(node_.transfer(id).record.permit_until_ms(),
            leave_.expires_at_ms());
  // Also where it is the request or the leave that is answered.
  PreparedSubmission of_grant =
      Onward(node_.transfer(grant).record.record_id());
  EXPECT_EQ(OutcomeOf(node_.Run(std::move(of_grant))).reason(), "");
  node_.Restart();
  EXPECT_EQ(ReasonOnward(), "");

  node_.Run(node_.Confirmed(grant));
  node_.clock.now_ms = leave_.expires_at_ms() - 1;
  EXPECT_EQ(ReasonOnward(), "");
  PreparedSubmission late = Onward(matter_);
  node_.clock.now_ms = leave_.expires_at_ms();
  EXPECT_EQ(node_.Run(std::move(late)).kind, Kind::kStale);
  EXPECT_EQ(ReasonOnward(), "V08");
}

TEST_F(ConsentTest, ALeaveForAnotherAgencyOrPurposeIsNone) {
  leave_.set_recipient(kThirdAgency);
  Grant();
  EXPECT_EQ(ReasonOnward(), "V08");
  leave_.set_recipient("");
  Grant();
  EXPECT_EQ(ReasonOnward(), "V08");
  leave_.set_recipient(kOtherOwnAgency);
  leave_.set_purpose("PURPOSE_CODE_PROSECUTION");
  Grant();
  EXPECT_EQ(ReasonOnward(), "V08");
  leave_.set_purpose("");
  Grant();
  EXPECT_EQ(ReasonOnward(), "V08");
}

TEST_F(ConsentTest, ALeaveThatWasNotCollectedInTimeIsNone) {
  Grant();
  node_.clock.now_ms += kTestLifeMs;
  node_.Run(node_.TickOf(9));
  EXPECT_EQ(ReasonOnward(), "V08");
}

TEST_F(ConsentTest, OnlyTheOriginatorOfTheRecordGivesALeave) {
  // Another agency of the peer's nation answers the request.
  simulation::SimRelayItem grant = node_.IncomingItem(Wanted::kPermit);
  grant.facts.set_type("UseConsentGrant");
  grant.facts.set_parent(request_);
  grant.facts.set_sender(kThirdAgency);
  *grant.facts.mutable_consent() = leave_;
  node_.Run(node_.Prepare(grant));
  EXPECT_EQ(ReasonOnward(), "V08");
  // The asker cannot answer itself, nor ask for its own record.
  simulation::SimRecord own = node_.OutgoingRecord(Wanted::kPermit);
  own.facts.set_type("UseConsentGrant");
  own.facts.set_parent(request_);
  *own.facts.mutable_consent() = leave_;
  EXPECT_EQ(OutcomeOf(node_.Run(node_.Prepare(own))).decision(),
            v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(ReasonOnward(), "V08");
}

TEST_F(ConsentTest, OnlyWhoGotTheRecordPassesItOn) {
  Grant();
  simulation::SimRecord record = node_.DomesticRecord(Wanted::kPermit);
  record.facts.set_sender("spiffe://us.enlace.example/agency/us-dea");
  record.facts.set_parent(matter_);
  EXPECT_EQ(OutcomeOf(node_.Run(node_.Prepare(record))).decision(),
            v1::DECISION_OUTCOME_DENY);
}

}  // namespace
}  // namespace enlace::core
