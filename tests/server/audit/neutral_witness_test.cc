// A neutral witness adds its line, holds up nothing, and counts for no receipt.

#include <filesystem>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "proto/wire/log_policy.h"
#include "proto/wire/problem.h"
#include "proto/wire/tlog_proof.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

using Answer = absl::StatusOr<WitnessAnswer>;

class NeutralWitnessTest : public testing::Test {
 protected:
  NeutralWitnessTest() { EXPECT_TRUE(node_.Open().ok()); }

  absl::Status PublishSize(uint64_t size) {
    node_.store.GrowTo(size);
    return node_.log->TryPublish();
  }
  absl::Status AskNeutral() {
    return node_.log->AskNeutral(std::string(kTestNeutral));
  }

  bool PublishedHas(absl::string_view witness) {
    return absl::StrContains(node_.audit_files.durable["checkpoint"], witness);
  }

  WitnessStanding Standing() {
    const auto all = node_.log->WitnessesOfThisLog();
    EXPECT_EQ(all.size(), 2u);
    EXPECT_EQ(all.front().nation, kTestNation);
    EXPECT_EQ(all.back().key_name, kTestNeutral);
    return all.back();
  }

  // Whether the receipt of the last entry is one under a policy that demands
  // all of `witnesses`.
  bool Proves(v1::ReceiptLevel level,
              std::vector<wire::VerifierKey> witnesses) {
    const uint64_t index = node_.store.rows.size() - 1;
    const auto receipt = node_.log->Prove(index, "", level);
    if (!receipt.ok()) {
      EXPECT_EQ(wire::ReasonOf(receipt.status()), wire::kReceiptNotReady);
      return false;
    }
    const auto policy =
        wire::LogPolicy::Create(Keys().log, std::move(witnesses));
    return wire::VerifyReceipt(receipt->proof(), receipt->entry(), *policy)
        .ok();
  }

  static Answer Away(const std::string&) {
    return absl::UnavailableError("nobody answers");
  }

  TestNode node_;
};

TEST_F(NeutralWitnessTest, ItsLineStandsBesideTheOtherNations) {
  for (const uint64_t size : {1u, 5u, 300u, 512u}) {
    ASSERT_TRUE(PublishSize(size).ok());
    EXPECT_FALSE(PublishedHas(kTestNeutral));
    EXPECT_EQ(Standing().waiting_since, node_.clock.now);
    node_.clock.now += absl::Seconds(5);
    ASSERT_TRUE(AskNeutral().ok());
    EXPECT_TRUE(PublishedHas(kTestNeutral));
    EXPECT_TRUE(PublishedHas(kTestWitness));
    EXPECT_EQ(Standing().cosigned_size, size);
    EXPECT_EQ(Standing().cosigned_at, node_.clock.now);
    EXPECT_EQ(Standing().waiting_since, absl::InfiniteFuture());
    EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().witness, Keys().neutral}));
    uint64_t published = 0;
    EXPECT_TRUE(CheckPublished(node_.audit_files.durable,
                               node_.annex_files.durable, &published)
                    .ok());
    EXPECT_EQ(published, size);
  }
}

TEST_F(NeutralWitnessTest, WhatItHasCosignedIsNotAskedAgain) {
  ASSERT_TRUE(AskNeutral().ok());  // nothing is signed
  ASSERT_TRUE(PublishSize(300).ok());
  ASSERT_TRUE(AskNeutral().ok());
  node_.ask_neutral = [](const std::string&) -> Answer {
    ADD_FAILURE() << "it has cosigned already";
    return absl::UnavailableError("");
  };
  EXPECT_TRUE(AskNeutral().ok());
  // Nor after a restart, since the line is in the published checkpoint.
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_TRUE(AskNeutral().ok());
  EXPECT_EQ(Standing().cosigned_size, 300u);
  EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().witness, Keys().neutral}));
}

TEST_F(NeutralWitnessTest, WhileItIsAwayNothingIsMissingButItsLine) {
  node_.ask_neutral = Away;
  ASSERT_TRUE(PublishSize(300).ok());
  EXPECT_TRUE(absl::IsUnavailable(AskNeutral()));
  EXPECT_TRUE(PublishedHas(kTestWitness));
  EXPECT_EQ(node_.log->StateText(), "ready");
  EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().witness}));
  EXPECT_FALSE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().neutral}));
  ASSERT_TRUE(PublishSize(310).ok());
  EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().witness}));
}

