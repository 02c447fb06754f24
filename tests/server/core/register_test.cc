// The register: who must stand behind an entry, what counts for a record, and
// what a revocation stops.

#include "server/core/register.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "enlace/v1/register.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/core/relay_order.h"
#include "tests/server/core/core_node.h"
#include "tests/server/core/register_fixture.h"
#include "tests/simulation/sample_book.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RegisterTest : public RegisterFixture {
 protected:
  // A record of the own agency for the peer's.
  static RecordFacts Record() {
    RecordFacts record;
    record.set_type("FirearmTraceRequest");
    record.set_sender(kOwnAgency);
    record.set_recipient(kPeerAgency);
    return record;
  }

  size_t Tick() {
    const size_t due = DueForTick(node_.state(), node_.now(), 9);
    if (due > 0) node_.Run(node_.TickOf(due));
    return due;
  }
};

TEST_F(RegisterTest, EntryCountsOnceASecondPersonApprovedIt) {
  const v1::RegisterEntry entry = EntryNamed("A");
  ASSERT_EQ(node_.Run(Proposal(entry, kProposer)).kind, Kind::kDone);
  EXPECT_THAT(StandingIds(Record()), IsEmpty());
  EXPECT_EQ(RefusalOf(node_.Run(RegisterApproval{Change(entry, kProposer)})),
            wire::kAlreadyAccepted);
  EXPECT_THAT(StandingIds(Record()), IsEmpty());
  ASSERT_EQ(node_.Run(RegisterApproval{Change(entry, kApprover)}).kind,
            Kind::kDone);
  EXPECT_THAT(StandingIds(Record()), ElementsAre("A"));
  EXPECT_EQ(node_.Run(RegisterApproval{Change(entry, kOther)}).kind,
            Kind::kDuplicate);
}

TEST_F(RegisterTest, EachChangeIsAnEntryOfTheLogThatNamesWhoAndWhat) {
  const size_t before = node_.store.audit().size();
  const v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  std::vector<v1::AuditStep> steps;
  for (size_t i = before; i < node_.store.audit().size(); ++i) {
    steps.push_back(wire::DecodeAuditEntry(node_.store.audit()[i].entry)->step);
  }
  EXPECT_THAT(steps, ElementsAre(v1::AUDIT_STEP_REGISTER_PROPOSED,
                                 v1::AUDIT_STEP_REGISTER_APPROVED,
                                 v1::AUDIT_STEP_REGISTER_REVOKED));
}

TEST_F(RegisterTest, NameIsNeverUsedAgain) {
  const v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  EXPECT_EQ(node_.Run(Proposal(entry, kProposer)).kind, Kind::kDuplicate);
  v1::RegisterEntry other = entry;
  other.set_term("other");
  EXPECT_EQ(RefusalOf(node_.Run(Proposal(other, kProposer))),
            kRegisterEntryKnown);
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_EQ(RefusalOf(node_.Run(Proposal(other, kProposer))),
            kRegisterEntryKnown);
}

TEST_F(RegisterTest, ApprovalOfOtherBytesThanThoseProposedIsRefused) {
  const v1::RegisterEntry entry = EntryNamed("A");
  ASSERT_EQ(node_.Run(Proposal(entry, kProposer)).kind, Kind::kDone);
  v1::RegisterEntry other = entry;
  other.set_valid_until_ms(entry.valid_until_ms() + 1);
  EXPECT_EQ(RefusalOf(node_.Run(RegisterApproval{Change(other, kApprover)})),
            kRegisterEntryUnknown);
}

TEST_F(RegisterTest, RevokedEntryIsApprovedAndRevokedNoMore) {
  const v1::RegisterEntry entry = EntryNamed("A");
  ASSERT_EQ(node_.Run(Proposal(entry, kProposer)).kind, Kind::kDone);
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_EQ(RefusalOf(node_.Run(RegisterApproval{Change(entry, kApprover)})),
            kRegisterEntryRevoked);
  EXPECT_EQ(RefusalOf(Revoke(entry)), kRegisterEntryRevoked);
}

TEST_F(RegisterTest, EntryCountsWithinItsTimeAlone) {
  v1::RegisterEntry entry = EntryNamed("A");
  entry.set_valid_from_ms(kTestStartMs + 10);
  Enter(entry);
  EXPECT_THAT(StandingIds(Record()), IsEmpty());
  node_.clock.now_ms = kTestStartMs + 10;
  EXPECT_THAT(StandingIds(Record()), ElementsAre("A"));
  node_.clock.now_ms = kTestStartMs + kTermMs;
  EXPECT_THAT(StandingIds(Record()), IsEmpty());
}

