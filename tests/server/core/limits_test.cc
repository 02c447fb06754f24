// Limits of rules: what is counted, once, and what the count lets pass.

#include "server/core/limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "enlace/v1/outcome.pb.h"
#include "server/core/outbox.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/sample_book.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;
using ::testing::IsEmpty;

constexpr char kDutyOfficer[] = "spiffe://us.enlace.example/person/duty";
constexpr int64_t kDayMs = int64_t{24} * 3600 * 1000;
// 2026-03-09T00:00:00Z, the end of the first day.
constexpr int64_t kNextDayMs = kTestStartMs + kDayMs / 2;

// A node whose book holds what one sender sends beyond two requests a day, and
// refuses what comes beyond two an hour between the same parties.
class LimitsTest : public testing::Test {
 protected:
  LimitsTest() { node_.book_version = 3; }

  v1::Outcome Send(const simulation::SimRecord& record) {
    const Answer answer = node_.Run(node_.Prepare(record));
    v1::Outcome outcome;
    EXPECT_TRUE(outcome.ParseFromString(answer.bytes));
    return outcome;
  }
  v1::Outcome Send(Wanted wanted = Wanted::kPermit) {
    return Send(node_.OutgoingRecord(wanted));
  }

  v1::RelayAnswer Take(const simulation::SimRelayItem& item) {
    const Answer answer = node_.Run(node_.Prepare(item));
    v1::RelayAnswer relayed;
    EXPECT_TRUE(relayed.ParseFromString(answer.bytes));
    return relayed;
  }

  std::vector<std::string> Due() {
    return DueToRelease(node_.state(), simulation::SampleBook(3), node_.now(),
                        9, [](const Transfer&) { return true; });
  }

  // What rule OUT-20 has counted of the own agency.
  int64_t Counted() const {
    const auto count = node_.state().limit_counts.find(
        {absl::StrCat(kOwnAgency, " "), "OUT-20"});
    return count == node_.state().limit_counts.end() ? 0 : count->second.count;
  }

  CoreNode node_;
};

TEST_F(LimitsTest, AsManyPassAsTheLimitAllowsAndTheNextIsHeld) {
  EXPECT_EQ(Send().decision(), v1::DECISION_OUTCOME_PERMIT);
  const v1::Outcome last = Send();
  EXPECT_EQ(last.decision(), v1::DECISION_OUTCOME_PERMIT);
  EXPECT_EQ(last.limited_until_ms(), 0);
  const v1::Outcome over = Send();
  EXPECT_EQ(over.decision(), v1::DECISION_OUTCOME_HOLD);
  EXPECT_THAT(over.rule_ids(), testing::ElementsAre("OUT-20"));
  EXPECT_EQ(over.limited_until_ms(), kNextDayMs);
  EXPECT_EQ(Counted(), 2);
}

TEST_F(LimitsTest, ADuplicateIsNotCountedAgain) {
  const simulation::SimRecord record = node_.OutgoingRecord(Wanted::kPermit);
  const v1::Outcome first = Send(record);
  EXPECT_EQ(Send(record).SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Counted(), 1);
  EXPECT_EQ(Send().decision(), v1::DECISION_OUTCOME_PERMIT);
}

