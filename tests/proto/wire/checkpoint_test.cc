// Checkpoints and cosignatures: the published logs, strictness, mutations.

#include "proto/wire/checkpoint.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/wire/cosignature.h"
#include "proto/wire/merkle.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

constexpr int64_t kCosignedAt = 1700000000;

std::vector<VerifierKey> CheckpointLogKeys() {
  return {TlogVerifierKey(TlogKey::kLogA)};
}
std::vector<VerifierKey> CheckpointWitnessKeys() {
  return {TlogVerifierKey(TlogKey::kWitnessB)};
}

Checkpoint CheckpointOf(uint64_t size) {
  return {.origin = "broker-a.example/audit",
          .size = size,
          .root = HashesOfHex(TlogVector({"ct8", "roots"}))[size]};
}

TEST(CheckpointTest, SignaturesAndNotesEqualTheVectors) {
  for (const uint64_t size : std::initializer_list<uint64_t>{0, 5, 8}) {
    const auto& expected =
        TlogVector({"checkpoints", absl::StrCat(size)}).struct_value().fields();
    const Checkpoint checkpoint = CheckpointOf(size);
    Note note{.text = FormatCheckpoint(checkpoint)};
    EXPECT_EQ(note.text, expected.at("body").string_value());
    const auto line =
        SignCheckpoint(checkpoint, TlogVerifierKey(TlogKey::kLogA),
                       TlogSigner(TlogKey::kLogA));
    ASSERT_TRUE(line.ok()) << line.status();
    EXPECT_EQ(FormatSignatureLine(*line),
              expected.at("log_sigline").string_value());
    const auto cosigned = CosignCheckpoint(
        checkpoint, TlogVerifierKey(TlogKey::kWitnessB),
        TlogSigner(TlogKey::kWitnessB),
        absl::FromUnixSeconds(kCosignedAt) + absl::Milliseconds(900));
    ASSERT_TRUE(cosigned.ok()) << cosigned.status();
    EXPECT_EQ(FormatSignatureLine(*cosigned),
              expected.at("cosig_line").string_value());
    note.signatures = {*line, *cosigned};
    EXPECT_EQ(FormatNote(note), expected.at("note").string_value());
  }
}

TEST(CheckpointTest, OpensThePublishedLogs) {
  for (const uint64_t size : std::initializer_list<uint64_t>{0, 8, 256, 300}) {
    const std::string bytes =
        ReadTlogVector(absl::StrCat("log", size, "/checkpoint"));
    const auto opened =
        OpenCheckpoint(bytes, CheckpointLogKeys(), CheckpointWitnessKeys());
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->checkpoint.size, size);
    EXPECT_EQ(FormatNote(opened->note), bytes);
    EXPECT_THAT(opened->cosignatures,
                testing::ElementsAre(
                    CosignedBy{.witness = "broker-b.example/witness",
                               .time = absl::FromUnixSeconds(kCosignedAt)}));
  }
}

TEST(CheckpointTest, EveryFlippedBitIsRefused) {
  const std::string bytes = ReadTlogVector("log8/checkpoint");
  const size_t witness_line = bytes.find("\u2014 broker-b");
  const size_t name_and_id = 40;  // of the witness: then it is a stranger's
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string mutated = bytes;
    mutated[bit / 8] = static_cast<char>(mutated[bit / 8] ^ (1 << bit % 8));
    const auto opened =
        OpenCheckpoint(mutated, CheckpointLogKeys(), CheckpointWitnessKeys());
    if (opened.ok()) {
      EXPECT_TRUE(opened->cosignatures.empty()) << bit;
      EXPECT_GE(bit / 8, witness_line);
      EXPECT_LT(bit / 8, witness_line + name_and_id);
    }
  }
}

