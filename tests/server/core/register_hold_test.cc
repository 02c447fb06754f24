// Held records and the register: what is decided anew, when, and what stays.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "enlace/v1/outcome.pb.h"
#include "server/core/apply.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "tests/server/core/core_node.h"
#include "tests/server/core/register_fixture.h"
#include "tests/simulation/sample_book.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::RegisterEntry Clearance(const std::string& id) {
  v1::RegisterEntry entry = EntryNamed(id);
  entry.set_term(simulation::kClearedTerm);
  return entry;
}

class RegisterHoldTest : public RegisterFixture {
 protected:
  // For the peer's agency: held until that is cleared.
  simulation::SimRecord Record() {
    simulation::SimRecord record = node_.OutgoingRecord(Wanted::kPermit);
    record.facts.set_urgency(v1::URGENCY_URGENT);
    return record;
  }

  std::string Submit(const simulation::SimRecord& record) {
    PreparedSubmission input = node_.Prepare(record);
    std::string id = input.record.transfer_id();
    EXPECT_EQ(node_.Run(std::move(input)).kind, Kind::kDone);
    EXPECT_EQ(StateOf(id), v1::RECORD_STATE_HELD);
    return id;
  }

  // From the peer's agency: held until that is cleared.
  std::string Receive() {
    simulation::SimRelayItem item = node_.IncomingItem(Wanted::kPermit);
    item.facts.set_channel(v1::CHANNEL_ADMIN);
    item.facts.set_urgency(v1::URGENCY_URGENT);
    EXPECT_EQ(node_.Run(node_.Prepare(item)).kind, Kind::kDone);
    EXPECT_EQ(StateOf(item.facts.transfer_id()), v1::RECORD_STATE_HELD);
    return item.facts.transfer_id();
  }

  v1::RecordState StateOf(const std::string& id) {
    return node_.transfer(id).state;
  }

  const journal::v1::Hold& HoldOf(const std::string& id) {
    return node_.transfer(id).record.hold();
  }

  // `stays`: what may not move.
  std::vector<std::string> Due(size_t max = 9, const std::string& stays = "") {
    return DueToRelease(node_.state(),
                        simulation::SampleBook(node_.book_version), node_.now(),
                        max, [&](const Transfer& held) {
                          return held.record.transfer_id() != stays;
                        });
  }

  Kind DecideAgain(const std::string& id) {
    return node_.Run(node_.PrepareRelease(id)).kind;
  }
};

TEST_F(RegisterHoldTest, OwnRecordLeavesOnceItsEntryCountsWithoutAnyReviewer) {
  const std::string id = Submit(Record());
  const v1::RegisterEntry entry = Clearance("A");
  ASSERT_EQ(node_.Run(Proposal(entry, kProposer)).kind, Kind::kDone);
  EXPECT_THAT(Due(), IsEmpty());
  ASSERT_EQ(node_.Run(RegisterApproval{Change(entry, kApprover)}).kind,
            Kind::kDone);
  node_.Restart();
  EXPECT_THAT(Due(), ElementsAre(id));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_QUEUED);
  EXPECT_THAT(node_.transfer(id).approvals, IsEmpty());
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(RegisterHoldTest, ReleaseRestsOnTheEntryAndTheLogNamesIt) {
  const std::string id = Submit(Record());
  Enter(Clearance("A"));
  ASSERT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_THAT(node_.transfer(id).record.register_entries(), ElementsAre("A"));
  EXPECT_EQ(node_.transfer(id).record.permit_until_ms(),
            kTestStartMs + kTermMs);
  v1::AnnexEntry annex;
  ASSERT_TRUE(annex.ParseFromString(node_.store.audit().back().annex));
  v1::NationalOpening national;
  ASSERT_TRUE(national.ParseFromString(annex.national()));
  EXPECT_THAT(national.register_entries(), ElementsAre("A"));
  ASSERT_EQ(Revoke(Clearance("A")).kind, Kind::kDone);
  node_.Run(node_.TickOf(1));
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_REVOKED);
}

TEST_F(RegisterHoldTest, ReceivedRecordReachesTheInboxAndThePeerIsTold) {
  const std::string id = Receive();
  Enter(Clearance("A"));
  EXPECT_THAT(Due(), ElementsAre(id));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_DELIVERED);
  const std::vector<v1::Evidence> told =
      PendingEvidence(node_.state(), kPeerLink, 9);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].state(), v1::RECORD_STATE_DELIVERED);
}

TEST_F(RegisterHoldTest, EntryOfALaterInstantReleasesFromThatInstantOn) {
  const std::string id = Submit(Record());
  v1::RegisterEntry entry = Clearance("A");
  entry.set_valid_from_ms(kTestStartMs + 10);
  Enter(entry);
  EXPECT_THAT(Due(), IsEmpty());
  node_.clock.now_ms = kTestStartMs + 9;
  EXPECT_THAT(Due(), IsEmpty());
  node_.clock.now_ms = kTestStartMs + 10;
  EXPECT_THAT(Due(), ElementsAre(id));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_QUEUED);
}