TEST_F(LimitsTest, WhatDoesNotPassIsNotCounted) {
  EXPECT_EQ(Send(Wanted::kDeny).decision(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(Send(Wanted::kHold).decision(), v1::DECISION_OUTCOME_HOLD);
  EXPECT_THAT(node_.state().limit_counts, IsEmpty());
}

TEST_F(LimitsTest, TheCountOutlivesTheProcessAndTheJournal) {
  Send();
  Send();
  node_.Restart();
  EXPECT_EQ(Counted(), 2);
  const auto state = DecodeState(EncodeState(node_.state()));
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state->limit_counts, node_.state().limit_counts);
  EXPECT_EQ(Send().decision(), v1::DECISION_OUTCOME_HOLD);
}

TEST_F(LimitsTest, TheNextDayCountsAnew) {
  Send();
  Send();
  node_.clock.now_ms = kNextDayMs - 1;
  EXPECT_EQ(Send().decision(), v1::DECISION_OUTCOME_HOLD);
  node_.clock.now_ms = kNextDayMs;
  EXPECT_EQ(Send().decision(), v1::DECISION_OUTCOME_PERMIT);
  EXPECT_EQ(Counted(), 1);
}

TEST_F(LimitsTest, NotEvenOneBatchLetsMorePass) {
  std::vector<Input> inputs;
  for (int i = 0; i < 4; ++i) {
    inputs.emplace_back(node_.Prepare(node_.OutgoingRecord(Wanted::kPermit)));
  }
  const std::vector<Answer> answers = node_.RunAll(std::move(inputs));
  EXPECT_EQ(answers[0].kind, Kind::kDone);
  EXPECT_EQ(answers[1].kind, Kind::kDone);
  EXPECT_EQ(answers[2].kind, Kind::kStale) << "prepared before it was used up";
  EXPECT_EQ(answers[3].kind, Kind::kStale);
  EXPECT_EQ(Counted(), 2);
}

TEST_F(LimitsTest, WhatIsApprovedBeyondTheLimitPassesAndCounts) {
  Send();
  Send();
  const std::string id = node_.Submit(Wanted::kPermit);
  ASSERT_EQ(node_.transfer(id).state, v1::RECORD_STATE_HELD);
  node_.Run(node_.Approves(id, "OUT-20", "duty-officer", kDutyOfficer));
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
  EXPECT_EQ(Counted(), 3);
}

TEST_F(LimitsTest, WhatWaitsIsDecidedAnewWhenTheLimitCountsAnew) {
  node_.clock.now_ms = kNextDayMs - 1000;
  Send();
  Send();
  const std::string id = node_.Submit(Wanted::kPermit);
  const std::string other = node_.Submit(Wanted::kPermit);
  const std::string third = node_.Submit(Wanted::kPermit);
  for (const std::string& each : {id, other, third}) {
    ASSERT_EQ(node_.transfer(each).state, v1::RECORD_STATE_HELD);
  }
  EXPECT_THAT(Due(), IsEmpty());
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDuplicate);
  PreparedRelease early = node_.PrepareRelease(id);
  node_.clock.now_ms = kNextDayMs;
  node_.Restart();
  EXPECT_THAT(Due(), testing::SizeIs(3));
  EXPECT_EQ(node_.Run(std::move(early)).kind, Kind::kStale);
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
  EXPECT_EQ(Counted(), 1) << "it counts for the day in which it passes";
  PreparedRelease late = node_.PrepareRelease(third);
  node_.Run(node_.PrepareRelease(other));
  EXPECT_EQ(node_.Run(std::move(late)).kind, Kind::kStale);
  EXPECT_THAT(Due(), IsEmpty()) << "the new day is used up";
  EXPECT_EQ(node_.transfer(third).state, v1::RECORD_STATE_HELD);
}

TEST_F(LimitsTest, WhatAnotherRuleHoldsTooWaitsOnForThatOne) {
  node_.clock.now_ms = kNextDayMs - 1000;
  simulation::SimRecord first = node_.OutgoingRecord(Wanted::kPermit);
  Send(first);
  Send();
  first.facts.set_message_id(node_.random.Bytes(16));
  PreparedSubmission again = node_.Prepare(first);
  const std::string id = again.record.transfer_id();
  node_.Run(std::move(again));
  const journal::v1::Hold before = node_.transfer(id).record.hold();
  ASSERT_THAT(before.rule_ids(), testing::ElementsAre("OUT-20", "OUT-7"));
  node_.clock.now_ms = kNextDayMs;
  EXPECT_THAT(Due(), testing::ElementsAre(id));
  EXPECT_EQ(node_.Run(node_.PrepareRelease(id)).kind, Kind::kDone);
  EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_HELD);
  const journal::v1::Hold& now = node_.transfer(id).record.hold();
  EXPECT_THAT(now.rule_ids(), testing::ElementsAre("OUT-7"));
  EXPECT_EQ(now.deadline_ms(), before.deadline_ms());
  EXPECT_THAT(Due(), IsEmpty());
}

TEST_F(LimitsTest, SendersAreCountedApart) {
  Send();
  Send();
  simulation::SimRecord record = node_.OutgoingRecord(Wanted::kPermit);
  record.facts.set_sender(kOtherOwnAgency);
  EXPECT_EQ(Send(record).decision(), v1::DECISION_OUTCOME_PERMIT);
  EXPECT_EQ(Send().decision(), v1::DECISION_OUTCOME_HOLD);
}

TEST_F(LimitsTest, WhatComesInIsCountedByTheHour) {
  EXPECT_EQ(Take(node_.IncomingItem(Wanted::kPermit)).outcome(),
            v1::DECISION_OUTCOME_PERMIT);
  const simulation::SimRelayItem repeated = node_.IncomingItem(Wanted::kPermit);
  EXPECT_EQ(Take(repeated).outcome(), v1::DECISION_OUTCOME_PERMIT);
  Take(repeated);
  const v1::RelayAnswer over = Take(node_.IncomingItem(Wanted::kPermit));
  EXPECT_EQ(over.outcome(), v1::DECISION_OUTCOME_DENY);
  EXPECT_EQ(over.reason(), "B06") << "the rule is disclosed";
  node_.clock.now_ms += 3600 * 1000;
  EXPECT_EQ(Take(node_.IncomingItem(Wanted::kPermit)).outcome(),
            v1::DECISION_OUTCOME_PERMIT);
}

}  // namespace
}  // namespace enlace::core
