// That no interleaving of a small exploration breaks a promise, and that it
// repeats itself.  Larger ones are run by the `exploration` binary.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exploration/explorer.h"

namespace enlace::exploration {
namespace {

using ::testing::IsEmpty;

TEST(ExplorationTest, NoInterleavingBreaksAPromise) {
  const Exploration found = Explore(Budget(), 8000, 32);
  EXPECT_THAT(found.violations, IsEmpty());
  EXPECT_GE(found.states, 8000u);
  EXPECT_GT(found.transitions, found.states);
  EXPECT_GT(found.drained, 50u);
}

TEST(ExplorationTest, NoLieOfThePeerBreaksAPromiseOfTheHonestNode) {
  Budget budget;
  budget.lies = 2;
  budget.crashes = 1;
  const Exploration found = Explore(budget, 8000, 32);
  EXPECT_THAT(found.violations, IsEmpty());
  EXPECT_GE(found.states, 8000u);
}

TEST(ExplorationTest, SameBudgetGivesTheSameExploration) {
  const Exploration first = Explore(Budget(), 1000, 64);
  const Exploration second = Explore(Budget(), 1000, 64);
  EXPECT_EQ(first.states, second.states);
  EXPECT_EQ(first.transitions, second.transitions);
  EXPECT_EQ(first.depth, second.depth);
  EXPECT_EQ(first.drained, second.drained);
}

}  // namespace
}  // namespace enlace::exploration
