#include "server/audit/audit_log.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/batch_entry.h"
#include "proto/wire/log_policy.h"
#include "proto/wire/problem.h"
#include "proto/wire/tlog_proof.h"
#include "server/audit/shared_part.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

using Answer = absl::StatusOr<WitnessAnswer>;

class AuditLogTest : public testing::Test {
 protected:
  AuditLogTest() { EXPECT_TRUE(node_.Open().ok()); }

  // Grows the log to `size` and publishes it.
  absl::Status PublishSize(uint64_t size) {
    node_.store.GrowTo(size);
    return node_.log->TryPublish();
  }

  // The size of the published checkpoint, everything checked.
  uint64_t PublishedSize() {
    uint64_t size = 0;
    const absl::Status status = CheckPublished(
        node_.audit_files.durable, node_.annex_files.durable, &size);
    EXPECT_TRUE(status.ok()) << status;
    return size;
  }

  bool PublishedIsCosigned() {
    return absl::StrContains(node_.audit_files.durable["checkpoint"],
                             kTestWitness);
  }

  void WitnessIsAway() {
    node_.ask = [](const std::string&) -> Answer {
      return absl::UnavailableError("no link");
    };
  }
  void WitnessIsBack() {
    node_.ask = [this](const std::string& body) {
      return node_.AskRealWitness(body);
    };
  }

  TestNode node_;
};

TEST_F(AuditLogTest, PublishesSignsAndIsCosigned) {
  for (const uint64_t size : {1u, 2u, 255u, 256u, 257u, 300u, 512u, 600u}) {
    ASSERT_TRUE(PublishSize(size).ok()) << size;
    EXPECT_EQ(PublishedSize(), size);
    EXPECT_TRUE(PublishedIsCosigned());
    EXPECT_EQ(node_.log->checkpoint_size(), size);
    EXPECT_EQ(node_.log->cosigned_size(std::string(kTestNation)), size);
    EXPECT_EQ(node_.log->StateText(), "ready");
  }
}

TEST_F(AuditLogTest, EmptyLogIsNotSigned) {
  ASSERT_TRUE(PublishSize(0).ok());
  EXPECT_EQ(node_.log->checkpoint_size(), 0u);
  EXPECT_TRUE(node_.audit_files.visible.empty());
}

TEST_F(AuditLogTest, NothingNewWritesNothing) {
  ASSERT_TRUE(PublishSize(300).ok());
  const int operations = node_.disk.operations;
  node_.ask = [](const std::string&) -> Answer {
    ADD_FAILURE() << "the witness has cosigned already";
    return absl::UnavailableError("");
  };
  ASSERT_TRUE(node_.log->TryPublish().ok());
  EXPECT_EQ(node_.disk.operations, operations);
}

TEST_F(AuditLogTest, ReceiptsVerifyAtManySizes) {
  const auto policy = wire::LogPolicy::Create(Keys().log, {Keys().witness});
  for (uint64_t size = 1; size <= 600; size += size < 20 ? 1 : 29) {
    ASSERT_TRUE(PublishSize(size).ok());
    for (const uint64_t index : {uint64_t{0}, size / 2, size - 1}) {
      for (const auto level : {v1::RECEIPT_LEVEL_L1, v1::RECEIPT_LEVEL_L2}) {
        const auto receipt = node_.log->Prove(index, "", level);
        ASSERT_TRUE(receipt.ok()) << receipt.status();
        EXPECT_EQ(receipt->entry(), TestEntry(index));
        const auto verified =
            wire::VerifyReceipt(receipt->proof(), receipt->entry(), *policy);
        EXPECT_TRUE(verified.ok())
            << verified.status() << index << " of " << size;
        EXPECT_FALSE(
            wire::VerifyReceipt(receipt->proof(), TestEntry(index + 1), *policy)
                .ok());
      }
    }
    EXPECT_EQ(wire::ReasonOf(
                  node_.log->Prove(size, "", v1::RECEIPT_LEVEL_L1).status()),
              wire::kReceiptNotReady);
  }
}