TEST(CheckpointTest, EveryTruncationIsRefusedOrLosesTheCosignature) {
  const std::string bytes = ReadTlogVector("log8/checkpoint");
  const size_t witness_line = bytes.find("\u2014 broker-b");
  for (size_t length = 0; length < bytes.size(); ++length) {
    const auto opened = OpenCheckpoint(
        bytes.substr(0, length), CheckpointLogKeys(), CheckpointWitnessKeys());
    EXPECT_EQ(opened.ok(), length == witness_line) << length;
  }
}

TEST(CheckpointTest, RefusesEveryOtherSpelling) {
  const std::string hash = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";
  ASSERT_TRUE(ParseCheckpoint("a/b\n8\n" + hash + "\n").ok());
  ASSERT_TRUE(ParseCheckpoint("a/b\n9223372036854775807\n" + hash + "\n").ok());
  for (const std::string& text : {
           std::string(),
           std::string("\n"),
           std::string("a/b\n8\n"),
           "a/b\n8\n" + hash,
           "\n8\n" + hash + "\n",
           "a b\n8\n" + hash + "\n",
           "a+b\n8\n" + hash + "\n",
           "a/b\n\n" + hash + "\n",
           "a/b\n08\n" + hash + "\n",
           "a/b\n+8\n" + hash + "\n",
           "a/b\n-8\n" + hash + "\n",
           "a/b\n 8\n" + hash + "\n",
           "a/b\n8 \n" + hash + "\n",
           "a/b\n0x8\n" + hash + "\n",
           "a/b\n8.0\n" + hash + "\n",
           "a/b\n00\n" + hash + "\n",
           "a/b\n9223372036854775808\n" + hash + "\n",
           "a/b\n18446744073709551624\n" + hash + "\n",
           "a/b\n8\n" + hash + "\n\n",
           "a/b\n8\n" + hash + "\nextension\n",
           "a/b\r\n8\r\n" + hash + "\r\n",
           "a/b\n8\n" + hash + " \n",
           std::string("a/b\n8\n\n"),
           "a/b\n8\n" + hash.substr(0, hash.size() - 1) + "\n",
           std::string("a/b\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh="
                       "\n"),  // trailing bits
           std::string("a/b\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw=="
                       "\n"),  // 31 bytes
           std::string("a/b\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQygA"
                       "\n"),  // 33 bytes
           std::string("a/b\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz-Nw7_RgQyg="
                       "\n"),
       }) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseCheckpoint(text).status()))
        << text;
  }
}

TEST(CheckpointTest, EmptyTreeNeedsTheEmptyRoot) {
  Checkpoint checkpoint = CheckpointOf(0);
  checkpoint.root = HashLeaf("a");
  Note note{.text = FormatCheckpoint(checkpoint)};
  const auto line = SignCheckpoint(checkpoint, TlogVerifierKey(TlogKey::kLogA),
                                   TlogSigner(TlogKey::kLogA));
  ASSERT_TRUE(line.ok());
  note.signatures = {*line};
  EXPECT_TRUE(absl::IsInvalidArgument(
      OpenCheckpoint(FormatNote(note), CheckpointLogKeys(), {}).status()));
}

TEST(CheckpointTest, OtherLogsAndKeysAreRefused) {
  const std::string bytes = ReadTlogVector("log8/checkpoint");
  EXPECT_TRUE(absl::IsUnauthenticated(
      OpenCheckpoint(bytes, {TlogVerifierKey(TlogKey::kLogB)}, {}).status()));
  // The right name on the wrong key.
  const auto impostor =
      VerifierKey::Create("broker-a.example/audit", NoteKeyType::kEd25519,
                          TlogVerifierKey(TlogKey::kLogB).public_key());
  ASSERT_TRUE(impostor.ok());
  EXPECT_TRUE(absl::IsUnauthenticated(
      OpenCheckpoint(bytes, {*impostor}, CheckpointWitnessKeys()).status()));
  // Keys in the wrong place.
  EXPECT_FALSE(OpenCheckpoint(bytes, {}, CheckpointWitnessKeys()).ok());
  EXPECT_FALSE(OpenCheckpoint(bytes, CheckpointWitnessKeys(), {}).ok());
  EXPECT_FALSE(
      OpenCheckpoint(bytes, CheckpointLogKeys(), CheckpointLogKeys()).ok());
}

