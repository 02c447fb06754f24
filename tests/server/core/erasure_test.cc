// What may be kept no longer: when it is erased, when not, and what is left.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/merkle.h"
#include "server/core/apply.h"
#include "server/core/lapse.h"
#include "server/core/outbox.h"
#include "server/core/relay_order.h"
#include "server/core/retention.h"
#include "tests/server/core/erasure_fixture.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using ErasureTest = ErasureFixture;

policy::Decision Permit(int days) {
  policy::Decision decision;
  decision.outcome = policy::Outcome::kPermit;
  decision.retention.days = days;
  return decision;
}

TEST_F(ErasureTest, TheStrictestOfBothNationsCounts) {
  const auto limited = [](int64_t theirs_ms, const policy::Decision& decision) {
    RecordFacts record;
    record.set_retain_until_ms(theirs_ms);
    LimitRetention(decision, kTestStartMs, record);
    return record.retain_until_ms();
  };
  EXPECT_EQ(limited(0, Permit(2)), kTestStartMs + 2 * kOneDayMs);
  EXPECT_EQ(limited(kTestStartMs + 3 * kOneDayMs, Permit(2)),
            kTestStartMs + 2 * kOneDayMs);
  EXPECT_EQ(limited(kTestStartMs + 5, Permit(2)), kTestStartMs + 5);
  EXPECT_EQ(limited(kTestStartMs + 5, Permit(0)), kTestStartMs + 5);
  EXPECT_EQ(limited(0, Permit(0)), 0);
  policy::Decision held = Permit(2);
  held.outcome = policy::Outcome::kHold;
  EXPECT_EQ(limited(0, held), 0);
  EXPECT_EQ(limited(kTestStartMs + 5 * kOneDayMs, held),
            kTestStartMs + 5 * kOneDayMs);
}

TEST_F(ErasureTest, TheBookSaysUntilWhenARecordMayBeKept) {
  node_.book_version = 3;
  const std::string sent = node_.Submit(Wanted::kPermit);
  EXPECT_EQ(node_.transfer(sent).record.retain_until_ms(),
            kTestStartMs + 3 * kOneDayMs);
  const std::string received = node_.Receive(Wanted::kPermit);
  EXPECT_EQ(node_.transfer(received).record.retain_until_ms(),
            kTestStartMs + 2 * kOneDayMs);
  EXPECT_EQ(node_.transfer(Receive(Wanted::kPermit)).record.retain_until_ms(),
            kTestStartMs + kKeepMs);
  const std::string denied = node_.Submit(Wanted::kDeny);
  EXPECT_EQ(node_.transfer(denied).record.retain_until_ms(), 0);
}

TEST_F(ErasureTest, CollectedRecordIsErasedOnceItsTimeIsUp) {
  const std::string id = Receive(Wanted::kPermit);
  Collect(id);
  node_.clock.now_ms = kTestStartMs + kKeepMs - 1;
  EXPECT_EQ(Tick(), 0u);
  EXPECT_TRUE(HasPayload(id));
  EXPECT_THAT(Inbox(node_.state(), kOwnAgency, 0, node_.now(), 9, true),
              ElementsAre(id));
  node_.clock.now_ms += 1;
  node_.Restart();
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id));
  EXPECT_TRUE(node_.transfer(id).erased);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_COLLECTED);
  EXPECT_THAT(Inbox(node_.state(), kOwnAgency, 0, node_.now(), 9, true),
              IsEmpty());
  node_.clock.now_ms += kOneDayMs;
  EXPECT_EQ(Tick(), 0u);
  EXPECT_EQ(Opened(v1::AUDIT_STEP_ERASED, id).size(), 1u);
}

TEST_F(ErasureTest, TheEntryTellsGroundAndEndAndIsSharedIfTheRecordCrossed) {
  const std::string id = Receive(Wanted::kPermit);
  Collect(id);
  const std::string domestic = SubmitDomestic();
  HandOver handed = node_.HandedOver(domestic);
  handed.caller = kOtherOwnAgency;
  node_.Run(handed);
  Confirmation confirmed = node_.Confirmed(domestic);
  confirmed.caller = kOtherOwnAgency;
  node_.Run(confirmed);
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(Tick(), 2u);
  for (const std::string& each : {id, domestic}) {
    const auto opened = Opened(v1::AUDIT_STEP_ERASED, each);
    ASSERT_EQ(opened.size(), 1u);
    EXPECT_EQ(opened[0].shared().empty(), each == domestic);
    v1::NationalOpening national;
    ASSERT_TRUE(national.ParseFromString(opened[0].national()));
    EXPECT_EQ(national.erasure().ground(), v1::ERASURE_GROUND_RETENTION);
    EXPECT_EQ(national.erasure().retain_until_ms(), kTestStartMs + kKeepMs);
    EXPECT_EQ(national.record_id(), node_.transfer(each).record.record_id());
    EXPECT_THAT(node_.transfer(each).event_entries,
                Contains(opened[0].index()));
  }
  v1::SharedOpening shared;
  ASSERT_TRUE(
      shared.ParseFromString(Opened(v1::AUDIT_STEP_ERASED, id)[0].shared()));
  EXPECT_EQ(shared.step(), v1::AUDIT_STEP_ERASED);
  EXPECT_EQ(shared.transfer_id(), id);
}