TEST_F(AuditLogTest, ProofsAreMadeBesidePublications) {
  const auto policy = wire::LogPolicy::Create(Keys().log, {Keys().witness});
  node_.store.GrowTo(2000);  // All at once: the store of these tests is bare.
  node_.store.visible = 1;
  ASSERT_TRUE(node_.log->TryPublish().ok());
  std::atomic<bool> done = false;
  std::thread prover([&] {
    uint64_t proofs = 0;
    while (!done || proofs == 0) {
      const uint64_t size = node_.log->cosigned_size(std::string(kTestNation));
      const uint64_t index = proofs++ * 7919 % size;
      const auto receipt = node_.log->Prove(index, "", v1::RECEIPT_LEVEL_L2);
      ASSERT_TRUE(receipt.ok()) << receipt.status();
      EXPECT_TRUE(
          wire::VerifyReceipt(receipt->proof(), receipt->entry(), *policy)
              .ok());
      EXPECT_EQ(node_.log->StateText(), "ready");
    }
  });
  while (node_.store.visible < 2000) {
    node_.store.visible = std::min<uint64_t>(2000, node_.store.visible + 90);
    EXPECT_TRUE(node_.log->TryPublish().ok());
  }
  done = true;
  prover.join();
  EXPECT_EQ(PublishedSize(), 2000u);
}

TEST_F(AuditLogTest, ReceiptLeavesTheNationalPartOut) {
  ASSERT_TRUE(PublishSize(3).ok());
  const auto receipt = node_.log->Prove(1, "", v1::RECEIPT_LEVEL_L1);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->shared(), "shared 1");
  EXPECT_EQ(receipt->SerializeAsString().find("national 1"), std::string::npos);
}

TEST(SharedPartTest, RecordOfABatchIsShownWithItsPathAlone) {
  wire::DrawnBatch drawn = wire::DrawBatch(std::string(32, 'd'), 2);
  v1::AnnexEntry annex;
  for (uint32_t i = 0; i < 2; ++i) {
    v1::SharedOpening shared;
    shared.set_transfer_id(std::string(16, static_cast<char>('a' + i)));
    v1::AnnexLeaf& leaf = drawn.leaves[drawn.order[i]];
    leaf.set_shared(shared.SerializeAsString());
    leaf.set_national("national");
  }
  for (const v1::AnnexLeaf& leaf : drawn.leaves) *annex.add_leaves() = leaf;
  wire::TlogProof proof;
  const auto part = SharedPartOf(annex, std::string(16, 'b'), proof);
  ASSERT_TRUE(part.ok()) << part.status();
  EXPECT_EQ(part->SerializeAsString().find("national"), std::string::npos);
  const auto path = wire::DecodeLeafPath(proof.extra.value_or(""));
  ASSERT_TRUE(path.ok()) << path.status();
  EXPECT_EQ(path->place, drawn.order[1]);
  EXPECT_EQ(
      wire::RootOfPath(
          wire::SharedCommitment(part->shared_blind(), part->shared()), *path),
      wire::BatchRoot(wire::LeavesOf(annex)->shared));
  EXPECT_TRUE(absl::IsNotFound(
      SharedPartOf(annex, std::string(16, 'c'), proof).status()));
}

TEST_F(AuditLogTest, LevelsThatAreNoProofAreRefused) {
  ASSERT_TRUE(PublishSize(3).ok());
  for (const auto level :
       {v1::RECEIPT_LEVEL_UNSPECIFIED, static_cast<v1::ReceiptLevel>(77)}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(node_.log->Prove(1, "", level).status()));
  }
}

TEST_F(AuditLogTest, EntryThatChangedAfterSigningIsNeverProved) {
  ASSERT_TRUE(PublishSize(600).ok());
  for (const uint64_t index : {0u, 300u, 599u}) {
    ASSERT_TRUE(node_.Open().ok());
    const core::AuditRow good = node_.store.rows[index];
    node_.store.rows[index].entry[0] ^= 1;
    EXPECT_TRUE(absl::IsDataLoss(
        node_.log->Prove(index, "", v1::RECEIPT_LEVEL_L1).status()))
        << index;
    node_.store.rows[index] = good;
  }
}

TEST_F(AuditLogTest, GoesOnAfterARestartAtEverySize) {
  for (uint64_t size = 1; size <= 600; size += 17) {
    ASSERT_TRUE(node_.Open().ok()) << size;
    EXPECT_EQ(node_.log->StateText(), "ready");
    EXPECT_EQ(node_.log->checkpoint_size(), size > 17 ? size - 17 : 0);
    ASSERT_TRUE(PublishSize(size).ok()) << size;
    EXPECT_EQ(PublishedSize(), size);
    EXPECT_TRUE(node_.log->Prove(size - 1, "", v1::RECEIPT_LEVEL_L2).ok());
  }
}

TEST_F(AuditLogTest, RestartReadsTheLastBlockOnly) {
  ASSERT_TRUE(PublishSize(5000).ok());
  node_.store.GrowTo(5010);
  node_.store.rows_read = 0;
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_LE(node_.store.rows_read, 2 * 256u + 10);
  ASSERT_TRUE(node_.log->TryPublish().ok());
  EXPECT_EQ(PublishedSize(), 5010u);
}

