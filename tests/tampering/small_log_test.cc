// Small logs, and everything of a kind that can be done to their files: each is
// found and its place named, or what is read is the same.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/tampering/damage.h"
#include "tests/tampering/log_folder.h"

namespace enlace::tampering {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;

// One bundle that is not full; and a full one with the start of another.
class SmallLogTest : public testing::Test {
 protected:
  // How many of the damages changed nothing that is read.
  int ExpectEachFound(LogFolder& log, const std::vector<Damage>& damages) {
    int without_effect = 0;
    for (const Damage& damage : damages) {
      const Verdict verdict = log.Judge(damage, Openings::kRead);
      EXPECT_NE(verdict, Verdict::kMissed) << damage.what;
      without_effect += verdict == Verdict::kWithoutEffect ? 1 : 0;
    }
    return without_effect;
  }

  LogFolder three_{{1, 2, 3}};
  LogFolder two_bundles_{{255, 256, 259}};
};

std::vector<std::string> PathsOf(const LogFolder& log) {
  std::vector<std::string> paths;
  for (const auto& [path, content] : log.files()) paths.push_back(path);
  return paths;
}

TEST_F(SmallLogTest, EveryFlippedBit) {
  for (const auto& [path, content] : three_.files()) {
    for (size_t bit = 0; bit < 8 * content.size(); ++bit) {
      const Damage damage = FlipBit(three_.files(), path, bit);
      ASSERT_NE(three_.Judge(damage, Openings::kRead), Verdict::kMissed)
          << damage.what;
    }
  }
}

TEST_F(SmallLogTest, EveryByteDroppedAndEveryCut) {
  for (const auto& [path, content] : three_.files()) {
    for (size_t at = 0; at < content.size(); ++at) {
      for (const Damage& damage : {DropByte(three_.files(), path, at),
                                   CutAt(three_.files(), path, at)}) {
        ASSERT_NE(three_.Judge(damage, Openings::kRead), Verdict::kMissed)
            << damage.what;
      }
    }
  }
}

TEST_F(SmallLogTest, EveryFileDroppedAndEveryTwoSwapped) {
  for (LogFolder* const log : {&three_, &two_bundles_}) {
    std::vector<Damage> damages;
    for (const std::string& a : PathsOf(*log)) {
      damages.push_back(DropFile(log->files(), a));
      for (const std::string& b : PathsOf(*log)) {
        if (a < b) damages.push_back(SwapFiles(log->files(), a, b));
      }
    }
    // The partial files of former sizes are read by nobody.
    EXPECT_LT(ExpectEachFound(*log, damages),
              static_cast<int>(damages.size()) / 3);
  }
}

TEST_F(SmallLogTest, EveryEntryHashAndLineDroppedAndEveryTwoSwapped) {
  std::vector<Damage> damages;
  const Files& files = three_.files();
  for (const auto& [a, content_of_a] : files) {
    const size_t parts_of_a = PartsOf(a, content_of_a).size();
    for (size_t i = 0; i < parts_of_a; ++i) {
      damages.push_back(DropPart(files, a, i));
      for (const auto& [b, content_of_b] : files) {
        const size_t parts_of_b = PartsOf(b, content_of_b).size();
        for (size_t j = 0; j < parts_of_b; ++j) {
          if (std::pair(a, i) < std::pair(b, j)) {
            damages.push_back(SwapParts(files, a, i, b, j));
          }
        }
      }
    }
  }
  ExpectEachFound(three_, damages);
}

TEST_F(SmallLogTest, PartsDroppedAndSwappedAcrossBundles) {
  std::vector<Damage> damages;
  const Files& files = two_bundles_.files();
  for (const char* const path :
       {"audit/tile/entries/000", "audit/tile/0/000", "annex/000.jsonl"}) {
    const std::string open =
        path == std::string("annex/000.jsonl")
            ? "annex/001.jsonl"
            : std::string(path, std::string(path).size() - 3) + "001.p/3";
    for (size_t part = 0; part < 256; part += 15) {
      damages.push_back(DropPart(files, path, part));
      damages.push_back(SwapParts(files, path, part, path, 255 - part));
      for (size_t other = 0; other < 3; ++other) {
        damages.push_back(SwapParts(files, path, part, open, other));
      }
    }
  }
  EXPECT_EQ(ExpectEachFound(two_bundles_, damages), 0);
}

TEST_F(SmallLogTest, EveryEarlierStatePutBack) {
  for (const Extent extent :
       {Extent::kAll, Extent::kCheckpoint, Extent::kAllButCheckpoint}) {
    EXPECT_EQ(ExpectEachFound(three_, {three_.RollBack(1, extent),
                                       three_.RollBack(2, extent)}),
              0);
    EXPECT_EQ(
        ExpectEachFound(two_bundles_, {two_bundles_.RollBack(255, extent),
                                       two_bundles_.RollBack(256, extent)}),
        0);
  }
}

TEST_F(SmallLogTest, AnotherEntryInEveryPlace) {
  for (const Extent extent :
       {Extent::kAll, Extent::kCheckpoint, Extent::kAllButCheckpoint}) {
    std::vector<Damage> damages;
    for (uint64_t entry = 0; entry < two_bundles_.size(); ++entry) {
      damages.push_back(two_bundles_.Fork(entry, extent));
    }
    EXPECT_EQ(ExpectEachFound(two_bundles_, damages), 0);
  }
}

// An earlier state is a log like any other, and so is another history that
// both keys signed: nothing in the folder can tell.
TEST_F(SmallLogTest, OnlyAKeptCheckpointTellsOfAnotherHistory) {
  EXPECT_THAT(three_.ReadForgetful(three_.RollBack(2, Extent::kAll)).findings,
              IsEmpty());
  EXPECT_THAT(three_.ReadForgetful(three_.Fork(1, Extent::kAll)).findings,
              IsEmpty());
  EXPECT_THAT(
      three_.ReadForgetful(three_.Fork(1, Extent::kAllButCheckpoint)).findings,
      Contains(Field(&client::AuditFinding::file, "checkpoint")));
}

}  // namespace
}  // namespace enlace::tampering
