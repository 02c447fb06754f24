#include "base/guarded_clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"

namespace enlace {
namespace {

class WallClock final : public Clock {
 public:
  absl::Time TimeNow() override { return now; }

  absl::Time now = absl::FromUnixSeconds(1'800'000'000);
};

class GuardedClockTest : public testing::Test {
 protected:
  // Both clocks go on.
  void Pass(absl::Duration duration) {
    wall_.now += duration;
    steady_ += duration;
  }

  WallClock wall_;
  absl::Duration steady_ = absl::Hours(3);
  GuardedClock clock_{wall_, [this] { return steady_; }};
};

TEST_F(GuardedClockTest, GoesWithTheWallClock) {
  Pass(absl::Hours(24 * 400));
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
}

TEST_F(GuardedClockTest, LeapForwardIsNotBelievedHoweverLongItLasts) {
  const absl::Time before = clock_.TimeNow();
  wall_.now += absl::Hours(24 * 400);
  EXPECT_EQ(clock_.TimeNow(), before);
  Pass(absl::Hours(2));
  EXPECT_EQ(clock_.TimeNow(), before + absl::Hours(2));
  Pass(absl::Hours(2));
  EXPECT_EQ(clock_.TimeNow(), before + absl::Hours(4));
}

TEST_F(GuardedClockTest, IsBelievedAgainOnceItIsRight) {
  wall_.now += absl::Hours(5);
  clock_.TimeNow();
  Pass(absl::Minutes(1));
  wall_.now -= absl::Hours(5);
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
  Pass(absl::Minutes(1));
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
}

TEST_F(GuardedClockTest, StepOfFiveSecondsIsFollowedAndMoreIsNot) {
  wall_.now += GuardedClock::kLeapMax;
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
  wall_.now += GuardedClock::kLeapMax + absl::Milliseconds(1);
  EXPECT_EQ(clock_.TimeNow(),
            wall_.now - GuardedClock::kLeapMax - absl::Milliseconds(1));
}

TEST_F(GuardedClockTest, LeapFromALaterInstantIsMeasuredFromThere) {
  for (int i = 0; i < 10; ++i) {
    Pass(absl::Minutes(1));
    clock_.TimeNow();
  }
  const absl::Time before = wall_.now;
  wall_.now += absl::Seconds(6);
  EXPECT_EQ(clock_.TimeNow(), before);
}

TEST_F(GuardedClockTest, WhatRunsBackIsShownAndItsReturnIsNoLeap) {
  wall_.now -= absl::Hours(5);
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
  Pass(absl::Minutes(1));
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
  wall_.now += absl::Hours(5);
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
}

TEST_F(GuardedClockTest, MachineThatSleptDidNotLeap) {
  Pass(absl::Hours(9));
  EXPECT_EQ(clock_.TimeNow(), wall_.now);
}

TEST(NodeClockTest, IsTheSystemsClockWhileThatIsRight) {
  const absl::Time before = absl::Now();
  const absl::Time now = NodeClock().TimeNow();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
  EXPECT_EQ(&NodeClock(), &NodeClock());
}

}  // namespace
}  // namespace enlace
