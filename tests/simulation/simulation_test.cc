// That the simulation repeats itself and notices what it is there to notice.
// The seeds themselves run in the `simulation` binary (see CMakeLists.txt).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/simulation/minimise.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/run.h"

namespace enlace::simulation {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The violations of many seeds, all together.
std::vector<std::string> ViolationsOf(Sabotage sabotage, uint64_t seeds) {
  std::vector<std::string> all;
  for (uint64_t seed = 1; seed <= seeds; ++seed) {
    const RunResult result = RunSeed(seed, {.sabotage = sabotage});
    all.insert(all.end(), result.violations.begin(), result.violations.end());
  }
  return all;
}

TEST(SimulationTest, SameSeedGivesSameTrace) {
  for (uint64_t seed = 9001; seed <= 9020; ++seed) {
    const RunResult first = RunSeed(seed);
    const RunResult second = RunSeed(seed);
    EXPECT_EQ(first.trace, second.trace) << "seed " << seed;
    EXPECT_EQ(first.commits, second.commits) << "seed " << seed;
    EXPECT_THAT(first.violations, IsEmpty()) << "seed " << seed;
  }
}

TEST(SimulationTest, SameSeedTakesTheSameCourseOnTheRealStore) {
  for (uint64_t seed = 9001; seed <= 9006; ++seed) {
    const RunResult disk = RunSeed(seed, {.storage = Storage::kDisk});
    EXPECT_EQ(disk.trace, RunSeed(seed).trace) << "seed " << seed;
    EXPECT_THAT(disk.violations, IsEmpty()) << "seed " << seed;
  }
}

TEST(SimulationTest, AnotherSeedGivesAnotherTrace) {
  EXPECT_NE(RunSeed(1).trace, RunSeed(2).trace);
}

TEST(SimulationTest, StoreThatAcknowledgesWithoutPersistingIsNoticed) {
  const auto violations = ViolationsOf(Sabotage::kStoreLiesAboutSync, 20);
  EXPECT_THAT(violations,
              Contains(HasSubstr("P1: an acknowledged outcome is gone")));
  EXPECT_THAT(violations, Contains(HasSubstr("P4:")));
}

TEST(SimulationTest, CoreWithoutDedupeIsNoticed) {
  const auto violations = ViolationsOf(Sabotage::kDedupeDisabled, 20);
  EXPECT_THAT(violations, Contains(HasSubstr("P2: a collector saw")));
}

// A planted failure: what is found must still fail, and need all that is left.
TEST(SimulationTest, SmallestRunOfABadSeedStillFailsAndNeedsAllOfIt) {
  const RunOptions options{.sabotage = Sabotage::kDedupeDisabled};
  uint64_t seed = 1;
  while (RunSeed(seed, options).violations.empty()) ++seed;
  const auto found = Minimise(seed, options);
  ASSERT_TRUE(found.has_value());
  const auto fails = [&](const Reduction& reduction) {
    RunOptions smaller = options;
    smaller.reduction = reduction;
    const RunResult result = RunSeed(seed, smaller);
    return !result.violations.empty() &&
           result.violations.front().substr(0, 3) ==
               found->violation.substr(0, 3);
  };
  EXPECT_TRUE(fails(found->reduction));
  EXPECT_GE(found->reduction.without.size(), Reducible().size() / 2);
  EXPECT_LT(found->reduction.requests, Reduction().requests);
  for (const std::string& kind : Reducible()) {
    Reduction smaller = found->reduction;
    if (smaller.without.insert(kind).second) {
      EXPECT_FALSE(fails(smaller)) << kind;
    }
  }
  Reduction smaller = found->reduction;
  --smaller.requests;
  EXPECT_FALSE(fails(smaller));
}

TEST(SimulationTest, GoodSeedHasNoSmallestBadRun) {
  EXPECT_FALSE(Minimise(1, {}).has_value());
}

TEST(SimulationTest, EveryReachPointIsNamedOnce) {
  std::vector<std::string> points = AllReachPoints();
  EXPECT_GE(points.size(), 20u);
  std::sort(points.begin(), points.end());
  EXPECT_EQ(std::adjacent_find(points.begin(), points.end()), points.end());
}

}  // namespace
}  // namespace enlace::simulation
