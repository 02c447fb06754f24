#include "client/library/entry_proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client/library/annex_file.h"
#include "proto/wire/log_policy.h"
#include "tests/client/audit_fixture.h"

namespace enlace::client {
namespace {

struct ReadLog {
  explicit ReadLog(const PublishedLog& log)
      : summary(ReadAuditDirectory(
            log.files(), log.keys(),
            [this](const OpenedEntry& e) { entries.push_back(e); })) {}

  std::vector<OpenedEntry> entries;
  AuditSummary summary;
};

std::vector<PlannedEntry> PlanOf(size_t size) {
  std::vector<PlannedEntry> plan;
  for (size_t i = 0; i < size; ++i) {
    plan.push_back({TransferNamed(absl::StrCat("t", i))});
  }
  return plan;
}

TEST(LogProverTest, EveryEntryOfLogsOfManySizesIsProven) {
  for (const size_t size : {1, 2, 3, 7, 8, 256, 257, 300}) {
    const PublishedLog log(PlanOf(size));
    const ReadLog read(log);
    const auto policy =
        wire::LogPolicy::Create(log.keys().log, log.keys().witnesses);
    ASSERT_TRUE(policy.ok());
    LogProver prover(log.files().audit_dir, read.summary);
    for (const OpenedEntry& opened : read.entries) {
      const auto proof = prover.Prove(opened);
      ASSERT_TRUE(proof.ok()) << proof.status();
      const auto verified =
          wire::VerifyReceipt(wire::FormatTlogProof(*proof),
                              wire::EncodeAuditEntry(opened.entry), *policy);
      ASSERT_TRUE(verified.ok()) << verified.status();
      EXPECT_EQ(verified->index, opened.index);
      const auto steps =
          StepsOf(opened.index, size, opened.leaf_hash, proof->proof);
      EXPECT_EQ(steps.empty() ? opened.leaf_hash : steps.back().node,
                read.summary.root)
          << opened.index << " of " << size;
    }
  }
}

TEST(LogProverTest, FolderThatChangedSinceItWasReadProvesNothing) {
  const PublishedLog log(PlanOf(8));
  const ReadLog read(log);
  std::string tile = log.Read("audit/tile/0/000.p/8");
  tile[5] ^= 1;
  log.Write("audit/tile/0/000.p/8", tile);
  LogProver prover(log.files().audit_dir, read.summary);
  EXPECT_TRUE(prover.Prove(read.entries[0]).ok());  // its own leaf is not read
  EXPECT_TRUE(absl::IsDataLoss(prover.Prove(read.entries[1]).status()));
}

TEST(PathInBatchTest, LeadsFromTheRecordToTheEntry) {
  const std::string a = TransferNamed("a");
  const std::string b = TransferNamed("b");
  const PublishedLog log({{.transfer_id = TransferNamed("batch"),
                           .step = v1::AUDIT_STEP_COLLECTED,
                           .batch = {a, b}}});
  const ReadLog read(log);
  ASSERT_EQ(read.entries.size(), 2U);
  const auto annex = ReadAnnexEntry(log.files().annex_dir, 0);
  ASSERT_TRUE(annex.ok()) << annex.status();
  for (const OpenedEntry& opened : read.entries) {
    EXPECT_EQ(opened.closed_places, 6U);
    ASSERT_TRUE(opened.place.has_value());
    const v1::AnnexLeaf& leaf = annex->leaves(static_cast<int>(*opened.place));
    const auto path = PathInBatch(*annex, *opened.place);
    ASSERT_TRUE(path.ok()) << path.status();
    EXPECT_EQ(
        wire::RootOfPath(
            wire::SharedCommitment(leaf.shared_blind(), leaf.shared()), *path),
        opened.entry.shared);
  }
  EXPECT_FALSE(PathInBatch(*annex, 8).ok());
  EXPECT_FALSE(PathInBatch(v1::AnnexEntry(), 0).ok());
  EXPECT_TRUE(
      absl::IsNotFound(ReadAnnexEntry(log.files().annex_dir, 1).status()));
}

}  // namespace
}  // namespace enlace::client
