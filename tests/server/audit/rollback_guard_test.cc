// What a node does when it starts beside an anchor that does not fit its log:
// docs/audit-log.md, "Checkpointing and the rollback guard".

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

// A log of 300 entries, published and cosigned; then something happens to it
// while it is closed.
class RollbackGuardTest : public testing::Test {
 protected:
  RollbackGuardTest() {
    EXPECT_TRUE(node_.Open().ok());
    GrowAndPublish(100);
    backup_audit_ = node_.audit_files;
    backup_annex_ = node_.annex_files;
    GrowAndPublish(300);
    node_.Close();
  }

  void GrowAndPublish(uint64_t size) {
    node_.store.GrowTo(size);
    const absl::Status status = node_.log->TryPublish();
    EXPECT_TRUE(status.ok()) << status;
  }

  void RestoreBackupOfTheJournal() { node_.store.rows.resize(100); }
  void RestoreBackupOfThePublishedFiles() {
    node_.audit_files = backup_audit_;
    node_.annex_files = backup_annex_;
  }
  void LoseTheAnchor() { std::filesystem::remove(node_.folder / "anchor"); }

  bool Signs(uint64_t size) {
    node_.store.GrowTo(size);
    node_.log->Publish();
    return node_.log->checkpoint_size() == size;
  }
  bool IsRecordOnly() {
    return node_.log->StateText() ==
           "not signing: the signer anchor is missing";
  }

  TestNode node_;
  FakeDirectory::Files backup_audit_;
  FakeDirectory::Files backup_annex_;
};

TEST_F(RollbackGuardTest, MatchingAnchorSignsAtOnce) {
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_TRUE(Signs(310));
}

TEST_F(RollbackGuardTest, RestoreOlderThanAnchorRefusesToSign) {
  RestoreBackupOfTheJournal();
  RestoreBackupOfThePublishedFiles();
  const absl::Status status = node_.Open();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "two persons"));
}

TEST_F(RollbackGuardTest, RestoreOlderThanThePublishedCheckpointRefuses) {
  RestoreBackupOfTheJournal();
  LoseTheAnchor();
  EXPECT_TRUE(absl::IsDataLoss(node_.Open()));
}

TEST_F(RollbackGuardTest, ReplacedHistoryRefuses) {
  for (const uint64_t index : {0u, 150u, 299u}) {
    core::AuditRow& row = node_.store.rows[index];
    row.entry[0] ^= 1;
    for (const bool published : {true, false}) {
      const FakeDirectory::Files kept = node_.audit_files;
      if (!published) node_.audit_files = {};
      const absl::Status status = node_.Open();
      if (status.ok()) {
        // The tiles and the anchor agree: it shows when the row is used.
        EXPECT_TRUE(published && index < 256) << index;
        EXPECT_TRUE(absl::IsDataLoss(
            node_.log->Prove(index, "", v1::RECEIPT_LEVEL_L1).status()));
      } else {
        EXPECT_TRUE(absl::IsDataLoss(status)) << index << status;
      }
      node_.Close();
      node_.audit_files = kept;
    }
    row.entry[0] ^= 1;
  }
  EXPECT_TRUE(node_.Open().ok());
}

TEST_F(RollbackGuardTest, RestoredTailSignsAgain) {
  RestoreBackupOfTheJournal();
  RestoreBackupOfThePublishedFiles();
  ASSERT_FALSE(node_.Open().ok());
  node_.store.GrowTo(300);
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_TRUE(Signs(301));
  uint64_t size = 0;
  EXPECT_TRUE(CheckPublished(node_.audit_files.durable,
                             node_.annex_files.durable, &size)
                  .ok());
  EXPECT_EQ(size, 301u);
}

TEST_F(RollbackGuardTest, MissingAnchorRecordsAndDoesNotSign) {
  LoseTheAnchor();
  node_.ask = [](const std::string&) -> absl::StatusOr<WitnessAnswer> {
    return absl::UnavailableError("no link");
  };
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_TRUE(IsRecordOnly());
  EXPECT_FALSE(Signs(310));
  EXPECT_EQ(node_.log->size(), 310u);
  // What was proved before still is.
  EXPECT_TRUE(node_.log->Prove(299, "", v1::RECEIPT_LEVEL_L2).ok());
}

