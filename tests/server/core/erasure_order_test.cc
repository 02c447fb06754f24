// What stands in the register and keeps records, or has them erased: legal
// holds and erasure orders.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "enlace/v1/audit.pb.h"
#include "server/core/retention.h"
#include "tests/server/core/erasure_fixture.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LegalHoldTest : public ErasureFixture {
 protected:
  void SetUp() override {
    id_ = Submit(Wanted::kPermit, "tag");
    other_ = Submit(Wanted::kPermit, "other tag");
    node_.Run(node_.PeerAnswer(id_, v1::DECISION_OUTCOME_PERMIT));
    node_.Run(node_.PeerAnswer(other_, v1::DECISION_OUTCOME_PERMIT));
  }
  std::string id_;
  std::string other_;
};

TEST_F(LegalHoldTest, ItKeepsTheRecordsOfItsCaseUntilItEnds) {
  Enter(LegalHold("HOLD-1"), "tag");
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(Tick(), 1u);
  EXPECT_TRUE(HasPayload(id_));
  EXPECT_FALSE(HasPayload(other_));
  node_.Restart();
  node_.clock.now_ms = kTestStartMs + 2 * kTestLifeMs - 1;
  EXPECT_EQ(Tick(), 0u);
  node_.clock.now_ms += 1;
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id_));
}

TEST_F(LegalHoldTest, OnePersonEndsIt) {
  const v1::RegisterEntry hold = LegalHold("HOLD-1");
  Enter(hold, "tag");
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(Tick(), 1u);
  EXPECT_EQ(Revoke(hold).kind, Kind::kDone);
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id_));
}

TEST_F(LegalHoldTest, OneThatNobodyApprovedOrForAnotherTypeKeepsNothing) {
  ASSERT_EQ(node_.Run(Proposal(LegalHold("HOLD-1"), kProposer, "tag")).kind,
            Kind::kDone);
  v1::RegisterEntry other_type = LegalHold("HOLD-2");
  other_type.add_record_types("FirearmTraceResult");
  Enter(other_type, "tag");
  v1::RegisterEntry other_kind = LegalHold("HOLD-3");
  other_kind.set_kind(v1::REGISTER_KIND_CONSENT);
  Enter(other_kind, "tag");
  node_.clock.now_ms += kKeepMs;
  EXPECT_EQ(Tick(), 2u);
  EXPECT_FALSE(HasPayload(id_));
}

v1::RegisterEntry Order(const std::string& name, std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  v1::RegisterEntry entry = EntryNamed(name);
  entry.set_kind(v1::REGISTER_KIND_ERASURE_ORDER);
  entry.set_term("request");
  entry.clear_holder();
  entry.clear_record_types();
  entry.mutable_transfer_ids()->Assign(ids.begin(), ids.end());
  entry.set_valid_until_ms(kTestStartMs + 2 * kTestLifeMs);
  return entry;
}

class ErasureOrderTest : public LegalHoldTest {};

TEST_F(ErasureOrderTest, TwoPersonsHaveARecordErasedBeforeItsTime) {
  const v1::RegisterEntry order = Order("ORDER-1", {id_});
  ASSERT_EQ(node_.Run(Proposal(order, kProposer, "")).kind, Kind::kDone);
  EXPECT_EQ(Tick(), 0u);
  EXPECT_TRUE(HasPayload(id_));
  ASSERT_EQ(node_.Run(RegisterApproval{Change(order, kApprover)}).kind,
            Kind::kDone);
  node_.Restart();
  EXPECT_THAT(ErasureOrdersOn(node_.state(), id_, node_.clock.now_ms),
              ElementsAre("ORDER-1"));
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id_));
  EXPECT_TRUE(HasPayload(other_));
  EXPECT_TRUE(node_.transfer(id_).erased);
  const auto opened = Opened(v1::AUDIT_STEP_ERASED, id_);
  ASSERT_EQ(opened.size(), 1u);
  v1::NationalOpening national;
  ASSERT_TRUE(national.ParseFromString(opened[0].national()));
  EXPECT_EQ(national.erasure().ground(), v1::ERASURE_GROUND_ORDER);
  EXPECT_THAT(national.register_entries(), ElementsAre("ORDER-1"));
  // Once, and neither the order nor its own time does it again.
  node_.clock.now_ms += kKeepMs;
  node_.Restart();
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(other_));
  EXPECT_EQ(Tick(), 0u);
  EXPECT_THAT(node_.state().ordered_erasures, IsEmpty());
}

TEST_F(ErasureOrderTest, RecordWithoutALimitIsErasedByOrderToo) {
  const std::string id = node_.Receive(Wanted::kPermit);
  Collect(id);
  Enter(Order("ORDER-1", {id}), "");
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id));
}

TEST_F(ErasureOrderTest, LegalHoldGoesBeforeAnOrderUntilItEnds) {
  const v1::RegisterEntry hold = LegalHold("HOLD-1");
  Enter(hold, "tag");
  Enter(Order("ORDER-1", {id_, other_}), "");
  EXPECT_THAT(LegalHoldsOn(node_.state(), node_.transfer(id_).record,
                           node_.clock.now_ms),
              ElementsAre("HOLD-1"));
  EXPECT_EQ(Tick(), 1u);
  EXPECT_TRUE(HasPayload(id_));
  EXPECT_FALSE(HasPayload(other_));
  EXPECT_EQ(Tick(), 0u);
  node_.Restart();
  EXPECT_EQ(Revoke(hold).kind, Kind::kDone);
  EXPECT_EQ(Tick(), 1u);
  EXPECT_FALSE(HasPayload(id_));
}

TEST_F(ErasureOrderTest, OrderThatWasTakenBackOrIsOverErasesNothing) {
  const v1::RegisterEntry order = Order("ORDER-1", {id_});
  Enter(LegalHold("HOLD-1"), "tag");
  Enter(order, "");
  EXPECT_EQ(Revoke(order).kind, Kind::kDone);
  EXPECT_THAT(node_.state().ordered_erasures, IsEmpty());
  v1::RegisterEntry brief = Order("ORDER-2", {other_});
  brief.set_valid_from_ms(node_.clock.now_ms + 5);
  brief.set_valid_until_ms(node_.clock.now_ms + 6);
  Enter(brief, "");
  EXPECT_EQ(Tick(), 0u);
  node_.clock.now_ms += 6;
  EXPECT_EQ(Tick(), 0u);
  EXPECT_TRUE(HasPayload(id_));
  EXPECT_TRUE(HasPayload(other_));
}

TEST_F(ErasureOrderTest, WhatIsStillToBeDeliveredWaitsForThat) {
  const std::string queued = Submit(Wanted::kPermit);
  const std::string waiting = Receive(Wanted::kPermit);
  const std::string held = Receive(Wanted::kHold);
  Enter(Order("ORDER-1", {queued, waiting, held}), "");
  EXPECT_EQ(Tick(), 0u);
  node_.Run(node_.PeerAnswer(queued, v1::DECISION_OUTCOME_PERMIT));
  Collect(waiting);
  EXPECT_EQ(Tick(), 2u);
  EXPECT_FALSE(HasPayload(queued));
  EXPECT_FALSE(HasPayload(waiting));
  EXPECT_TRUE(HasPayload(held));
}

TEST_F(ErasureOrderTest, OrderForATransferThatTheNodeDoesNotKnowIsRefused) {
  EXPECT_EQ(RefusalOf(node_.Run(Proposal(
                Order("ORDER-1", {id_, std::string(16, 'u')}), kProposer))),
            "FIELD_INVALID");
}

}  // namespace
}  // namespace enlace::core
