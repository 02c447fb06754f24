// That the simulation repeats itself and notices what it is there to notice.
// The seeds themselves run in the `simulation` binary (see CMakeLists.txt).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

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

TEST(SimulationTest, EveryReachPointIsNamedOnce) {
  std::vector<std::string> points = AllReachPoints();
  EXPECT_GE(points.size(), 20u);
  std::sort(points.begin(), points.end());
  EXPECT_EQ(std::adjacent_find(points.begin(), points.end()), points.end());
}

}  // namespace
}  // namespace enlace::simulation
