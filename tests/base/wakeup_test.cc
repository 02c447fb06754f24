#include "base/wakeup.h"

#include <gtest/gtest.h>

#include <thread>

namespace enlace {
namespace {

// No test waits so long unless it hangs.
constexpr absl::Duration kForever = absl::Hours(1);

TEST(WakeupTest, FirstWaitEndsAtOnce) {
  Wakeup wakeup;
  EXPECT_TRUE(wakeup.WaitForRing(kForever));
}

TEST(WakeupTest, RingEndsTheWaitOfAnotherThread) {
  Wakeup wakeup;
  wakeup.WaitForRing(kForever);
  std::thread other([&] { wakeup.Ring(); });
  EXPECT_TRUE(wakeup.WaitForRing(kForever));
  other.join();
}

TEST(WakeupTest, RingBeforeTheWaitIsNotLost) {
  Wakeup wakeup;
  wakeup.WaitForRing(kForever);
  wakeup.Ring();
  EXPECT_TRUE(wakeup.WaitForRing(kForever));
}

TEST(WakeupTest, WaitEndsWithoutARing) {
  Wakeup wakeup;
  wakeup.WaitForRing(kForever);
  EXPECT_TRUE(wakeup.WaitForRing(absl::Milliseconds(1)));
}

TEST(WakeupTest, PauseLeavesTheRingForTheNextWait) {
  Wakeup wakeup;
  EXPECT_TRUE(wakeup.Pause(absl::Milliseconds(1)));
  EXPECT_TRUE(wakeup.WaitForRing(kForever));
}

TEST(WakeupTest, StopEndsEveryWaitAndIsTheFirstOnce) {
  Wakeup wakeup;
  std::thread other([&] { EXPECT_TRUE(wakeup.Stop()); });
  EXPECT_FALSE(wakeup.Pause(kForever));
  other.join();
  EXPECT_FALSE(wakeup.WaitForRing(kForever));
  EXPECT_FALSE(wakeup.Stop());
}

}  // namespace
}  // namespace enlace
