// Receipts: the published one, and every change to it.

#include "proto/wire/tlog_proof.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

LogPolicy ReceiptPolicy(bool with_witness = true) {
  std::vector<VerifierKey> witnesses;
  if (with_witness) witnesses.push_back(TlogVerifierKey(TlogKey::kWitnessB));
  auto policy =
      LogPolicy::Create(TlogVerifierKey(TlogKey::kLogA), std::move(witnesses));
  EXPECT_TRUE(policy.ok()) << policy.status();
  return *std::move(policy);
}

std::string ReceiptText() { return ReadTlogVector("proof_5_of_8.tlog-proof"); }
std::string ReceiptEntry() { return ReadTlogVector("leaf5"); }

TEST(TlogProofTest, PublishedReceiptVerifies) {
  const auto receipt =
      VerifyReceipt(ReceiptText(), ReceiptEntry(), ReceiptPolicy());
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->index, 5U);
  EXPECT_EQ(receipt->checkpoint.checkpoint.size, 8U);
  EXPECT_EQ(receipt->checkpoint.checkpoint.origin, "broker-a.example/audit");
  EXPECT_THAT(receipt->checkpoint.cosignatures,
              testing::ElementsAre(
                  CosignedBy{.witness = "broker-b.example/witness",
                             .time = absl::FromUnixSeconds(1700000000)}));
  EXPECT_FALSE(receipt->extra.has_value());
}

TEST(TlogProofTest, FormatIsTheInverseOfParse) {
  auto proof = ParseTlogProof(ReceiptText());
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(FormatTlogProof(*proof), ReceiptText());
  for (const absl::string_view extra : {"", "inner path"}) {
    proof->extra = std::string(extra);
    const std::string text = FormatTlogProof(*proof);
    const auto parsed = ParseTlogProof(text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, *proof);
    const auto receipt = VerifyReceipt(text, ReceiptEntry(), ReceiptPolicy());
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    EXPECT_EQ(receipt->extra, extra);
  }
}

TEST(TlogProofTest, EveryFlippedBitIsRefused) {
  const std::string text = ReceiptText();
  const std::string entry = ReceiptEntry();
  const LogPolicy policy = ReceiptPolicy();
  for (size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string mutated = text;
    mutated[bit / 8] = static_cast<char>(mutated[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(VerifyReceipt(mutated, entry, policy).ok()) << bit;
  }
}

TEST(TlogProofTest, EveryTruncationIsRefused) {
  const std::string text = ReceiptText();
  const std::string entry = ReceiptEntry();
  const LogPolicy policy = ReceiptPolicy();
  for (size_t length = 0; length < text.size(); ++length) {
    EXPECT_FALSE(VerifyReceipt(text.substr(0, length), entry, policy).ok())
        << length;
  }
}

TEST(TlogProofTest, AnotherEntryIsRefused) {
  for (const std::string& entry : {std::string(), std::string("@AB"),
                                   std::string("@ABCD"), std::string("@ABc")}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        VerifyReceipt(ReceiptText(), entry, ReceiptPolicy()).status()));
  }
}

TEST(TlogProofTest, MissingCosignatureIsToldApart) {
  const std::string text = ReceiptText();
  const std::string alone = text.substr(0, text.find("\u2014 broker-b"));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      VerifyReceipt(alone, ReceiptEntry(), ReceiptPolicy()).status()));
  const auto receipt =
      VerifyReceipt(alone, ReceiptEntry(), ReceiptPolicy(false));
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_THAT(receipt->checkpoint.cosignatures, testing::IsEmpty());
}

TEST(TlogProofTest, RefusesEveryOtherSpelling) {
  const std::string text = ReceiptText();
  using Replacement = std::pair<absl::string_view, absl::string_view>;
  for (const Replacement& change :
       {Replacement{"@v1\n", "@v2\n"}, Replacement{"@v1\n", "@v1\r\n"},
        Replacement{"index 5", "index 05"}, Replacement{"index 5", "index  5"},
        Replacement{"index 5", "index +5"}, Replacement{"index 5", "Index 5"},
        Replacement{"index 5", "index 5 "}, Replacement{"index 5\n", ""},
        Replacement{"index 5\n", "index 5\nindex 5\n"},
        Replacement{"index 5\n", "extra\nindex 5\n"},
        Replacement{"index 5\n", "extra A\nindex 5\n"},
        Replacement{"index 5\n", "extra AB==\nindex 5\n"},
        Replacement{"index 5\n", "extra AA==\nextra AA==\nindex 5\n"},
        Replacement{"index 5\n", "index 5\nextra AA==\n"},
        Replacement{"index 5\n", "index 5\nAA==\n"},
        Replacement{"index 5\n", "index 5\n\n"},
        Replacement{"\n\nbroker", "\nbroker"},
        Replacement{"\n\nbroker", "\n\n\nbroker"}}) {
    const std::string changed = absl::StrReplaceAll(text, {change});
    ASSERT_NE(changed, text) << change.first;
    EXPECT_FALSE(VerifyReceipt(changed, ReceiptEntry(), ReceiptPolicy()).ok())
        << change.second;
  }
}

TEST(TlogProofTest, HostileLengthIsBounded) {
  std::string text = "c2sp.org/tlog-proof@v1\nindex 5\n";
  for (int i = 0; i < 64; ++i) {
    absl::StrAppend(&text, "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n");
  }
  EXPECT_TRUE(absl::IsInvalidArgument(ParseTlogProof(text + "\n").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      ParseTlogProof(ReceiptText() + std::string(3 << 20, 'x')).status()));
}

}  // namespace
}  // namespace enlace::wire
