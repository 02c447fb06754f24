#include "server/audit/scrubber.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/log_tree.h"
#include "server/audit/publisher.h"
#include "server/audit/tree_recovery.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A published log on fakes, and what scrubs it.
class ScrubberTest : public PublishingTest {
 protected:
  // Everything once; the files that were damaged.
  absl::StatusOr<std::vector<std::string>> Round() {
    std::vector<std::string> damaged;
    for (const uint64_t rounds = scrubber_.rounds();
         scrubber_.rounds() == rounds;) {
      ASSIGN_OR_RETURN(
          const auto found,
          scrubber_.Next(publisher_->size(), [this](wire::NodeId node) {
            return tree_->Node(node);
          }));
      damaged.insert(damaged.end(), found.begin(), found.end());
    }
    return damaged;
  }

  // Flips bits of the files of `files` that belong to the present size, every
  // `step`-th; each must be found and made good.
  void ExpectEachFlipFound(FakeDirectory::Files& files, size_t step) {
    const std::map<std::string, std::string> whole = files.visible;
    for (const auto& [path, bytes] : whole) {
      for (size_t bit = 0; bit < 8 * bytes.size(); bit += step) {
        std::string& byte = files.visible[path];
        byte[bit / 8] = static_cast<char>(byte[bit / 8] ^ (1 << (bit % 8)));
        const auto damaged = Round();
        ASSERT_TRUE(damaged.ok()) << damaged.status();
        ASSERT_THAT(*damaged, ElementsAre(path)) << "bit " << bit;
        ASSERT_TRUE(files.durable == whole) << path << ", bit " << bit;
      }
    }
  }

  Scrubber scrubber_{{&store_, &audit_, &annex_}};
};

TEST_F(ScrubberTest, WhatIsPublishedIsFoundWhole) {
  EXPECT_TRUE(PublishSize(0).ok());
  EXPECT_THAT(*scrubber_.Next(
                  0, [this](wire::NodeId node) { return tree_->Node(node); }),
              ElementsAre());
  for (const uint64_t size : {1u, 255u, 256u, 257u, 300u, 512u, 70000u}) {
    ASSERT_TRUE(PublishSize(size).ok());
    const auto damaged = Round();
    ASSERT_TRUE(damaged.ok()) << damaged.status();
    EXPECT_THAT(*damaged, ElementsAre()) << size;
  }
}

TEST_F(ScrubberTest, EveryFlippedBitOfASmallLogsFilesIsFoundAndMadeGood) {
  ASSERT_TRUE(PublishSize(3).ok());
  ExpectEachFlipFound(audit_files_, 1);
  ExpectEachFlipFound(annex_files_, 1);
}

TEST_F(ScrubberTest, FlippedBitsOfFullAndPartialFilesAreFoundAndMadeGood) {
  ASSERT_TRUE(PublishSize(300).ok());
  ExpectEachFlipFound(audit_files_, 997);
  ExpectEachFlipFound(annex_files_, 997);
}

TEST_F(ScrubberTest, MissingAndShortFilesAreMadeGood) {
  ASSERT_TRUE(PublishSize(70000).ok());
  const std::map<std::string, std::string> whole = audit_files_.durable;
  audit_files_.visible.erase("tile/entries/100");
  audit_files_.visible.at("tile/0/200").pop_back();
  audit_files_.visible.at("tile/1/000")[0] ^= 1;
  audit_files_.visible.erase("tile/2/000.p/1");
  annex_files_.visible.erase("272.jsonl");
  const auto damaged = Round();
  ASSERT_TRUE(damaged.ok()) << damaged.status();
  EXPECT_THAT(*damaged,
              ElementsAre("tile/entries/100", "tile/0/200", "tile/1/000",
                          "272.jsonl", "tile/2/000.p/1"));
  EXPECT_TRUE(audit_files_.durable == whole);
}

