#include "base/clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace enlace {
namespace {

TEST(RealClockTest, IsTheSystemsClock) {
  const absl::Time before = absl::Now();
  const absl::Time now = RealClock().TimeNow();
  const absl::Time after = absl::Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, after);
  EXPECT_EQ(&RealClock(), &RealClock());
}

}  // namespace
}  // namespace enlace