TEST_F(RollbackGuardTest, WitnessWhoKnowsNoLargerTreeClearsAMissingAnchor) {
  LoseTheAnchor();
  ASSERT_TRUE(node_.Open().ok());
  ASSERT_TRUE(IsRecordOnly());
  ASSERT_TRUE(node_.log->TryPublish().ok());
  EXPECT_EQ(node_.log->StateText(), "ready");
  EXPECT_EQ(node_.anchor->LastSigned(kTestOrigin)->size, 300u);
  EXPECT_TRUE(Signs(310));
}

// Journal, published files and anchor all of the day before: only the other
// nation knows.
TEST_F(RollbackGuardTest, WitnessWhoKnowsALargerTreeDoesNotClear) {
  RestoreBackupOfTheJournal();
  RestoreBackupOfThePublishedFiles();
  LoseTheAnchor();
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(node_.log->TryPublish()));
  EXPECT_TRUE(IsRecordOnly());
  EXPECT_FALSE(Signs(105));
  EXPECT_EQ(node_.log->checkpoint_size(), 100u);

  // Its cosigned checkpoint bears our signature: proof.
  const absl::Status status =
      node_.log->Clear(node_.witness->LatestCosigned(kTestOrigin));
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_TRUE(absl::StartsWith(node_.log->StateText(), "not signing: "));
  EXPECT_TRUE(absl::IsDataLoss(node_.log->TryPublish()));
}

TEST_F(RollbackGuardTest, CosignedCheckpointClearsOnceTheTailIsBack) {
  RestoreBackupOfThePublishedFiles();
  LoseTheAnchor();
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(node_.log->TryPublish()));
  ASSERT_TRUE(IsRecordOnly());
  ASSERT_TRUE(
      node_.log->Clear(node_.witness->LatestCosigned(kTestOrigin)).ok());
  EXPECT_EQ(node_.anchor->LastSigned(kTestOrigin)->size, 300u);
  EXPECT_TRUE(Signs(310));
  EXPECT_EQ(node_.log->StateText(), "ready");
}

TEST_F(RollbackGuardTest, OnlyACosignedCheckpointOfThisLogClears) {
  const std::string own = node_.audit_files.durable["checkpoint"];
  RestoreBackupOfThePublishedFiles();
  LoseTheAnchor();
  ASSERT_TRUE(node_.Open().ok());
  wire::Note note = *wire::ParseNote(own);
  note.signatures.resize(1);
  EXPECT_TRUE(
      absl::IsUnauthenticated(node_.log->Clear(wire::FormatNote(note))));
  EXPECT_FALSE(node_.log->Clear("").ok());
  std::string damaged = own;
  damaged[damaged.size() - 10] ^= 1;
  EXPECT_FALSE(node_.log->Clear(damaged).ok());
  EXPECT_TRUE(IsRecordOnly());
}

TEST_F(RollbackGuardTest, DamagedAnchorDoesNotStart) {
  ASSERT_TRUE(ReplaceFileDurably(node_.folder / "anchor", "damaged").ok());
  EXPECT_TRUE(absl::IsDataLoss(node_.Open()));
}

TEST_F(RollbackGuardTest, NewLogNeedsNoAnchor) {
  TestNode fresh;
  ASSERT_TRUE(fresh.Open().ok());
  EXPECT_EQ(fresh.log->StateText(), "ready");
  // Also after a crash between the first entry and the first signature.
  fresh.store.GrowTo(1);
  ASSERT_TRUE(fresh.Open().ok());
  EXPECT_EQ(fresh.log->StateText(), "ready");
  EXPECT_TRUE(fresh.log->TryPublish().ok());
  EXPECT_EQ(fresh.log->checkpoint_size(), 1u);
}

// Everything is gone but the other nation's memory: the first checkpoint of
// the "new" log is refused by its witness, and says so.
TEST_F(RollbackGuardTest, LogThatWasLostWholeIsAnIncident) {
  node_.store.rows.clear();
  node_.audit_files = {};
  node_.annex_files = {};
  LoseTheAnchor();
  ASSERT_TRUE(node_.Open().ok());
  node_.store.GrowTo(5);
  EXPECT_TRUE(absl::IsFailedPrecondition(node_.log->TryPublish()));
  EXPECT_TRUE(absl::StrContains(node_.log->StateText(), "longer log"));
  EXPECT_TRUE(absl::IsDataLoss(
      node_.log->Clear(node_.witness->LatestCosigned(kTestOrigin))));
  EXPECT_TRUE(absl::StartsWith(node_.log->StateText(), "not signing: "));
}

}  // namespace
}  // namespace enlace::audit
