#include "server/gate/fair_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace enlace::gate {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Drained(FairQueue<std::string>& queue) {
  std::vector<std::string> all;
  while (!queue.empty()) all.push_back(queue.Pop());
  return all;
}

TEST(FairQueueTest, SourcesAreServedInTurnAndEachInItsOrder) {
  FairQueue<std::string> queue(100);
  for (const char* request : {"a1", "a2", "a3", "b1", "c1", "b2"}) {
    ASSERT_TRUE(queue.Push(std::string(1, request[0]), 1, request));
  }
  EXPECT_THAT(Drained(queue), ElementsAre("a1", "b1", "c1", "a2", "b2", "a3"));
}

TEST(FairQueueTest, WhoComesAfterAFloodWaitsForOneOfItsRequests) {
  FairQueue<std::string> queue(1000);
  for (int i = 0; i < 400; ++i) {
    ASSERT_TRUE(queue.Push("flood", 1, absl::StrCat("f", i)));
  }
  ASSERT_TRUE(queue.Push("other", 1, "o"));
  EXPECT_EQ(queue.Pop(), "f0");
  EXPECT_EQ(queue.Pop(), "o");
}

TEST(FairQueueTest, OneSourceTakesUpHalfAtMost) {
  FairQueue<std::string> queue(10);
  EXPECT_TRUE(queue.Push("a", 3, "a1"));
  EXPECT_TRUE(queue.Push("a", 2, "a2"));
  EXPECT_FALSE(queue.Push("a", 1, "a3"));
  EXPECT_TRUE(queue.Push("b", 5, "b1"));
  EXPECT_FALSE(queue.Push("c", 1, "c1")) << "all of it is taken";
  EXPECT_EQ(queue.next_weight(), 3U);
  EXPECT_EQ(queue.Pop(), "a1");
  EXPECT_TRUE(queue.Push("a", 3, "a3")) << "what was taken makes room";
  EXPECT_THAT(Drained(queue), ElementsAre("b1", "a2", "a3"));
  EXPECT_TRUE(queue.Push("a", 5, "a4")) << "and a line that ended is forgotten";
}

TEST(FairQueueTest, WhatFindsNoRoomIsUntouched) {
  FairQueue<std::string> queue(2);
  std::string request = "kept";
  EXPECT_FALSE(queue.Push("a", 2, std::move(request)));
  // NOLINTNEXTLINE(bugprone-use-after-move): that is the promise.
  EXPECT_EQ(request, "kept");
}

TEST(FairQueueTest, WhoMayNotBeServedKeepsItsTurn) {
  FairQueue<std::string> queue(100);
  for (const char* request : {"a1", "b1", "a2"}) {
    ASSERT_TRUE(queue.Push(std::string(1, request[0]), 1, request));
  }
  const auto not_a = [](const std::string& source) { return source != "a"; };
  EXPECT_TRUE(queue.HasIf(not_a));
  const auto taken = queue.PopIf(not_a);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->first, "b");
  EXPECT_EQ(taken->second, "b1");
  EXPECT_FALSE(queue.Holds("b"));
  EXPECT_FALSE(queue.HasIf(not_a));
  EXPECT_FALSE(queue.PopIf(not_a).has_value());
  ASSERT_TRUE(queue.Push("c", 1, "c1"));
  EXPECT_THAT(Drained(queue), ElementsAre("a1", "c1", "a2"));
}

// Nobody waits longer than one request of every other source.
TEST(FairQueueTest, EverySourceIsServedInEachRound) {
  FairQueue<int> queue(1000);
  for (int i = 0; i < 60; ++i) {
    const int source = i * 7 % 5;
    for (int j = 0; j <= source; ++j) {
      int request = source;
      ASSERT_TRUE(queue.Push(absl::StrCat(source), 1, std::move(request)));
    }
  }
  std::vector<int> waited(5, 0);
  std::vector<int> left = {12, 24, 36, 48, 60};
  while (!queue.empty()) {
    const int served = queue.Pop();
    --left[static_cast<size_t>(served)];
    for (int source = 0; source < 5; ++source) {
      int& rounds = waited[static_cast<size_t>(source)];
      rounds = source == served || left[static_cast<size_t>(source)] == 0
                   ? 0
                   : rounds + 1;
      ASSERT_LE(rounds, 4) << source;
    }
  }
}

}  // namespace
}  // namespace enlace::gate
