#include "server/gate/retry_delays.h"

#include <gtest/gtest.h>

#include <set>

namespace enlace::gate {
namespace {

TEST(RetryDelaysTest, WhoIsRefusedAtOneMomentComesBackOneAfterTheOther) {
  RetryDelays delays;
  std::set<absl::Duration> seen;
  for (int64_t i = 0; i < RetryDelays::kSteps; ++i) {
    const absl::Duration delay = delays.Next();
    EXPECT_GE(delay, RetryDelays::kMin);
    EXPECT_LT(delay, RetryDelays::kMax);
    seen.insert(delay);
  }
  EXPECT_EQ(seen.size(), static_cast<size_t>(RetryDelays::kSteps));
  EXPECT_EQ(delays.Next(), RetryDelays::kMin) << "and so on";
}

}  // namespace
}  // namespace enlace::gate
