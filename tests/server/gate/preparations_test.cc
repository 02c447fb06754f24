#include "server/gate/preparations.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <memory>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "proto/wire/problem.h"

namespace enlace::gate {
namespace {

using On = Preparations::On;

Preparations::Then Nothing() {
  return [] {};
}

TEST(PreparationsTest, LoneRecordIsPreparedOnTheThreadOfItsCaller) {
  Preparations preparations(2);
  std::thread::id prepared_on;
  std::thread::id followed_on;
  ASSERT_TRUE(preparations
                  .Begin("agency", 1, On::kCaller,
                         [&]() -> Preparations::Then {
                           prepared_on = std::this_thread::get_id();
                           return [&] {
                             followed_on = std::this_thread::get_id();
                           };
                         })
                  .ok());
  EXPECT_EQ(prepared_on, std::this_thread::get_id());
  EXPECT_EQ(followed_on, std::this_thread::get_id());
}

TEST(PreparationsTest, ABatchAndWhatACommitAsksForHaveAThreadOfTheirOwn) {
  Preparations preparations(2);
  for (const auto& [records, where] :
       {std::pair(2, On::kCaller), std::pair(1, On::kOwnThread)}) {
    absl::Notification prepared;
    std::thread::id on;
    ASSERT_TRUE(preparations
                    .Begin("agency", static_cast<size_t>(records), where,
                           [&] {
                             on = std::this_thread::get_id();
                             prepared.Notify();
                             return Nothing();
                           })
                    .ok());
    prepared.WaitForNotification();
    EXPECT_NE(on, std::this_thread::get_id());
  }
}

TEST(PreparationsTest, ThreadsThatPrepareYieldToThoseThatHear) {
  const int nice = getpriority(PRIO_PROCESS, 0);
  Preparations preparations(2);
  for (const size_t records : {size_t{1}, size_t{64}}) {
    absl::Notification prepared;
    int nice_there = 0;
    ASSERT_TRUE(preparations
                    .Begin("agency", records, On::kCaller,
                           [&] {
                             nice_there = getpriority(PRIO_PROCESS, 0);
                             prepared.Notify();
                             return Nothing();
                           })
                    .ok());
    prepared.WaitForNotification();
    if (records == 1) {
      EXPECT_EQ(nice_there, nice) << "on the thread of the caller";
    } else {
      EXPECT_TRUE(nice_there > nice || nice == 19) << nice_there;
    }
  }
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), nice);
}

// One agency's work never ends; another's is done all the same.
TEST(PreparationsTest, AFloodOfOneKeepsNoOtherFromItsTurn) {
  constexpr int kOthers = 30;
  absl::Notification go_on;
  absl::Notification all_others;
  std::atomic<int> flooded = 0;
  std::atomic<int> others = 0;
  Preparations preparations(2);
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(preparations
                    .Begin("flood", 100, On::kCaller,
                           [&] {
                             ++flooded;
                             go_on.WaitForNotification();
                             return Nothing();
                           })
                    .ok());
  }
  for (int i = 0; i < kOthers; ++i) {
    ASSERT_TRUE(preparations
                    .Begin("other", i % 2 == 0 ? 1 : 100, On::kCaller,
                           [&] {
                             if (++others == kOthers) all_others.Notify();
                             return Nothing();
                           })
                    .ok());
  }
  EXPECT_TRUE(all_others.WaitForNotificationWithTimeout(absl::Seconds(30)));
  EXPECT_LE(flooded, 1);
  go_on.Notify();
}

TEST(PreparationsTest, TooMuchOfOneIsRefusedWithADelayAndNeverPrepared) {
  absl::Notification go_on;
  std::atomic<int> prepared = 0;
  int accepted = 0;
  {
    Preparations preparations(2);
    const auto prepare = [&] {
      go_on.WaitForNotification();
      ++prepared;
      return Nothing();
    };
    // One takes a place or waits; the rest wait.
    absl::Status refused;
    while (refused.ok() && accepted < 100) {
      refused = preparations.Begin("flood", Preparations::kWaitingMax / 8,
                                   On::kCaller, prepare);
      if (refused.ok()) ++accepted;
    }
    EXPECT_GE(accepted, 4);
    EXPECT_LE(accepted, 5);
    EXPECT_TRUE(absl::IsResourceExhausted(refused));
    EXPECT_EQ(wire::ReasonOf(refused), wire::kOverloaded);
    EXPECT_GT(wire::RetryDelayOf(refused), absl::ZeroDuration());
    EXPECT_TRUE(preparations.Begin("other", 100, On::kOwnThread, Nothing).ok());
    go_on.Notify();
  }
  EXPECT_EQ(prepared, accepted) << "what waits is prepared before they end";
}

// The place is free while what follows goes on, as a commit does.
TEST(PreparationsTest, WhatFollowsAPreparationKeepsNoPlace) {
  absl::Notification go_on;
  absl::Notification second;
  Preparations preparations(2);
  ASSERT_TRUE(preparations
                  .Begin("agency", 2, On::kCaller,
                         [&]() -> Preparations::Then {
                           return [&] { go_on.WaitForNotification(); };
                         })
                  .ok());
  ASSERT_TRUE(preparations
                  .Begin("agency", 2, On::kCaller,
                         [&] {
                           second.Notify();
                           return Nothing();
                         })
                  .ok());
  second.WaitForNotification();
  go_on.Notify();
}

}  // namespace
}  // namespace enlace::gate