TEST_F(NeutralWitnessTest, WhileItThinksAllElseGoesOn) {
  absl::Notification asked;
  absl::Notification answers;
  node_.ask_neutral = [&](const std::string& body) -> Answer {
    if (!asked.HasBeenNotified()) {
      asked.Notify();
      answers.WaitForNotification();
    }
    return node_.AskRealNeutral(body);
  };
  ASSERT_TRUE(PublishSize(300).ok());
  std::thread asker([&] { EXPECT_TRUE(AskNeutral().ok()); });
  asked.WaitForNotification();
  for (const uint64_t size : {301u, 310u}) {
    ASSERT_TRUE(PublishSize(size).ok());
    EXPECT_EQ(node_.log->cosigned_size(std::string(kTestNation)), size);
    EXPECT_TRUE(PublishedHas(kTestWitness));
    EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().witness}));
  }
  answers.Notify();
  asker.join();
  // Its line is for a checkpoint that is no longer the last one.
  EXPECT_FALSE(PublishedHas(kTestNeutral));
  EXPECT_EQ(Standing().cosigned_size, 300u);
  EXPECT_NE(Standing().waiting_since, absl::InfiniteFuture());
  ASSERT_TRUE(AskNeutral().ok());
  EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().witness, Keys().neutral}));
}

TEST_F(NeutralWitnessTest, AloneItMakesNoReceiptOfLevelL2) {
  node_.ask = Away;
  EXPECT_TRUE(absl::IsUnavailable(PublishSize(300)));
  ASSERT_TRUE(AskNeutral().ok());
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(PublishedHas(kTestNeutral));
    EXPECT_FALSE(PublishedHas(kTestWitness));
    EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L1, {Keys().neutral}));
    EXPECT_FALSE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().neutral}));
    ASSERT_TRUE(node_.Open().ok());  // the same after a restart
  }
  // The other nation's line joins the neutral one.
  node_.ask = [this](const std::string& body) {
    return node_.AskRealWitness(body);
  };
  ASSERT_TRUE(node_.log->TryPublish().ok());
  EXPECT_TRUE(Proves(v1::RECEIPT_LEVEL_L2, {Keys().witness, Keys().neutral}));
}

TEST_F(NeutralWitnessTest, ItsClaimsAreReportedAndStopNothing) {
  ASSERT_TRUE(PublishSize(5).ok());
  for (const WitnessAnswer& claim :
       {WitnessAnswer{409, "1000000\n"}, WitnessAnswer{422, ""}}) {
    node_.ask_neutral = [&](const std::string&) -> Answer { return claim; };
    EXPECT_TRUE(absl::IsFailedPrecondition(AskNeutral()));
    EXPECT_TRUE(absl::StrContains(node_.log->StateText(), "ready; incident"));
    EXPECT_TRUE(absl::StrContains(node_.log->StateText(), kTestNeutral));
    ASSERT_TRUE(PublishSize(node_.log->checkpoint_size() + 100).ok());
  }
  node_.ask_neutral = [this](const std::string& body) {
    return node_.AskRealNeutral(body);
  };
  ASSERT_TRUE(AskNeutral().ok());
  EXPECT_EQ(node_.log->StateText(), "ready");
}

TEST_F(NeutralWitnessTest, FalseLinesAreNeverPublished) {
  node_.ask_neutral = [this](const std::string& body) -> Answer {
    Answer answer = node_.AskRealNeutral(body);
    answer->body[answer->body.size() - 10] ^= 1;
    return answer;
  };
  ASSERT_TRUE(PublishSize(300).ok());
  EXPECT_TRUE(absl::IsUnauthenticated(AskNeutral()));
  EXPECT_FALSE(PublishedHas(kTestNeutral));
  // Nor is the other nation's taken from a neutral witness.
  node_.ask_neutral = [this](const std::string& body) {
    return node_.AskRealWitness(body);
  };
  EXPECT_FALSE(AskNeutral().ok());
  EXPECT_FALSE(PublishedHas(kTestNeutral));
}

// It may have seen less than the other nation, so it clears no lost anchor.
TEST_F(NeutralWitnessTest, ItLetsNoNodeSignAgain) {
  ASSERT_TRUE(PublishSize(5).ok());
  ASSERT_TRUE(AskNeutral().ok());
  const std::string cosigned = node_.neutral->LatestCosigned(kTestOrigin);
  ASSERT_TRUE(absl::StrContains(cosigned, kTestNeutral));
  node_.Close();
  std::filesystem::remove(node_.folder / "anchor");
  node_.ask = Away;
  node_.ask_neutral = [](const std::string&) -> Answer {
    ADD_FAILURE() << "asked although nothing is signed";
    return absl::UnavailableError("");
  };
  ASSERT_TRUE(node_.Open().ok());
  EXPECT_FALSE(PublishSize(6).ok());
  EXPECT_TRUE(AskNeutral().ok());
  EXPECT_TRUE(absl::IsUnauthenticated(node_.log->Clear(cosigned)));
  EXPECT_TRUE(absl::StartsWith(node_.log->StateText(), "not signing: "));
}

}  // namespace
}  // namespace enlace::audit