TEST(DamagedFilesTest, AreMadeAnew) {
  using FileMap = std::map<std::string, std::string>;
  const std::function<void(FileMap&)> damages[] = {
      [](FileMap& files) { files["tile/1/000.p/2"][40] ^= 1; },
      [](FileMap& files) { files.erase("tile/1/000.p/2"); },
      [](FileMap& files) { files["tile/1/000.p/2"] = "short"; },
      [](FileMap& files) { files["checkpoint"][40] ^= 1; },
      [](FileMap& files) { files["checkpoint"] = ""; },
      [](FileMap& files) { files.clear(); }};
  for (const auto& damage : damages) {
    TestNode node;
    ASSERT_TRUE(node.Open().ok());
    node.store.GrowTo(600);
    ASSERT_TRUE(node.log->TryPublish().ok());
    node.Close();
    damage(node.audit_files.visible);
    ASSERT_TRUE(node.Open().ok());
    node.store.GrowTo(601);
    ASSERT_TRUE(node.log->TryPublish().ok());
    uint64_t size = 0;
    const absl::Status status = CheckPublished(node.audit_files.durable,
                                               node.annex_files.durable, &size);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(size, 601u);
  }
}

TEST_F(AuditLogTest, RecordingAndSigningGoOnWithoutTheWitness) {
  WitnessIsAway();
  EXPECT_TRUE(absl::IsUnavailable(PublishSize(300)));
  EXPECT_EQ(PublishedSize(), 300u);
  EXPECT_FALSE(PublishedIsCosigned());
  EXPECT_EQ(node_.log->StateText(), "ready");
  EXPECT_TRUE(node_.log->Prove(299, "", v1::RECEIPT_LEVEL_L1).ok());
  EXPECT_EQ(
      wire::ReasonOf(node_.log->Prove(299, "", v1::RECEIPT_LEVEL_L2).status()),
      wire::kReceiptNotReady);
  EXPECT_FALSE(PublishSize(310).ok());
  // The call after its return asks, although nothing is new.
  WitnessIsBack();
  ASSERT_TRUE(node_.log->TryPublish().ok());
  EXPECT_TRUE(PublishedIsCosigned());
  EXPECT_TRUE(node_.log->Prove(309, "", v1::RECEIPT_LEVEL_L2).ok());
}

TEST_F(AuditLogTest, ReceiptsOfTheCosignedSizeStayWhileTheWitnessIsAway) {
  ASSERT_TRUE(PublishSize(300).ok());
  WitnessIsAway();
  EXPECT_FALSE(PublishSize(310).ok());
  EXPECT_TRUE(node_.log->Prove(299, "", v1::RECEIPT_LEVEL_L2).ok());
  EXPECT_FALSE(node_.log->Prove(300, "", v1::RECEIPT_LEVEL_L2).ok());
  EXPECT_TRUE(node_.log->Prove(300, "", v1::RECEIPT_LEVEL_L1).ok());
}

TEST_F(AuditLogTest, LostAnswerOfTheWitnessIsAskedForAgain) {
  ASSERT_TRUE(PublishSize(5).ok());
  node_.ask = [this](const std::string& body) -> Answer {
    EXPECT_TRUE(node_.AskRealWitness(body).ok());
    return absl::UnavailableError("the answer got lost");
  };
  EXPECT_FALSE(PublishSize(300).ok());
  EXPECT_FALSE(PublishSize(400).ok());
  WitnessIsBack();
  ASSERT_TRUE(PublishSize(500).ok());
  EXPECT_EQ(node_.log->cosigned_size(std::string(kTestNation)), 500u);
}

TEST_F(AuditLogTest, FalseCosignatureIsNeverPublished) {
  node_.ask = [this](const std::string& body) -> Answer {
    Answer answer = node_.AskRealWitness(body);
    answer->body[answer->body.size() - 10] ^= 1;
    return answer;
  };
  EXPECT_TRUE(absl::IsUnauthenticated(PublishSize(300)));
  EXPECT_EQ(PublishedSize(), 300u);
  EXPECT_FALSE(PublishedIsCosigned());
  EXPECT_FALSE(node_.log->Prove(0, "", v1::RECEIPT_LEVEL_L2).ok());
}

