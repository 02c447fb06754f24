// What is done to the journal under a published log: the scrubber and the start
// of a node name the entry, or stop.

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/scrubber.h"
#include "tests/bench/decision_row.h"
#include "tests/server/audit/audit_fixture.h"
#include "tests/tampering/campaign.h"
#include "tests/tampering/damage.h"

namespace enlace::tampering {
namespace {

using ::testing::Contains;

// A published log on fakes, and a round of scrubbing.
class JournalTest : public audit::PublishingTest {
 protected:
  void Publish(uint64_t size) {
    for (uint64_t index = store_.rows.size(); index < size; ++index) {
      store_.rows.push_back(bench::DecisionRow(index));
    }
    ASSERT_TRUE(PublishSize(size).ok());
  }

  // What one round from the first entry on finds.
  absl::StatusOr<std::vector<std::string>> Round() {
    audit::Scrubber scrubber({&store_, &audit_, &annex_});
    std::vector<std::string> damaged;
    while (scrubber.rounds() == 0) {
      ASSIGN_OR_RETURN(
          const auto found,
          scrubber.Next(publisher_->size(), [this](wire::NodeId node) {
            return tree_->Node(node);
          }));
      damaged.insert(damaged.end(), found.begin(), found.end());
    }
    return damaged;
  }

  // The journal as it is now gives another entry than the log at one of
  // `places`: an error names that place, nothing is written.
  void ExpectLocated(const std::vector<uint64_t>& places) {
    const absl::Status status = Round().status();
    ASSERT_TRUE(absl::IsDataLoss(status)) << status;
    bool named = false;
    for (const uint64_t place : places) {
      named = named || absl::StrContains(status.message(),
                                         absl::StrCat("entry ", place, " "));
    }
    EXPECT_TRUE(named) << status << " instead of entry " << places.front();
  }

  // Two rows change places, their numbers stay where they were.
  void Exchange(uint64_t a, uint64_t b) {
    std::swap(store_.rows[a], store_.rows[b]);
    std::swap(store_.rows[a].index, store_.rows[b].index);
  }

