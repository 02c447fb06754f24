// What a state counts for whoever watches the node, folded and read alike.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "server/core/outbox.h"
#include "tests/server/core/core_node.h"

namespace enlace::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Decisions = std::map<std::pair<bool, v1::DecisionOutcome>, uint64_t>;

TEST(StateCountTest, RecordsAreCountedByTheirFirstDecision) {
  CoreNode node;
  node.Submit(Wanted::kPermit);
  node.Submit(Wanted::kPermit);
  node.Submit(Wanted::kDeny);
  node.Submit(Wanted::kHold);
  node.Run(node.Prepare(node.IncomingItem(Wanted::kDeny)));
  const Decisions expected = {{{false, v1::DECISION_OUTCOME_PERMIT}, 2},
                              {{false, v1::DECISION_OUTCOME_DENY}, 1},
                              {{false, v1::DECISION_OUTCOME_HOLD}, 1},
                              {{true, v1::DECISION_OUTCOME_DENY}, 1}};
  EXPECT_EQ(node.state().first_decisions, expected);
  node.Restart();
  EXPECT_EQ(node.state().first_decisions, expected);
}

// A hold that ran out stays one that was held at first.
TEST(StateCountTest, WhatBecomesOfARecordLaterCountsNothingAnew) {
  CoreNode node;
  const std::string id = node.Submit(Wanted::kHold);
  node.clock.now_ms += kTestLifeMs;
  node.Run(node.TickOf(DueForTick(node.state(), node.now(), 9)));
  EXPECT_EQ(node.transfer(id).state, v1::RECORD_STATE_EXPIRED);
  const Decisions expected = {{{false, v1::DECISION_OUTCOME_HOLD}, 1}};
  EXPECT_EQ(node.state().first_decisions, expected);
  node.Restart();
  EXPECT_EQ(node.state().first_decisions, expected);
}

TEST(StateCountTest, AnAnswerIsOverdueFromItsEntryUntilItIsThere) {
  CoreNode node;
  simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  item.facts.set_urgency(v1::URGENCY_PRIORITY);  // asks for an answer
  node.Run(node.Prepare(item));
  const std::string id = item.facts.transfer_id();
  node.clock.now_ms += 2 * 60 * 1000;
  EXPECT_THAT(node.state().overdue, IsEmpty());
  node.Run(node.TickOf(DueForTick(node.state(), node.now(), 9)));
  EXPECT_THAT(node.state().overdue, ElementsAre(id));
  node.Restart();
  EXPECT_THAT(node.state().overdue, ElementsAre(id));

  simulation::SimRecord reply = node.OutgoingRecord(Wanted::kPermit);
  reply.facts.set_type("FirearmTraceResult");
  reply.facts.set_parent(node.transfer(id).record.record_id());
  reply.facts.mutable_answer()->set_effect(v1::ANSWER_EFFECT_ANSWERS);
  node.Run(node.Prepare(reply));
  EXPECT_THAT(node.state().overdue, IsEmpty());
  node.Restart();
  EXPECT_THAT(node.state().overdue, IsEmpty());
}

TEST(StateCountTest, AnAnswerThatNobodyAwaitsAnyMoreIsNotOverdue) {
  CoreNode node;
  simulation::SimRelayItem item = node.IncomingItem(Wanted::kPermit);
  item.facts.set_urgency(v1::URGENCY_PRIORITY);
  node.Run(node.Prepare(item));
  node.clock.now_ms += kTestLifeMs;  // the record's own time is over as well
  node.Run(node.TickOf(DueForTick(node.state(), node.now(), 9)));
  EXPECT_TRUE(node.transfer(item.facts.transfer_id()).answer_overdue);
  EXPECT_THAT(node.state().overdue, IsEmpty());
}

}  // namespace
}  // namespace enlace::core