TEST_F(RegisterHoldTest, HoldThatAppliesStillKeepsItsApprovalsAndItsDeadline) {
  const std::string id = node_.Submit(Wanted::kHold);
  node_.Run(node_.Approves(id, "OUT-3", "duty-officer", kOther));
  const journal::v1::Hold before = HoldOf(id);
  node_.clock.now_ms += 1000;
  Enter(Clearance("A"));
  const size_t entries = node_.store.audit().size();
  EXPECT_THAT(Due(), ElementsAre(id));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);

  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_HELD);
  EXPECT_THAT(node_.transfer(id).approvals, SizeIs(1));
  EXPECT_THAT(HoldOf(id).rule_ids(), ElementsAre("OUT-3"));
  EXPECT_EQ(HoldOf(id).deadline_ms(), before.deadline_ms());
  EXPECT_EQ(node_.store.audit().size(), entries);
  EXPECT_THAT(Due(), IsEmpty());
  EXPECT_EQ(DecideAgain(id), Kind::kDuplicate);
  node_.Restart();
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(RegisterHoldTest, RuleThatHoldsOnGainsNoTimeAndLosesNoApproval) {
  simulation::SimRecord record = Record();
  Submit(record);
  record.facts.set_message_id(node_.random.Bytes(16));
  const std::string id = Submit(record);
  ASSERT_THAT(HoldOf(id).rule_ids(), ElementsAre("OUT-16", "OUT-7"));
  const int64_t deadline_ms = HoldOf(id).deadline_ms();
  node_.clock.now_ms += 1000;
  Enter(Clearance("A"));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_HELD);
  EXPECT_THAT(HoldOf(id).rule_ids(), ElementsAre("OUT-7"));
  EXPECT_EQ(HoldOf(id).deadline_ms(), deadline_ms);
  node_.Run(node_.Approves(id, "OUT-7", "duty-officer", kOther));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_QUEUED);
}

TEST_F(RegisterHoldTest,
       ApprovalOfOneRuleAndAnEntryForTheOtherReleaseTogether) {
  simulation::SimRecord record = Record();
  Submit(record);
  record.facts.set_message_id(node_.random.Bytes(16));
  const std::string id = Submit(record);
  node_.Run(node_.Approves(id, "OUT-7", "duty-officer", kOther));
  EXPECT_THAT(Due(), IsEmpty());
  Enter(Clearance("A"));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_QUEUED);
}

TEST_F(RegisterHoldTest, EntryRevokedBeforeTheReleaseLeavesTheRecordHeld) {
  const std::string id = Submit(Record());
  const v1::RegisterEntry entry = Clearance("A");
  Enter(entry);
  PreparedRelease prepared = node_.PrepareRelease(id);
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_EQ(node_.Run(std::move(prepared)).kind, Kind::kStale);
  EXPECT_THAT(Due(), IsEmpty());
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_HELD);
}

TEST_F(RegisterHoldTest, HeldRecordDoesNotEndWithAnEntryThatStoodWhenItCame) {
  v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  const std::string id = Submit(Record());
  node_.clock.now_ms = kTestStartMs + kTermMs;
  EXPECT_EQ(DueForTick(node_.state(), node_.now(), 9), 0u);
  EXPECT_THAT(Due(), ElementsAre(id));
  EXPECT_EQ(DecideAgain(id), Kind::kDone);
  EXPECT_EQ(StateOf(id), v1::RECORD_STATE_HELD);
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(RegisterHoldTest, EntryThatNoRuleAsksAboutDecidesNothingAnew) {
  Submit(Record());
  v1::RegisterEntry entry = Clearance("A");
  entry.set_kind(v1::REGISTER_KIND_CONSENT);
  Enter(entry);
  v1::RegisterEntry of_another = Clearance("B");
  of_another.set_holder(kOtherOwnAgency);
  Enter(of_another);
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(RegisterHoldTest, EntryThatForbidsDeniesWhatIsHeld) {
  const std::string out = Submit(Record());
  const std::string in = Receive();
  v1::RegisterEntry entry = EntryNamed("A");
  entry.set_term("barred");
  Enter(entry);
  EXPECT_EQ(DecideAgain(out), Kind::kDone);
  EXPECT_EQ(DecideAgain(in), Kind::kDone);
  EXPECT_EQ(StateOf(out), v1::RECORD_STATE_DENIED);
  EXPECT_EQ(StateOf(in), v1::RECORD_STATE_DENIED);
  EXPECT_FALSE(node_.store.ReadPayload(out).ok());
  const std::vector<v1::Evidence> told =
      PendingEvidence(node_.state(), kPeerLink, 9);
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].state(), v1::RECORD_STATE_REFUSED);
}

TEST_F(RegisterHoldTest, OnlyWhatIsHeldIsDecidedAgainAndNoMoreThanAskedFor) {
  const std::string first = Submit(Record());
  Submit(Record());
  Submit(Record());
  Enter(Clearance("A"));
  EXPECT_THAT(Due(), SizeIs(3));
  EXPECT_THAT(Due(2), SizeIs(2));
  node_.Run(node_.Revoked(first));
  EXPECT_THAT(Due(), SizeIs(2));
  node_.clock.now_ms += kTestLifeMs;
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(RegisterHoldTest, WhatMayNotMoveTakesNoPlaceOfWhatMay) {
  Submit(Record());
  Submit(Record());
  Enter(Clearance("A"));
  const std::vector<std::string> both = Due();
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_THAT(Due(1, both[0]), ElementsAre(both[1]));
}

TEST_F(RegisterHoldTest, HoldIsConfirmedOnceForEachChange) {
  const std::string id = node_.Submit(Wanted::kHold);
  Enter(Clearance("A"));
  ASSERT_EQ(DecideAgain(id), Kind::kDone);
  journal::v1::EventBatch batch;
  ASSERT_TRUE(batch.ParseFromString(node_.store.batches().back()));
  ASSERT_TRUE(batch.events(0).has_hold_confirmed());
  State again = node_.state();
  EXPECT_EQ(Apply(again, batch.events(0)).code(), absl::StatusCode::kDataLoss);
  journal::v1::Event unknown = batch.events(0);
  unknown.mutable_hold_confirmed()->set_transfer_id(std::string(16, 'u'));
  EXPECT_EQ(Apply(again, unknown).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace enlace::core