  void Flip(std::string& bytes, size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
  }
};

TEST_F(JournalTest, EveryFlippedBitOfEntriesAndOpenings) {
  Publish(3);
  const audit::FakeDirectory::Files published = annex_files_;
  int files_named = 0;
  for (core::AuditRow& row : store_.rows) {
    for (size_t bit = 0; bit < 8 * row.entry.size(); ++bit) {
      Flip(row.entry, bit);
      ExpectLocated({row.index});
      Flip(row.entry, bit);
    }
    for (size_t bit = 0; bit < 8 * row.annex.size(); ++bit) {
      Flip(row.annex, bit);
      const auto damaged = Round();
      if (damaged.ok()) {
        // Less is opened, or nothing: as after an erasure the file differs.
        EXPECT_THAT(*damaged, Contains("000.jsonl")) << bit;
        annex_files_ = published;
        ++files_named;
      } else {
        EXPECT_TRUE(absl::StrContains(damaged.status().message(),
                                      absl::StrCat("entry ", row.index, " ")))
            << damaged.status();
      }
      Flip(row.annex, bit);
    }
  }
  EXPECT_LT(files_named, 100);
  EXPECT_TRUE(Round().ok());
}

TEST_F(JournalTest, EveryEntryDroppedSwappedAndReplaced) {
  Publish(12);
  for (uint64_t index = 0; index < 12; ++index) {
    const std::vector<core::AuditRow> whole = store_.rows;
    store_.rows.erase(store_.rows.begin() + static_cast<std::ptrdiff_t>(index));
    ExpectLocated({index});
    store_.rows = whole;
    store_.rows[index] = bench::DecisionRow(index, "another");
    ExpectLocated({index});
    store_.rows = whole;
    for (uint64_t other = index + 1; other < 12; ++other) {
      std::swap(store_.rows[index], store_.rows[other]);
      ExpectLocated({index});
      std::swap(store_.rows[index], store_.rows[other]);
      Exchange(index, other);
      ExpectLocated({index});
      Exchange(index, other);
    }
  }
  EXPECT_TRUE(Round().ok());
}

TEST_F(JournalTest, EveryLengthToWhichItIsCut) {
  Publish(300);
  for (uint64_t size = 0; size < 300; ++size) {
    store_.visible = size;
    ExpectLocated({size});
  }
}

TEST_F(JournalTest, EveryDropSwapAndCutOfAPublishedFileIsMadeGood) {
  Publish(3);
  const Files audit = audit_files_.durable;
  const Files annex = annex_files_.durable;
  const auto expect_made_good = [&](Files& now, const Damage& damage) {
    for (const auto& [path, content] : damage.files) {
      if (content.has_value()) {
        now[path] = *content;
      } else {
        now.erase(path);
      }
    }
    const auto found = Round();
    ASSERT_TRUE(found.ok()) << damage.what << found.status();
    for (const auto& [path, content] : damage.files) {
      EXPECT_THAT(*found, Contains(path)) << damage.what;
    }
    ASSERT_TRUE(audit_files_.durable == audit && annex_files_.durable == annex)
        << damage.what;
  };
  for (const auto& [whole, now] : {std::pair(&audit, &audit_files_.visible),
                                   std::pair(&annex, &annex_files_.visible)}) {
    for (const auto& [path, content] : *whole) {
      expect_made_good(*now, DropFile(*whole, path));
      for (size_t at = 0; at < content.size(); ++at) {
        expect_made_good(*now, CutAt(*whole, path, at));
        expect_made_good(*now, DropByte(*whole, path, at));
      }
      for (const auto& [other, unused] : *whole) {
        if (path < other)
          expect_made_good(*now, SwapFiles(*whole, path, other));
      }
    }
  }
}

// Journal, published files and a backup of both, against the anchor.
TEST(JournalAtStartTest, EveryEarlierStateAndEveryOtherHistoryIsRefused) {
  constexpr uint64_t kSize = 6;
  for (uint64_t place = 0; place < kSize; ++place) {
    for (const bool other_history : {true, false}) {
      audit::TestNode node;
      ASSERT_TRUE(node.Open().ok());
      for (uint64_t i = 0; i < kSize; ++i) {
        node.store.rows.push_back(bench::DecisionRow(i));
        ASSERT_TRUE(node.log->TryPublish().ok());
      }
      audit::TestNode forged;
      ASSERT_TRUE(forged.Open().ok());
      for (uint64_t i = 0; i < (other_history ? kSize : place); ++i) {
        forged.store.rows.push_back(
            bench::DecisionRow(i, i == place ? "another" : ""));
        ASSERT_TRUE(forged.log->TryPublish().ok());
      }
      node.Close();
      node.store.rows = forged.store.rows;
      node.audit_files = forged.audit_files;
      node.annex_files = forged.annex_files;
      const absl::Status status = node.Open();
      EXPECT_TRUE(absl::IsDataLoss(status)) << place << status;
    }
  }
}

// The share of the random damages that is done to the journal.  Openings are
// erased, so that a round is quick.
TEST_F(JournalTest, EveryRandomDamageIsLocated) {
  const Campaign campaign = AskedCampaign();
  for (uint64_t index = 0; index < campaign.entries; ++index) {
    store_.rows.push_back(bench::DecisionRow(index));
    store_.rows.back().annex.clear();
  }
  Publish(campaign.entries);
  Dice dice(20261201);
  Tally tally;
  for (uint64_t i = 0; i < campaign.damages / 5; ++i) {
    const uint64_t place = dice.Below(campaign.entries);
    const uint64_t other = dice.Below(campaign.entries);
    core::AuditRow& row = store_.rows[place];
    const core::AuditRow whole = row;
    SCOPED_TRACE(absl::StrCat("damage ", i, " at ", place, ", ", other));
    switch (dice.Below(5)) {
      case 0:
        store_.visible = place;
        ExpectLocated({place});
        store_.visible = UINT64_MAX;
        break;
      case 1:
        row = bench::DecisionRow(place, "another");
        ExpectLocated({place});
        row = whole;
        break;
      case 2:
        if (place == other) break;
        Exchange(place, other);
        ExpectLocated({std::min(place, other)});
        Exchange(place, other);
        break;
      case 3:
        store_.rows.erase(store_.rows.begin() +
                          static_cast<std::ptrdiff_t>(place));
        ExpectLocated({place});
        store_.rows.insert(
            store_.rows.begin() + static_cast<std::ptrdiff_t>(place), whole);
        break;
      default: {
        const size_t bit = dice.Below(8 * row.entry.size());
        Flip(row.entry, bit);
        ExpectLocated({place});
        Flip(row.entry, bit);
      }
    }
    ASSERT_FALSE(HasFailure());
    tally.Note(/*without_effect=*/false);
  }
  EXPECT_TRUE(Round().ok());
  std::cout << "journal of " << campaign.entries << " entries, " << tally.Text()
            << "\n";
}

}  // namespace
}  // namespace enlace::tampering
