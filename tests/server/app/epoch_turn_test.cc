// The turn of a key epoch on a disk: whatever it ends after, what is kept opens
// and the next process goes on.

#include "server/app/epoch_turn.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/random.h"
#include "base/sqlite.h"
#include "tests/server/app/sealed_node.h"
#include "tests/server/store/faulty_vfs.h"

namespace enlace::app {
namespace {

using Bodies = std::map<std::string, std::string>;  // transfer id -> plaintext

constexpr absl::Time kStart = absl::FromUnixSeconds(1772971200);

class EpochTurnTest : public testing::Test {
 protected:
  // A node with `count` records, of which none is limited.
  void Fill(const std::string& directory, int count) {
    SealedNode node(directory, kStart);
    for (int i = 0; i < count; ++i) {
      const std::string body = absl::StrCat(
          "body ", i, std::string(static_cast<size_t>(i) * 997, '.'));
      bodies_.emplace(node.Send(body, /*limited=*/false), body);
    }
  }

  void ExpectAllOpen(SealedNode& node) {
    for (const auto& [id, body] : bodies_) {
      const auto read = node.Read(id);
      ASSERT_TRUE(read.ok()) << read.status();
      EXPECT_EQ(*read, body);
    }
  }

  // A process that finds `directory` finishes what was begun.
  void ExpectFinishes(const std::string& directory) {
    SealedNode node(directory, kStart + absl::Hours(24 * 31));
    ExpectAllOpen(node);
    ASSERT_TRUE(node.FinishTurn().ok());
    EXPECT_EQ(node.keys().epochs().size(), 1u);
    ExpectAllOpen(node);
  }

