#include "server/peer/relay_pace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/wire/problem.h"

namespace enlace::peer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kStart = absl::FromUnixSeconds(1772971200);
const absl::Status kAway = absl::UnavailableError("away");
const absl::Status kBroken = absl::InternalError("broken");

TEST(RelayPaceTest, APauseDoublesFromASecondToTenMinutes) {
  RelayPace pace;
  absl::Time now = kStart;
  const std::vector<int> seconds = {1,  2,   4,   8,   16,  32,
                                    64, 128, 256, 512, 600, 600};
  for (const int pause : seconds) {
    ASSERT_TRUE(pace.Put("a", "REASON", now));
    EXPECT_THAT(
        pace.WaitingAt(now + absl::Seconds(pause) - absl::Milliseconds(1)),
        ElementsAre("a"));
    now += absl::Seconds(pause);
    EXPECT_THAT(pace.WaitingAt(now), IsEmpty());
  }
  const SetAside& known = pace.set_aside().at("a");
  EXPECT_EQ(known.since, kStart);
  EXPECT_EQ(known.attempts, 12);
  EXPECT_EQ(known.reason, "REASON");
  pace.Settle("a");
  EXPECT_THAT(pace.set_aside(), IsEmpty());
}

TEST(RelayPaceTest, ARelayThatFailsIsFollowedByOneOfHalfTheRecords) {
  RelayPace pace;
  std::vector<std::string> sent;
  for (int i = 0; i < 64; ++i) sent.push_back(absl::StrCat(i));
  for (const size_t half : {32U, 16U, 8U, 4U, 2U, 1U}) {
    pace.Failed(sent, kBroken, kStart);
    EXPECT_EQ(pace.batch_max(), half);
    sent.resize(half);
  }
  EXPECT_THAT(pace.set_aside(), IsEmpty());
  pace.Passed();
  EXPECT_EQ(pace.batch_max(), 2U);
  for (int i = 0; i < 9; ++i) pace.Passed();
  EXPECT_EQ(pace.batch_max(), RelayPace::kBatchMax);
}

TEST(RelayPaceTest, ARecordAtWhichTheOtherNodeFailsIsSetAsideAtOnce) {
  RelayPace pace;
  pace.Failed({"a"}, kBroken, kStart);
  EXPECT_THAT(pace.WaitingAt(kStart), ElementsAre("a"));
  EXPECT_EQ(pace.set_aside().at("a").reason, "INTERNAL");
  // That another one passes says nothing of it.
  pace.Passed();
  EXPECT_THAT(pace.WaitingAt(kStart), ElementsAre("a"));
}

TEST(RelayPaceTest, ARecordAtWhichTheOtherNodeFallsSilentIsSetAsideInTheEnd) {
  RelayPace pace;
  pace.Failed({"a"}, kAway, kStart);
  pace.Failed({"a"}, kAway, kStart);
  EXPECT_THAT(pace.WaitingAt(kStart), IsEmpty());
  pace.Failed({"a"}, kAway, kStart);
  EXPECT_THAT(pace.WaitingAt(kStart + absl::Seconds(29)), ElementsAre("a"));
  // The next one passes: the other node is back, and `a` is tried at once.
  pace.Passed();
  EXPECT_THAT(pace.WaitingAt(kStart), IsEmpty());
  // It was the record after all.
  for (int i = 0; i < 3; ++i) pace.Failed({"a"}, kAway, kStart);
  pace.Passed();
  EXPECT_THAT(pace.WaitingAt(kStart), ElementsAre("a"));
}

TEST(RelayPaceTest, AnOverloadedNodeSetsNothingAside) {
  RelayPace pace;
  for (int i = 0; i < 9; ++i) {
    pace.Failed({"a"}, absl::ResourceExhaustedError("full"), kStart);
  }
  EXPECT_THAT(pace.set_aside(), IsEmpty());
}

TEST(RelayPaceTest, NoMoreAreSetAsideThanThereIsRoomFor) {
  RelayPace pace;
  for (size_t i = 0; i < RelayPace::kSetAsideMax; ++i) {
    ASSERT_TRUE(pace.Put(absl::StrCat(i), "REASON", kStart));
  }
  EXPECT_FALSE(pace.Put("one more", "REASON", kStart));
  pace.Failed({"one more"}, kBroken, kStart);
  EXPECT_FALSE(pace.set_aside().contains("one more"));
  EXPECT_TRUE(pace.Put("7", "REASON", kStart)) << "that one has its place";
  pace.KeepQueued([](const std::string& id) { return id == "7"; });
  EXPECT_EQ(pace.set_aside().size(), 1U);
  EXPECT_TRUE(pace.Put("one more", "REASON", kStart));
}

v1::Problem ProblemOf(absl::StatusCode code, absl::string_view reason) {
  return wire::ToProblem(wire::Refusal(code, reason, "text"), "en");
}

TEST(RelayPaceTest, WhatANodeCannotDoNowSaysNothingOfARecord) {
  for (const auto& problem :
       {ProblemOf(absl::StatusCode::kUnavailable, wire::kClockUntrusted),
        ProblemOf(absl::StatusCode::kResourceExhausted, wire::kOverloaded),
        ProblemOf(absl::StatusCode::kAborted, "ANY"),
        ProblemOf(absl::StatusCode::kFailedPrecondition,
                  wire::kLinkNotAccepted),
        ProblemOf(absl::StatusCode::kFailedPrecondition, wire::kSuspended)}) {
    EXPECT_FALSE(ConcernsRecord(problem)) << problem.reason();
  }
  for (const auto& problem :
       {ProblemOf(absl::StatusCode::kInvalidArgument, wire::kFieldInvalid),
        ProblemOf(absl::StatusCode::kInternal, wire::kInternal),
        ProblemOf(absl::StatusCode::kDataLoss, "DATA_LOSS"), v1::Problem()}) {
    EXPECT_TRUE(ConcernsRecord(problem)) << problem.reason();
  }
}

}  // namespace
}  // namespace enlace::peer