TEST_F(ErasureTest, NothingIsErasedThatIsStillToBeDelivered) {
  const std::string queued = Submit(Wanted::kPermit);
  const std::string held = Submit(Wanted::kHold);
  const std::string held_here = Receive(Wanted::kHold);
  const std::string waiting = Receive(Wanted::kPermit);
  node_.clock.now_ms += kKeepMs + 1;
  EXPECT_EQ(Tick(), 0u);
  for (const std::string& id : {queued, held, held_here, waiting}) {
    EXPECT_TRUE(HasPayload(id));
  }
  // The same instant, once nobody waits for them.
  node_.Run(node_.PeerAnswer(queued, v1::DECISION_OUTCOME_PERMIT));
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(queued));
  Collect(waiting);
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(waiting));
  EXPECT_TRUE(HasPayload(held));
}

TEST_F(ErasureTest, WhatWasHeldIsErasedAsItsReleaseSays) {
  const std::string id = Receive(Wanted::kHold);
  EXPECT_EQ(node_.Run(node_.Approves(id, "IN-3", "duty-officer", kOther)).kind,
            Kind::kDone);
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).record.retain_until_ms(),
            kTestStartMs + kKeepMs);
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(Tick(), 0u);
  Collect(id);
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id));
}

TEST_F(ErasureTest, WhatEndedBeforeWasDroppedThen) {
  const std::string denied = Submit(Wanted::kDeny);
  const std::string refused = Submit(Wanted::kPermit);
  node_.Run(node_.PeerAnswer(refused, v1::DECISION_OUTCOME_DENY));
  const std::string revoked = Submit(Wanted::kPermit);
  node_.Run(node_.Revoked(revoked));
  node_.Run(node_.RevocationAnswer(revoked, v1::RECORD_STATE_REVOKED));
  const std::string expired = Receive(Wanted::kPermit);
  node_.clock.now_ms += kTestLifeMs;
  EXPECT_EQ(Tick(), 1u);
  EXPECT_EQ(Tick(), 0u);
  for (const std::string& id : {denied, refused, revoked, expired}) {
    EXPECT_FALSE(HasPayload(id));
    EXPECT_FALSE(node_.transfer(id).erased);
  }
  EXPECT_THAT(RowsOf(node_.state().retentions), IsEmpty());
}

TEST_F(ErasureTest, WithoutALimitARecordIsKept) {
  const std::string id = node_.Receive(Wanted::kPermit);
  Collect(id);
  node_.clock.now_ms += 9999 * kOneDayMs;
  EXPECT_EQ(Tick(), 0u);
  EXPECT_TRUE(HasPayload(id));
}

// Evidence is about what became of the record, and stays as it was.
TEST_F(ErasureTest, EvidenceThatIsOwedIsStillThatOfTheCollection) {
  const std::string id = Receive(Wanted::kPermit);
  Collect(id);
  const v1::Evidence before = EvidenceOf(node_.transfer(id));
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(Tick(), 1u);
  EXPECT_EQ(EvidenceOf(node_.transfer(id)).SerializeAsString(),
            before.SerializeAsString());
  EXPECT_EQ(node_.Run(node_.EvidenceOfNewest(id)).kind, Kind::kDone);
  EXPECT_FALSE(node_.transfer(id).evidence_owed);
}

TEST_F(ErasureTest, TheSendersNodeErasesItsCopyAndTakesLateReports) {
  const std::string id = Submit(Wanted::kPermit);
  node_.Run(node_.PeerAnswer(id, v1::DECISION_OUTCOME_HOLD));
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id));
  EXPECT_EQ(node_.Run(node_.Reported(id, v1::RECORD_STATE_COLLECTED)).kind,
            Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_COLLECTED);
  EXPECT_EQ(Tick(), 0u);
  EXPECT_THAT(
      PendingRelays(node_.state(), kPeerLink, ProvenLog(), node_.now(), 9),
      IsEmpty());
}

TEST_F(ErasureTest, ATickErasesNoMoreThanItHasDraftsForTheLongestDueFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(Submit(Wanted::kPermit));
    node_.Run(node_.PeerAnswer(ids.back(), v1::DECISION_OUTCOME_PERMIT));
    node_.clock.now_ms += 1;
  }
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(DueForTick(node_.state(), node_.now(), 3), 3u);
  node_.Run(node_.TickOf(2));
  for (size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(node_.transfer(ids[i]).erased, i < 2) << i;
  }
  EXPECT_EQ(Tick(), 3u);
}

TEST_F(ErasureTest, AnErasureThatCannotBeIsRefusedByTheFold) {
  const std::string id = Submit(Wanted::kPermit);
  State state = node_.state();
  journal::v1::Event event;
  event.mutable_erased()->set_transfer_id(id);
  event.mutable_erased()->set_entry_index(state.audit_size);
  // It is still to be relayed.
  EXPECT_TRUE(absl::IsDataLoss(Apply(state, event)));
  node_.Run(node_.PeerAnswer(id, v1::DECISION_OUTCOME_PERMIT));
  state = node_.state();
  event.mutable_erased()->set_entry_index(state.audit_size + 1);
  EXPECT_TRUE(absl::IsDataLoss(Apply(state, event)));
  state = node_.state();
  event.mutable_erased()->set_entry_index(state.audit_size);
  EXPECT_TRUE(Apply(state, event).ok());
  event.mutable_erased()->set_entry_index(state.audit_size);
  EXPECT_TRUE(absl::IsDataLoss(Apply(state, event)));
  state = node_.state();
  event.mutable_erased()->set_transfer_id(std::string(16, 'u'));
  EXPECT_TRUE(absl::IsDataLoss(Apply(state, event)));
}

}  // namespace
}  // namespace enlace::core