TEST_F(RegisterTest, EntryCountsForItsHolderItsTypesAndItsCase) {
  v1::RegisterEntry of_type = EntryNamed("TYPE");
  of_type.add_record_types("BorderAlert");
  Enter(of_type);
  Enter(EntryNamed("CASE"), "tag");
  v1::RegisterEntry of_case = EntryNamed("CASE-ALONE");
  of_case.clear_holder();
  Enter(of_case, "tag");

  RecordFacts record = Record();
  EXPECT_THAT(StandingIds(record), IsEmpty());
  record.set_type("BorderAlert");
  EXPECT_THAT(StandingIds(record), ElementsAre("TYPE"));
  record.set_matter_tag("tag");
  EXPECT_THAT(StandingIds(record), ElementsAre("CASE", "CASE-ALONE", "TYPE"));
  record.set_recipient(kOtherOwnAgency);
  EXPECT_THAT(StandingIds(record), ElementsAre("CASE-ALONE"));
  record.set_matter_tag("another");
  EXPECT_THAT(StandingIds(record), IsEmpty());
}

TEST_F(RegisterTest, FactSaysWhomTheEntryIsAboutAndIsKnownToBeEmptyWithout) {
  const policy::Book& book = simulation::SampleBook(1);
  policy::Facts facts;
  SetRegisterFacts({}, book, facts);
  EXPECT_EQ(facts.state("register.recipient.vetting"),
            policy::FactState::kKnown);
  EXPECT_EQ(facts.state("register.recipient.consent"),
            policy::FactState::kAbsent);
  Enter(EntryNamed("A"));
  const std::vector<Standing> standing =
      StandingFor(node_.state(), Record(), node_.clock.now_ms);
  SetRegisterFacts(standing, book, facts);
  EXPECT_EQ(*facts.Find("register.recipient.vetting"),
            policy::Value(policy::StringSet{"kept"}));
  EXPECT_EQ(*facts.Find("register.sender.vetting"),
            policy::Value(policy::StringSet{}));
}

TEST_F(RegisterTest, RecordRestsOnWhatRulesOfItsTypeAndDirectionAskAbout) {
  Enter(EntryNamed("A"));
  v1::RegisterEntry not_asked = EntryNamed("B");
  not_asked.set_kind(v1::REGISTER_KIND_CONSENT);
  Enter(not_asked);
  const std::string id = node_.Submit(Wanted::kPermit);
  EXPECT_THAT(node_.transfer(id).record.register_entries(), ElementsAre("A"));
  const std::string in = node_.Receive(Wanted::kPermit);
  EXPECT_THAT(node_.transfer(in).record.register_entries(), ElementsAre("A"));
}

TEST_F(RegisterTest, PermitEndsWithTheEntryItRestsOn) {
  Enter(EntryNamed("A"));
  const std::string id = node_.Submit(Wanted::kPermit);
  EXPECT_EQ(node_.transfer(id).record.permit_until_ms(),
            kTestStartMs + kTermMs);
  node_.clock.now_ms = kTestStartMs + kTermMs;
  EXPECT_EQ(Tick(), 1u);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_EXPIRED);
}

TEST_F(RegisterTest, DecisionPreparedBeforeARevocationIsPreparedAgain) {
  const v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  PreparedSubmission prepared =
      node_.Prepare(node_.OutgoingRecord(Wanted::kPermit));
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_EQ(node_.Run(std::move(prepared)).kind, Kind::kStale);
}

TEST_F(RegisterTest, RevocationStopsWhatIsQueuedAtOnce) {
  const v1::RegisterEntry entry = EntryNamed("A");
  const std::string before = node_.Submit(Wanted::kPermit);
  Enter(entry);
  const std::string id = node_.Submit(Wanted::kPermit);
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_EQ(CountWithdrawals(node_.state(), "A"), 1u);
  EXPECT_THAT(
      PendingRelays(node_.state(), kPeerLink, ProvenLog(), node_.now(), 9),
      ElementsAre(before));
  node_.Restart();
  EXPECT_EQ(Tick(), 1u);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_REVOKED);
  EXPECT_EQ(node_.transfer(before).state, v1::RECORD_STATE_QUEUED);
  EXPECT_FALSE(node_.store.ReadPayload(id).ok());
  EXPECT_EQ(Tick(), 0u);
  EXPECT_EQ(PendingRevocations(node_.state(), kPeerLink, 9).size(), 1u);
}