TEST(CheckpointTest, OldAndNewKeyOfALogBothOpenIt) {
  const auto new_key =
      VerifierKey::Create("broker-a.example/audit", NoteKeyType::kEd25519,
                          TlogVerifierKey(TlogKey::kLogB).public_key());
  ASSERT_TRUE(new_key.ok());
  const auto new_line =
      SignCheckpoint(CheckpointOf(8), *new_key, TlogSigner(TlogKey::kLogB));
  ASSERT_TRUE(new_line.ok()) << new_line.status();
  const std::string bytes = absl::StrCat(ReadTlogVector("log8/checkpoint"),
                                         FormatSignatureLine(*new_line));
  const auto old_key = CheckpointLogKeys()[0];
  for (const std::vector<VerifierKey>& keys :
       {std::vector{old_key}, std::vector{*new_key},
        std::vector{old_key, *new_key}}) {
    const auto opened = OpenCheckpoint(bytes, keys, CheckpointWitnessKeys());
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->note.signatures.size(), keys.size() + 1);
  }
}

TEST(CheckpointTest, SigningChecksOriginKeyAndTime) {
  const auto log_signer = TlogSigner(TlogKey::kLogA);
  const auto witness = TlogVerifierKey(TlogKey::kWitnessB);
  const auto witness_signer = TlogSigner(TlogKey::kWitnessB);
  Checkpoint other = CheckpointOf(8);
  other.origin = "other.example/audit";
  EXPECT_FALSE(
      SignCheckpoint(other, TlogVerifierKey(TlogKey::kLogA), log_signer).ok());
  EXPECT_FALSE(SignCheckpoint(CheckpointOf(8), TlogVerifierKey(TlogKey::kLogA),
                              witness_signer)
                   .ok());
  const absl::Time time = absl::FromUnixSeconds(kCosignedAt);
  EXPECT_FALSE(
      CosignCheckpoint(CheckpointOf(8), witness, log_signer, time).ok());
  EXPECT_FALSE(CosignCheckpoint(CheckpointOf(8),
                                TlogVerifierKey(TlogKey::kLogA), log_signer,
                                time)
                   .ok());
  EXPECT_FALSE(CosignCheckpoint(CheckpointOf(8), witness, witness_signer,
                                absl::UnixEpoch() - absl::Nanoseconds(1))
                   .ok());
}

TEST(CosignatureTest, TimeIsSignedAndBounded) {
  EXPECT_EQ(CosignedMessage("a\n", absl::FromUnixSeconds(5)),
            "cosignature/v1\ntime 5\na\n");
  const Cosignature cosignature{.time = absl::FromUnixSeconds(kCosignedAt),
                                .ed25519 = std::string(64, 's')};
  const std::string bytes = EncodeCosignature(cosignature);
  const auto decoded = DecodeCosignature(bytes);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->time, cosignature.time);
  EXPECT_EQ(decoded->ed25519, cosignature.ed25519);
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(DecodeCosignature(bytes.substr(0, length)).ok());
  }
  EXPECT_FALSE(DecodeCosignature(bytes + "x").ok());
  std::string beyond = bytes;
  beyond[0] = '\x80';
  EXPECT_TRUE(absl::IsInvalidArgument(DecodeCosignature(beyond).status()));
  beyond.replace(0, 8, "\x7f\xff\xff\xff\xff\xff\xff\xff");
  const auto last = DecodeCosignature(beyond);
  ASSERT_TRUE(last.ok());
  EXPECT_EQ(EncodeCosignature(*last), beyond);
}

}  // namespace
}  // namespace enlace::wire
