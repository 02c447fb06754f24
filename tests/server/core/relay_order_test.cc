#include "server/core/relay_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/server/core/core_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RelayOrderTest : public testing::Test {
 protected:
  // Permitted; the sample book lets what is urgent go once two persons
  // approved.
  std::string Submit(v1::Urgency urgency) {
    if (urgency == v1::URGENCY_URGENT) return SubmitUrgent();
    simulation::SimRecord record = node_.OutgoingRecord(Wanted::kPermit);
    record.facts.set_urgency(urgency);
    PreparedSubmission input = node_.Prepare(record);
    std::string id = input.record.transfer_id();
    EXPECT_EQ(node_.Run(std::move(input)).kind, Answer::Kind::kDone);
    EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
    return id;
  }
  std::string SubmitUrgent() {
    const std::string id = node_.Submit(Wanted::kHold);
    const std::string person = "spiffe://us.enlace.example/person/";
    node_.Run(node_.Approves(id, "OUT-3", "duty-officer", person + "duty"));
    node_.Run(node_.Approves(id, "OUT-3", "legal-officer", person + "legal"));
    node_.Run(node_.PrepareRelease(id));
    EXPECT_EQ(node_.transfer(id).state, v1::RECORD_STATE_QUEUED);
    return id;
  }
  std::vector<std::string> Submit(v1::Urgency urgency, int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(Submit(urgency));
    return ids;
  }

  // As if the record answered the other one.
  static void Answer(State& state, const std::string& id,
                     const std::string& parent) {
    state.transfers.Change(id)->record.set_parent(
        state.transfers.Find(parent)->record.record_id());
  }

  std::vector<std::string> Next(const State& state, size_t max,
                                const std::set<std::string>& set_aside = {}) {
    return PendingRelays(state, kPeerLink, ProvenLog(), node_.now(), max,
                         set_aside);
  }

  CoreNode node_;
};

TEST_F(RelayOrderTest, WhatIsMoreUrgentGoesFirst) {
  const std::string routine = Submit(v1::URGENCY_ROUTINE);
  const std::string priority = Submit(v1::URGENCY_PRIORITY);
  const std::string urgent = Submit(v1::URGENCY_URGENT);
  EXPECT_THAT(Next(node_.state(), 9), ElementsAre(urgent, priority, routine));
  EXPECT_THAT(Next(node_.state(), 1), ElementsAre(urgent));
  node_.Restart();
  EXPECT_THAT(Next(node_.state(), 9), ElementsAre(urgent, priority, routine));

  node_.Run(node_.PeerAnswer(urgent, v1::DECISION_OUTCOME_PERMIT));
  EXPECT_THAT(Next(node_.state(), 9), ElementsAre(priority, routine));
  EXPECT_EQ(RowsOf(node_.state().hurried).size(), 1u);
}

TEST_F(RelayOrderTest, AQuarterIsKeptForWhatIsLessUrgent) {
  const auto urgent = Submit(v1::URGENCY_URGENT, 8);
  const auto priority = Submit(v1::URGENCY_PRIORITY, 2);
  const auto routine = Submit(v1::URGENCY_ROUTINE, 2);
  EXPECT_THAT(Next(node_.state(), 8),
              ElementsAre(urgent[0], urgent[1], urgent[2], urgent[3], urgent[4],
                          urgent[5], priority[0], routine[0]));
  EXPECT_THAT(Next(node_.state(), 1), ElementsAre(urgent[0]));
}

TEST_F(RelayOrderTest, WhatNobodyElseNeedsIsForTheUrgent) {
  const auto urgent = Submit(v1::URGENCY_URGENT, 8);
  const std::string routine = Submit(v1::URGENCY_ROUTINE);
  const std::vector<std::string> next = Next(node_.state(), 8);
  ASSERT_EQ(next.size(), 8U);
  EXPECT_EQ(next[6], routine);
  EXPECT_EQ(next[7], urgent[6]);
}

TEST_F(RelayOrderTest, WhatIsAnsweredGoesBeforeItsUrgentAnswer) {
  const std::string first = Submit(v1::URGENCY_ROUTINE);
  const std::string root = Submit(v1::URGENCY_ROUTINE);
  const std::string middle = Submit(v1::URGENCY_PRIORITY);
  const std::string last = Submit(v1::URGENCY_URGENT);
  State state = node_.state();
  Answer(state, middle, root);
  Answer(state, last, middle);
  EXPECT_THAT(Next(state, 9), ElementsAre(root, middle, last, first));
  // What has no room behind its parent waits for the next relay.
  EXPECT_THAT(Next(state, 2), ElementsAre(root, middle));
}

TEST_F(RelayOrderTest, WhatIsSetAsideHoldsUpItsThreadAlone) {
  const std::string root = Submit(v1::URGENCY_ROUTINE);
  const std::string earlier = Submit(v1::URGENCY_ROUTINE);
  const std::string aside = Submit(v1::URGENCY_URGENT);
  const std::string later = Submit(v1::URGENCY_ROUTINE);
  const std::string other = Submit(v1::URGENCY_ROUTINE);
  State state = node_.state();
  Answer(state, earlier, root);
  Answer(state, aside, root);
  Answer(state, later, aside);
  EXPECT_THAT(Next(state, 9, {aside}), ElementsAre(root, earlier, other));
  EXPECT_THAT(Next(state, 9, {root}), ElementsAre(other));
  EXPECT_THAT(Next(state, 9), ElementsAre(root, aside, earlier, later, other));
}

TEST_F(RelayOrderTest, WhatIsPastItsTimeHoldsUpNothing) {
  const std::string root = Submit(v1::URGENCY_ROUTINE);
  const std::string answer = Submit(v1::URGENCY_URGENT);
  State state = node_.state();
  Answer(state, answer, root);
  state.transfers.Change(root)->record.set_valid_until_ms(node_.clock.now_ms);
  EXPECT_THAT(Next(state, 9), ElementsAre(answer));
}

TEST_F(RelayOrderTest, NothingGoesOverALinkThatIsNotKnown) {
  Submit(v1::URGENCY_URGENT);
  EXPECT_THAT(PendingRelays(node_.state(), "xx.enlace.example", ProvenLog(),
                            node_.now(), 9),
              IsEmpty());
}

}  // namespace
}  // namespace enlace::core
