#include "server/audit/cosigning.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/wire/merkle.h"
#include "proto/wire/witness_request.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

constexpr uint64_t kCosigningSize = 300;

wire::SignedCheckpoint SignedSize(uint64_t size) {
  wire::SignedCheckpoint signed_checkpoint;
  signed_checkpoint.checkpoint = {std::string(kTestOrigin), size,
                                  ReferenceRoot(0, size)};
  signed_checkpoint.note.text =
      wire::FormatCheckpoint(signed_checkpoint.checkpoint);
  signed_checkpoint.note.signatures.push_back(*wire::SignCheckpoint(
      signed_checkpoint.checkpoint, Keys().log, Keys().log_signer));
  return signed_checkpoint;
}

std::string CosignedLine(const wire::SignedCheckpoint& checkpoint,
                         const wire::VerifierKey& key,
                         const certs::Signer& signer) {
  return wire::FormatSignatureLine(*wire::CosignCheckpoint(
      checkpoint.checkpoint, key, signer, absl::FromUnixSeconds(1700000000)));
}

// Asks a witness that gives these answers one after the other, then the last
// one again and again.
class CosigningTest : public testing::Test {
 protected:
  CosigningResult Request(std::vector<WitnessAnswer> answers,
                          uint64_t known_size = 0) {
    bodies_.clear();
    const WitnessOfThisLog witness{
        Keys().witness,
        [this,
         answers](const std::string& body) -> absl::StatusOr<WitnessAnswer> {
          bodies_.push_back(body);
          return answers[std::min(bodies_.size(), answers.size()) - 1];
        }};
    return RequestCosignature(
        checkpoint_, witness, known_size,
        [](uint64_t) -> absl::StatusOr<std::vector<Hash>> {
          return std::vector<Hash>{};
        });
  }

  const wire::SignedCheckpoint checkpoint_ = SignedSize(kCosigningSize);
  const std::string line_ =
      CosignedLine(checkpoint_, Keys().witness, Keys().witness_signer);
  std::vector<std::string> bodies_;
};

TEST_F(CosigningTest, CosignatureIsTaken) {
  const CosigningResult result = Request({{200, line_}}, 7);
  EXPECT_TRUE(result.status.ok()) << result.status;
  EXPECT_EQ(wire::FormatSignatureLine(*result.cosignature), line_);
  EXPECT_EQ(result.known_size, kCosigningSize);
  EXPECT_EQ(result.alarm, std::nullopt);
  ASSERT_EQ(bodies_.size(), 1u);
  EXPECT_EQ(wire::ParseWitnessRequest(bodies_[0])->old_size, 7u);
}

TEST_F(CosigningTest, OnlyTheLogsOwnSignatureIsSent) {
  wire::SignedCheckpoint checkpoint = checkpoint_;
  checkpoint.note.signatures.push_back(
      wire::ParseSignatureLines(line_)->front());
  std::string sent;
  RequestCosignature(
      checkpoint,
      {Keys().witness,
       [&](const std::string& body) -> absl::StatusOr<WitnessAnswer> {
         sent = wire::ParseWitnessRequest(body)->checkpoint;
         return WitnessAnswer{500, ""};
       }},
      0, [](uint64_t) { return std::vector<Hash>{}; });
  EXPECT_EQ(sent, wire::FormatNote(checkpoint_.note));
}

TEST_F(CosigningTest, UnknownSizeIsLearnedFromTheConflict) {
  const CosigningResult result = Request({{409, "41\n"}, {200, line_}});
  EXPECT_TRUE(result.status.ok()) << result.status;
  ASSERT_EQ(bodies_.size(), 2u);
  EXPECT_EQ(wire::ParseWitnessRequest(bodies_[0])->old_size, 0u);
  EXPECT_EQ(wire::ParseWitnessRequest(bodies_[1])->old_size, 41u);
}

TEST_F(CosigningTest, SizeBeyondTheCheckpointIsNotClaimedToBeKnown) {
  Request({{500, ""}}, kCosigningSize + 1);
  EXPECT_EQ(wire::ParseWitnessRequest(bodies_[0])->old_size, 0u);
}

