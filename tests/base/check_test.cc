#include "base/check.h"

#include <gtest/gtest.h>

#include "absl/status/status.h"

namespace enlace {
namespace {

TEST(CheckTest, ATrueConditionIsReadOnceAndItsMessageNever) {
  int conditions = 0;
  int messages = 0;
  const auto message = [&messages] {
    ++messages;
    return "unused";
  };
  CHECK(++conditions == 1) << message();
  CHECK_OK((++conditions, absl::OkStatus())) << message();
  EXPECT_EQ(conditions, 2);
  EXPECT_EQ(messages, 0);
}

TEST(CheckTest, BindsToNoElseOfTheCaller) {
  bool reached = false;
  if (reached)
    CHECK(true);
  else
    reached = true;
  EXPECT_TRUE(reached);
}

TEST(CheckDeathTest, AFalseConditionEndsTheProcessAndSaysWhy) {
  const int answer = 41;
  EXPECT_DEATH(CHECK(answer == 42) << "got " << answer,
               "check_test.cc:[0-9]+: check failed: answer == 42 got 41");
}

TEST(CheckDeathTest, AnErrorEndsTheProcessAndIsShown) {
  const absl::Status status = absl::DataLossError("row 7 is damaged");
  EXPECT_DEATH(CHECK_OK(status) << " here",
               "status is OK DATA_LOSS: row 7 is damaged here");
}

TEST(CheckDeathTest, EndsByAbort) {
  EXPECT_EXIT(CHECK(false), testing::KilledBySignal(SIGABRT), "check failed");
}

}  // namespace
}  // namespace enlace