// A bare number, or a refusal, is an incident and no veto.
TEST_F(AuditLogTest, ClaimsOfTheWitnessAreReportedAndStopNothing) {
  ASSERT_TRUE(PublishSize(5).ok());
  for (const WitnessAnswer& claim :
       {WitnessAnswer{409, "1000000\n"}, WitnessAnswer{422, ""}}) {
    const uint64_t size = node_.log->checkpoint_size() + 100;
    node_.ask = [&](const std::string&) -> Answer { return claim; };
    EXPECT_TRUE(absl::IsFailedPrecondition(PublishSize(size)));
    EXPECT_EQ(PublishedSize(), size);
    EXPECT_TRUE(absl::StrContains(node_.log->StateText(), "incident"));
    EXPECT_TRUE(absl::StartsWith(node_.log->StateText(), "ready"));
  }
  WitnessIsBack();
  ASSERT_TRUE(node_.log->TryPublish().ok());
  EXPECT_EQ(node_.log->StateText(), "ready");
}

TEST_F(AuditLogTest, JournalThatChangedBeforeSigningStopsSigning) {
  ASSERT_TRUE(PublishSize(5).ok());
  node_.store.GrowTo(300);
  // Right when it is hashed, changed when it is read back.
  int reads = 0;
  node_.store.before_read = [&](uint64_t) {
    if (++reads == 2) node_.store.rows[200].entry[0] ^= 1;
    return absl::OkStatus();
  };
  EXPECT_TRUE(absl::IsDataLoss(node_.log->TryPublish()));
  EXPECT_EQ(PublishedSize(), 5u);
  EXPECT_TRUE(absl::StartsWith(node_.log->StateText(), "not signing: "));
  node_.store.before_read = nullptr;
  node_.store.rows[200].entry[0] ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(node_.log->TryPublish()));
  EXPECT_EQ(PublishedSize(), 5u);
  EXPECT_EQ(node_.anchor->LastSigned(kTestOrigin)->size, 5u);
}

TEST_F(AuditLogTest, UnreadableJournalIsTriedAgain) {
  node_.store.GrowTo(300);
  node_.store.before_read = [](uint64_t) {
    return absl::UnavailableError("busy");
  };
  EXPECT_TRUE(absl::IsUnavailable(node_.log->TryPublish()));
  node_.store.before_read = nullptr;
  EXPECT_TRUE(node_.log->TryPublish().ok());
  EXPECT_EQ(PublishedSize(), 300u);
}

// A key that looks whether the anchor knows what it is asked to sign.
class WatchingSigner final : public certs::Signer {
 public:
  explicit WatchingSigner(std::string anchor_path)
      : anchor_path_(std::move(anchor_path)) {}

  certs::KeyType key_type() const override {
    return Keys().log_signer.key_type();
  }
  const std::string& key_id() const override {
    return Keys().log_signer.key_id();
  }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override {
    ++signatures;
    const std::vector<std::string> lines = absl::StrSplit(message, '\n');
    EXPECT_TRUE(absl::StrContains(
        *ReadFile(anchor_path_),
        absl::StrCat("signed ", lines[0], " ", lines[1], " ", lines[2], "\n")));
    return Keys().log_signer.Sign(message);
  }

  mutable int signatures = 0;

 private:
  const std::string anchor_path_;
};

TEST_F(AuditLogTest, AnchorIsOnDiskBeforeASignatureIsMade) {
  const WatchingSigner signer(node_.folder / "anchor");
  node_.signer = &signer;
  ASSERT_TRUE(node_.Open().ok());
  for (const uint64_t size : {1u, 2u, 300u}) {
    ASSERT_TRUE(PublishSize(size).ok());
  }
  EXPECT_EQ(signer.signatures, 3);
}

// A node that ends before it signs for the first time has entries afterwards:
// they must not look like those of a log whose anchor was lost.
TEST_F(AuditLogTest, NewLogHasItsAnchorBeforeItsFirstEntry) {
  ASSERT_TRUE(node_.Open().ok());
  node_.Close();
  node_.store.GrowTo(7);
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_EQ(node_.log->signing_state(), SigningState::kSign);
  ASSERT_TRUE(PublishSize(7).ok());
  EXPECT_EQ(PublishedSize(), 7u);
}

TEST_F(AuditLogTest, WhatTheAnchorCannotRecordIsNotSigned) {
  const WatchingSigner signer(node_.folder / "anchor");
  node_.signer = &signer;
  ASSERT_TRUE(node_.Open().ok());
  ASSERT_TRUE(PublishSize(5).ok());
  std::filesystem::create_directory(node_.folder / "anchor.new");
  EXPECT_FALSE(PublishSize(300).ok());
  EXPECT_EQ(PublishedSize(), 5u);
  EXPECT_EQ(signer.signatures, 1);
  std::filesystem::remove(node_.folder / "anchor.new");
  EXPECT_TRUE(PublishSize(300).ok());
  EXPECT_EQ(PublishedSize(), 300u);
}

}  // namespace
}  // namespace enlace::audit