TEST_F(CosigningTest, WhateverIsNotItsCosignatureIsRefused) {
  const wire::SignedCheckpoint smaller = SignedSize(kCosigningSize - 1);
  const certs::PrivateKey other_signer = SeededKey('x');
  const auto other_key =
      wire::VerifierKey::Create(kTestWitness, wire::NoteKeyType::kCosignatureV1,
                                other_signer.public_key());
  const auto other_name = wire::VerifierKey::Create(
      "cc.example/witness", wire::NoteKeyType::kCosignatureV1,
      Keys().witness_signer.public_key());
  std::string flipped = line_;
  flipped[line_.size() - 10] = flipped[line_.size() - 10] == 'A' ? 'B' : 'A';
  const std::pair<const char*, std::string> lies[] = {
      {"nothing", ""},
      {"no signature line", "yes, of course\n"},
      {"torn line", line_.substr(0, line_.size() - 1)},
      {"one bit", flipped},
      {"another key under its name",
       CosignedLine(checkpoint_, *other_key, other_signer)},
      {"its key under another name",
       CosignedLine(checkpoint_, *other_name, Keys().witness_signer)},
      {"a cosignature of a smaller tree",
       CosignedLine(smaller, Keys().witness, Keys().witness_signer)},
      {"our own line back",
       wire::FormatSignatureLine(checkpoint_.note.signatures.front())},
      {"a whole note", wire::FormatNote(checkpoint_.note)},
  };
  for (const auto& [name, body] : lies) {
    const CosigningResult result = Request({{200, body}}, 5);
    EXPECT_TRUE(absl::IsUnauthenticated(result.status)) << name;
    EXPECT_EQ(result.cosignature, std::nullopt) << name;
    EXPECT_EQ(result.known_size, 5u) << name;
  }
  // Its line among others is found, and only it is taken.
  const CosigningResult among = Request(
      {{200, absl::StrCat(CosignedLine(checkpoint_, *other_key, other_signer),
                          line_)}});
  EXPECT_EQ(wire::FormatSignatureLine(*among.cosignature), line_);
}

TEST_F(CosigningTest, RefusalsAreToldApart) {
  const struct {
    WitnessAnswer answer;
    absl::StatusCode code;
    std::optional<WitnessAlarm> alarm;
    size_t calls;
  } rows[] = {
      {{409, "301\n"},
       absl::StatusCode::kFailedPrecondition,
       WitnessAlarm::kLongerLog,
       1},
      {{409, ""},
       absl::StatusCode::kFailedPrecondition,
       WitnessAlarm::kFork,
       1},
      {{409, "7"},
       absl::StatusCode::kFailedPrecondition,
       WitnessAlarm::kFork,
       1},
      {{409, "007\n"},
       absl::StatusCode::kFailedPrecondition,
       WitnessAlarm::kFork,
       1},
      {{409, "-1\n"},
       absl::StatusCode::kFailedPrecondition,
       WitnessAlarm::kFork,
       1},
      {{409, "9223372036854775808\n"},
       absl::StatusCode::kFailedPrecondition,
       WitnessAlarm::kFork,
       1},
      {{422, ""},
       absl::StatusCode::kFailedPrecondition,
       WitnessAlarm::kFork,
       1},
      {{409, "9\n"}, absl::StatusCode::kUnavailable, std::nullopt, 3},
      {{400, ""}, absl::StatusCode::kUnavailable, std::nullopt, 1},
      {{403, ""}, absl::StatusCode::kUnavailable, std::nullopt, 1},
      {{404, ""}, absl::StatusCode::kUnavailable, std::nullopt, 1},
      {{429, ""}, absl::StatusCode::kUnavailable, std::nullopt, 1},
      {{0, ""}, absl::StatusCode::kUnavailable, std::nullopt, 1},
      {{200, std::string(1 << 20, 'x')},
       absl::StatusCode::kUnavailable,
       std::nullopt,
       1},
  };
  for (const auto& row : rows) {
    const CosigningResult result = Request({row.answer});
    EXPECT_EQ(result.status.code(), row.code) << row.answer.body.substr(0, 20);
    EXPECT_EQ(result.alarm, row.alarm) << row.answer.body.substr(0, 20);
    EXPECT_EQ(bodies_.size(), row.calls) << row.answer.body.substr(0, 20);
    EXPECT_EQ(result.cosignature, std::nullopt);
  }
}

TEST_F(CosigningTest, ErrorsOfTheLinkAndOfTheTreeArePassedOn) {
  const auto no_proof = [](uint64_t) -> absl::StatusOr<std::vector<Hash>> {
    return absl::DataLossError("the tree is damaged");
  };
  const auto proof = [](uint64_t) -> absl::StatusOr<std::vector<Hash>> {
    return std::vector<Hash>{};
  };
  const WitnessOfThisLog away{
      Keys().witness, [](const std::string&) -> absl::StatusOr<WitnessAnswer> {
        return absl::DeadlineExceededError("too late");
      }};
  EXPECT_TRUE(absl::IsUnavailable(
      RequestCosignature(checkpoint_, away, 0, proof).status));
  EXPECT_TRUE(absl::IsDataLoss(
      RequestCosignature(checkpoint_, away, 0, no_proof).status));
}

}  // namespace
}  // namespace enlace::audit