TEST_F(ScrubberTest, EveryFlippedBitOfAnEntryInTheJournalIsLocated) {
  ASSERT_TRUE(PublishSize(300).ok());
  const auto published = audit_files_.visible;
  for (const uint64_t index : {0u, 100u, 255u, 256u, 299u}) {
    std::string& entry = store_.rows[index].entry;
    for (size_t bit = 0; bit < 8 * entry.size(); ++bit) {
      const char whole = entry[bit / 8];
      entry[bit / 8] = static_cast<char>(whole ^ (1 << (bit % 8)));
      const absl::Status status = Round().status();
      ASSERT_TRUE(absl::IsDataLoss(status)) << status;
      ASSERT_THAT(std::string(status.message()),
                  HasSubstr(absl::StrCat("entry ", index, " ")));
      entry[bit / 8] = whole;
    }
  }
  EXPECT_TRUE(audit_files_.visible == published) << "nothing was written";
  EXPECT_TRUE(Round().ok());
}

// Both sides of the entry's own digest were changed.
TEST_F(ScrubberTest, OpeningsThatDoNotOpenTheirEntryAreLocated) {
  ASSERT_TRUE(PublishSize(300).ok());
  const auto published = annex_files_.visible;
  store_.rows[270].annex = TestRow(270).annex;
  std::string& annex = store_.rows[270].annex;
  annex[annex.size() - 1] ^= 1;
  const absl::Status status = Round().status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("entry 270 "));
  EXPECT_TRUE(annex_files_.visible == published) << "nothing was written";
}

TEST_F(ScrubberTest, AnEntryThatIsGoneIsLocated) {
  ASSERT_TRUE(PublishSize(300).ok());
  store_.visible = 280;
  const absl::Status status = Round().status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("entry 280 "));
}

TEST_F(ScrubberTest, AnEntryThatIsGoneFromTheLastBlockIsLocated) {
  ASSERT_TRUE(PublishSize(300).ok());
  store_.rows.erase(store_.rows.begin() + 270);
  const absl::Status status = Round().status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("entry 270 "));
}

// What was erased in the journal goes from the published openings too.
TEST_F(ScrubberTest, AnErasedOpeningIsErasedInTheFile) {
  ASSERT_TRUE(PublishSize(300).ok());
  store_.rows[7].annex.clear();
  const auto damaged = Round();
  ASSERT_TRUE(damaged.ok()) << damaged.status();
  EXPECT_THAT(*damaged, ElementsAre("000.jsonl"));
  EXPECT_FALSE(absl::StrContains(annex_files_.durable.at("000.jsonl"),
                                 "{\"index\":\"7\",\"sharedBlind\":\"c"));
}

TEST_F(ScrubberTest, WhatCannotBeWrittenIsTriedAgain) {
  ASSERT_TRUE(PublishSize(300).ok());
  audit_files_.visible.at("tile/0/000")[0] ^= 1;
  disk_.operations = 0;
  disk_.fails_at = 1;
  EXPECT_EQ(Round().status().code(), absl::StatusCode::kUnavailable);
  disk_.fails_at = 0;
  EXPECT_THAT(*Round(), ElementsAre("tile/0/000"));
}

TEST(AuditLogScrubTest, DamageInTheJournalEndsSigning) {
  TestNode node;
  ASSERT_TRUE(node.Open().ok());
  node.store.GrowTo(300);
  node.log->Publish();
  node.log->Scrub();
  node.log->Scrub();
  EXPECT_EQ(node.log->StateText(), "ready");
  node.store.rows[20].entry[0] ^= 1;
  node.log->Scrub();
  EXPECT_THAT(node.log->StateText(), HasSubstr("not signing: entry 20 "));
  node.store.GrowTo(310);
  node.log->Publish();
  EXPECT_EQ(node.log->checkpoint_size(), 300u);
}

TEST(AuditLogScrubTest, ADamagedFileIsMadeGoodAndSigningGoesOn) {
  TestNode node;
  ASSERT_TRUE(node.Open().ok());
  node.store.GrowTo(300);
  node.log->Publish();
  const auto whole = node.audit_files.visible;
  node.audit_files.visible.at("tile/entries/000")[5] ^= 1;
  node.log->Scrub();
  EXPECT_TRUE(node.audit_files.durable == whole);
  node.store.GrowTo(310);
  node.log->Publish();
  EXPECT_EQ(node.log->checkpoint_size(), 310u);
}

}  // namespace
}  // namespace enlace::audit