TEST_F(RegisterTest, RevocationTakesBackWhatThePeerHasNotHandedOver) {
  const v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  const std::string id = node_.Submit(Wanted::kPermit);
  node_.Run(node_.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_EQ(Tick(), 1u);
  ASSERT_EQ(PendingRevocations(node_.state(), kPeerLink, 9).size(), 1u);
  EXPECT_EQ(PendingRevocations(node_.state(), kPeerLink, 9)[0].reason(), "B03");
  node_.Run(node_.RevocationAnswer(id, v1::RECORD_STATE_REVOKED));
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_REVOKED);
}

TEST_F(RegisterTest, RevocationEndsWhatWaitsInAnInboxAndTheSendersNodeIsTold) {
  const v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  const std::string id = node_.Receive(Wanted::kPermit);
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_THAT(Inbox(node_.state(), kOwnAgency, 0, node_.now(), 9, false),
              IsEmpty());
  EXPECT_EQ(RefusalOf(node_.Run(node_.HandedOver(id))), kRecordRevoked);
  EXPECT_EQ(Tick(), 1u);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_EXPIRED);
  EXPECT_EQ(PendingEvidence(node_.state(), kPeerLink, 9).size(), 1u);
}

TEST_F(RegisterTest, WhatWasHandedOverStays) {
  const v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  const std::string id = node_.Receive(Wanted::kPermit);
  ASSERT_EQ(node_.Run(node_.HandedOver(id)).kind, Kind::kDone);
  ASSERT_EQ(Revoke(entry).kind, Kind::kDone);
  EXPECT_EQ(Tick(), 0u);
  EXPECT_EQ(node_.Run(node_.Confirmed(id)).kind, Kind::kDone);
}

TEST_F(RegisterTest, EntryIsWarnedOfThirtyDaysBeforeItsEnd) {
  v1::RegisterEntry later = EntryNamed("LATER");
  later.set_term("other");
  later.set_valid_until_ms(kTestStartMs + kEndWarningMs + 2);
  Enter(later);
  Enter(EntryNamed("SOON"));
  const v1::RegisterEntry proposed = EntryNamed("PROPOSED");
  ASSERT_EQ(node_.Run(Proposal(proposed, kProposer)).kind, Kind::kDone);
  const auto ending = [&](int64_t instant_ms) {
    return EndingEntries(node_.state(), instant_ms);
  };
  EXPECT_THAT(ending(kTestStartMs), ElementsAre("SOON"));
  EXPECT_THAT(ending(kTestStartMs + 1), ElementsAre("SOON"));
  EXPECT_THAT(ending(kTestStartMs + 2), ElementsAre("SOON", "LATER"));
  EXPECT_THAT(ending(kTestStartMs + kTermMs), ElementsAre("LATER"));
  ASSERT_EQ(Revoke(later).kind, Kind::kDone);
  EXPECT_THAT(ending(kTestStartMs + kTermMs), IsEmpty());
}

TEST_F(RegisterTest, EntryThatAnotherGoesOnFromIsNotWarnedOf) {
  const v1::RegisterEntry entry = EntryNamed("A");
  Enter(entry);
  v1::RegisterEntry next = EntryNamed("B");
  next.set_valid_from_ms(entry.valid_until_ms());
  next.set_valid_until_ms(kTestStartMs + 2 * kEndWarningMs);
  v1::RegisterEntry for_another = next;
  for_another.set_entry_id("C");
  for_another.set_term("other");
  Enter(for_another);
  EXPECT_THAT(EndingEntries(node_.state(), kTestStartMs), ElementsAre("A"));
  Enter(next);
  EXPECT_THAT(EndingEntries(node_.state(), kTestStartMs), IsEmpty());
  ASSERT_EQ(Revoke(next).kind, Kind::kDone);
  EXPECT_THAT(EndingEntries(node_.state(), kTestStartMs), ElementsAre("A"));
}

TEST_F(RegisterTest, ProposalOfWhatIsOverIsRefused) {
  v1::RegisterEntry entry = EntryNamed("A");
  entry.set_valid_until_ms(kTestStartMs);
  EXPECT_EQ(RefusalOf(node_.Run(Proposal(entry, kProposer))), wire::kExpired);
}

}  // namespace
}  // namespace enlace::core