  const store::TemporaryFolder folder_;
  Bodies bodies_;
};

TEST_F(EpochTurnTest, NothingIsToBeDoneWithinAnEpoch) {
  Fill(folder_.path(), 3);
  SealedNode node(folder_.path(), kStart);
  const uint64_t before = node.store().batch_number();
  EXPECT_TRUE(node.turn().Step().ok());
  EXPECT_EQ(node.store().batch_number(), before);
  EXPECT_EQ(node.keys().epochs(), std::vector<uint32_t>{1});
}

TEST_F(EpochTurnTest, EverythingKeptMovesInBoundedStepsThenTheKeyGoes) {
  const int records = static_cast<int>(EpochTurn::kStepMax) + 5;
  Fill(folder_.path(), records);
  SealedNode node(folder_.path(), kStart);
  node.StartEpoch();
  const auto under = [&](uint32_t epoch) {
    return node.store().PayloadsOfEpoch(epoch, 1000)->size();
  };
  ASSERT_TRUE(node.turn().Step().ok());  // closes the first epoch
  EXPECT_EQ(under(1), static_cast<size_t>(records));
  EXPECT_EQ(node.keys().epochs().size(), 2u);
  size_t left = under(1);
  while (left > 0) {
    ASSERT_TRUE(node.turn().Step().ok());
    EXPECT_LT(under(1), left);
    EXPECT_GE(under(1) + EpochTurn::kStepMax, left);
    left = under(1);
    EXPECT_EQ(node.keys().epochs().size(), 2u);
    ExpectAllOpen(node);
  }
  ASSERT_TRUE(node.turn().Step().ok());
  EXPECT_EQ(node.keys().epochs(), std::vector<uint32_t>{2});
  EXPECT_EQ(under(2), static_cast<size_t>(records));
  ExpectAllOpen(node);
}

TEST_F(EpochTurnTest, AStepIsBoundedInBytesToo) {
  {
    SealedNode node(folder_.path(), kStart);
    const std::string half(EpochTurn::kStepBytesMax / 2, 'x');
    for (int i = 0; i < 5; ++i) {
      const std::string body = absl::StrCat(half, i);
      bodies_.emplace(node.Send(body, /*limited=*/false), body);
    }
  }
  SealedNode node(folder_.path(), kStart);
  node.StartEpoch();
  ASSERT_TRUE(node.turn().Step().ok());
  for (const size_t left : {3u, 1u, 0u}) {
    ASSERT_TRUE(node.turn().Step().ok());
    EXPECT_EQ(node.store().PayloadsOfEpoch(1, 9)->size(), left);
  }
  ExpectAllOpen(node);
}

TEST_F(EpochTurnTest, WhatWasSealedBeforeTheTurnIsNotStoredAfterIt) {
  SealedNode node(folder_.path(), kStart);
  const std::string id = node.Send("first", /*limited=*/false);
  const core::SealedPayload before =
      *node.keys().SealPayload("late", "transfer", SystemRandom());
  node.StartEpoch();
  ASSERT_TRUE(node.turn().Step().ok());
  uint32_t closed = 0;
  node.pipeline().Read(
      [&](const core::State& state) { closed = state.closed_epoch; });
  EXPECT_EQ(before.key_epoch, closed);
  EXPECT_EQ(*node.Read(id), "first");
}

TEST_F(EpochTurnTest, SeveralEpochsThatAreLeftGoOldestFirst) {
  Fill(folder_.path(), 2);
  SealedNode node(folder_.path(), kStart);
  node.StartEpoch();
  bodies_.emplace(node.Send("second", false), "second");
  node.StartEpoch();
  bodies_.emplace(node.Send("third", false), "third");
  EXPECT_EQ(node.keys().epochs(), (std::vector<uint32_t>{1, 2, 3}));
  ASSERT_TRUE(node.FinishTurn().ok());
  EXPECT_EQ(node.keys().epochs(), std::vector<uint32_t>{3});
  ExpectAllOpen(node);
}

// Between any two steps the process may end.
TEST_F(EpochTurnTest, TheNextProcessGoesOnAfterEachStep) {
  Fill(folder_ / "first", 70);
  {
    SealedNode node(folder_ / "first", kStart);
    node.StartEpoch();
  }
  for (int steps = 0;; ++steps) {
    const store::TemporaryFolder copy;
    SealedNode::Copy(folder_ / "first", copy.path());
    bool finished = false;
    {
      SealedNode node(copy.path(), kStart + absl::Hours(24 * 31));
      for (int i = 0; i < steps; ++i) ASSERT_TRUE(node.turn().Step().ok());
      finished = node.keys().epochs().size() == 1;
    }
    ExpectFinishes(copy.path());
    if (finished) {
      EXPECT_GE(steps, 4);
      break;
    }
  }
}

// The journal's disk fails, or the power goes, at each of its operations.
class EpochTurnCrashTest
    : public EpochTurnTest,
      public testing::WithParamInterface<store::DiskFault> {};

INSTANTIATE_TEST_SUITE_P(Faults, EpochTurnCrashTest,
                         testing::Values(store::DiskFault::kExit,
                                         store::DiskFault::kPowerCut));

TEST_P(EpochTurnCrashTest, NothingThatIsKeptIsLost) {
  Fill(folder_ / "first", 5);
  {
    SealedNode node(folder_ / "first", kStart);
    node.StartEpoch();
  }
  for (int countdown = 1;; ++countdown) {
    const store::TemporaryFolder copy;
    SealedNode::Copy(folder_ / "first", copy.path());
    const pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
      store::ArmDisk(GetParam(), countdown);
      SealedNode node(copy.path(), kStart + absl::Hours(24 * 31));
      CHECK_OK(node.FinishTurn());
      _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_TRUE(WEXITSTATUS(status) == 0 ||
                WEXITSTATUS(status) == store::kDiskFaultExitCode);
    ExpectFinishes(copy.path());
    if (WEXITSTATUS(status) == 0) {
      EXPECT_GT(countdown, 5);
      break;
    }
  }
}

TEST_F(EpochTurnTest, AKeyFileThatCannotBeWrittenKeepsItsKey) {
  Fill(folder_.path(), 2);
  SealedNode node(folder_.path(), kStart);
  node.StartEpoch();
  while (!node.store().PayloadsOfEpoch(1, 1)->empty()) {
    ASSERT_TRUE(node.turn().Step().ok());
  }
  const std::string keys = SealedNode::KeysOf(folder_.path());
  const std::string aside = folder_ / "aside";
  std::filesystem::rename(folder_ / "keys", aside);
  ASSERT_TRUE(ReplaceFileDurably(folder_ / "keys", "in the way").ok());
  EXPECT_FALSE(node.turn().Step().ok());
  EXPECT_EQ(node.keys().epochs().size(), 2u);
  std::filesystem::remove(folder_ / "keys");
  std::filesystem::rename(aside, folder_ / "keys");
  EXPECT_TRUE(node.turn().Step().ok());
  EXPECT_EQ(node.keys().epochs(), std::vector<uint32_t>{2});
  EXPECT_EQ(ReadFile(keys)->find("epoch 1 "), std::string::npos);
  ExpectAllOpen(node);
}

// A payload that does not verify is no reason to make it unreadable for good.
TEST_F(EpochTurnTest, ADamagedPayloadKeepsTheKeyOfItsEpoch) {
  Fill(folder_.path(), 2);
  {
    auto database = sqlite::Database::Open(
        SealedNode::StoreOf(folder_.path()) + "/journal.db",
        sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(database.ok());
    ASSERT_TRUE(database
                    ->Run("UPDATE payloads SET sealed = zeroblob(40) WHERE "
                          "position = (SELECT min(position) FROM payloads)")
                    .ok());
  }
  // Its recovery is from a snapshot, and looks at no payload.
  SealedNode node(folder_.path(), kStart);
  node.StartEpoch();
  ASSERT_TRUE(node.turn().Step().ok());
  EXPECT_TRUE(absl::IsDataLoss(node.turn().Step()));
  EXPECT_TRUE(absl::IsDataLoss(node.turn().Step()));
  EXPECT_EQ(node.keys().epochs(), (std::vector<uint32_t>{1, 2}));
}

}  // namespace
}  // namespace enlace::app
