// The witness's table of answers: ours, the published requests, and sunlight's
// sequence.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/wire/witness_decision.h"
#include "proto/wire/witness_request.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

Hash WitnessRoot(uint64_t size) {
  return HashesOfHex(TlogVector({"ct8", "roots"}))[size];
}

// The log of the vectors as a witness knows it at `size`.
std::vector<WitnessedLog> WitnessedAt(uint64_t size) {
  return {{.keys = {TlogVerifierKey(TlogKey::kLogB)}},
          {.keys = {TlogVerifierKey(TlogKey::kLogA)},
           .size = size,
           .root = WitnessRoot(size)}};
}

std::string WitnessNote(uint64_t size, const Hash& root) {
  const Checkpoint checkpoint{
      .origin = "broker-a.example/audit", .size = size, .root = root};
  const auto line = SignCheckpoint(checkpoint, TlogVerifierKey(TlogKey::kLogA),
                                   TlogSigner(TlogKey::kLogA));
  EXPECT_TRUE(line.ok()) << line.status();
  return FormatNote(
      {.text = FormatCheckpoint(checkpoint), .signatures = {*line}});
}

std::string WitnessBody(uint64_t old_size, std::vector<Hash> proof,
                        std::string note) {
  return FormatWitnessRequest({.old_size = old_size,
                               .proof = std::move(proof),
                               .checkpoint = std::move(note)});
}

std::vector<Hash> WitnessProof(absl::string_view pair) {
  return HashesOfHex(TlogVector({"ct8", "consistency", std::string(pair)}));
}

// Proof 5 -> 8, from the published request.
std::vector<Hash> WitnessProof5To8() {
  const auto request = ParseWitnessRequest(ReadTlogVector("addcp_grow_5_to_8"));
  EXPECT_TRUE(request.ok()) << request.status();
  return request->proof;
}

WitnessStatus WitnessAnswer(absl::string_view body, uint64_t latest) {
  return DecideWitness(body, WitnessedAt(latest)).status;
}

TEST(WitnessRequestTest, PublishedBodiesParseAndFormat) {
  for (const auto& [name, old_size, hashes] :
       {std::tuple("first_0_to_5", 0U, 0U), std::tuple("grow_5_to_8", 5U, 4U),
        std::tuple("same_8_to_8", 8U, 0U)}) {
    const std::string body = ReadTlogVector(absl::StrCat("addcp_", name));
    EXPECT_EQ(body, TlogVector({"add_checkpoint", name}).string_value());
    const auto request = ParseWitnessRequest(body);
    ASSERT_TRUE(request.ok()) << request.status();
    EXPECT_EQ(request->old_size, old_size);
    EXPECT_EQ(request->proof.size(), hashes);
    EXPECT_EQ(FormatWitnessRequest(*request), body);
  }
}

TEST(WitnessRequestTest, MonitoringPathEqualsTheVector) {
  EXPECT_EQ(WitnessedCheckpointPath("broker-a.example/audit"),
            TlogVector({"add_checkpoint", "monitor_path"}).string_value());
}

TEST(WitnessTest, CosignsThePublishedRequests) {
  for (const auto& [name, latest, size] :
       {std::tuple("addcp_first_0_to_5", 0U, 5U),
        std::tuple("addcp_grow_5_to_8", 5U, 8U),
        std::tuple("addcp_same_8_to_8", 8U, 8U)}) {
    const auto decision =
        DecideWitness(ReadTlogVector(name), WitnessedAt(latest));
    EXPECT_EQ(decision.status, WitnessStatus::kCosign) << decision.reason;
    ASSERT_TRUE(decision.checkpoint.has_value());
    EXPECT_EQ(decision.checkpoint->checkpoint.size, size);
    EXPECT_FALSE(decision.contradicts_latest);
  }
}

TEST(WitnessTest, AnswerIsTheCosignatureLineOfTheVector) {
  const auto decision =
      DecideWitness(ReadTlogVector("addcp_grow_5_to_8"), WitnessedAt(5));
  ASSERT_TRUE(decision.checkpoint.has_value());
  const auto line = CosignCheckpoint(
      decision.checkpoint->checkpoint, TlogVerifierKey(TlogKey::kWitnessB),
      TlogSigner(TlogKey::kWitnessB), absl::FromUnixSeconds(1700000000));
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(FormatSignatureLine(*line),
            TlogVector({"add_checkpoint", "response_200"}).string_value());
  const auto parsed = ParseSignatureLines(FormatSignatureLine(*line));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_THAT(*parsed, testing::ElementsAre(*line));
}

TEST(WitnessTest, FollowsTheTableOfAnswers) {
  const std::string note8 = WitnessNote(8, WitnessRoot(8));
  const std::string note5 = WitnessNote(5, WitnessRoot(5));
  const auto good = WitnessProof5To8();
  auto bad = good;
  bad[1][7] ^= 1;
  const Hash other = WitnessRoot(3);

  // 400: the form.
  EXPECT_EQ(WitnessAnswer("", 5), WitnessStatus::kMalformed);
  // 404: nobody's log, even when the rest is wrong too.
  EXPECT_EQ(WitnessAnswer(absl::StrReplaceAll(WitnessBody(9, bad, note8),
                                              {{"broker-a", "broker-x"}}),
                          5),
            WitnessStatus::kUnknownLog);
  // 403: before any size is looked at.
  EXPECT_EQ(WitnessAnswer(absl::StrReplaceAll(WitnessBody(9, bad, note8),
                                              {{"\n8\n", "\n7\n"}}),
                          5),
            WitnessStatus::kNotSigned);
  // 400: an old size beyond the checkpoint, before the 409.
  EXPECT_EQ(WitnessAnswer(WitnessBody(9, good, note8), 5),
            WitnessStatus::kMalformed);
  // 422: a wrong empty tree, before the 409.
  EXPECT_EQ(WitnessAnswer(WitnessBody(0, {}, WitnessNote(0, other)), 5),
            WitnessStatus::kInconsistent);
  // 409: not our latest, before the proof is looked at.
  EXPECT_EQ(WitnessAnswer(WitnessBody(4, bad, note8), 5),
            WitnessStatus::kNotTheLatest);
  EXPECT_EQ(WitnessAnswer(WitnessBody(0, {}, note8), 5),
            WitnessStatus::kNotTheLatest);
  // On first contact nothing but 0 is the latest.
  EXPECT_EQ(WitnessAnswer(WitnessBody(5, good, note8), 0),
            WitnessStatus::kNotTheLatest);
  // 422: the proof.
  EXPECT_EQ(WitnessAnswer(WitnessBody(5, bad, note8), 5),
            WitnessStatus::kInconsistent);
  EXPECT_EQ(WitnessAnswer(WitnessBody(5, {}, note8), 5),
            WitnessStatus::kInconsistent);
  EXPECT_EQ(WitnessAnswer(WitnessBody(0, good, note8), 0),
            WitnessStatus::kInconsistent);
  EXPECT_EQ(WitnessAnswer(WitnessBody(5, good, note5), 5),
            WitnessStatus::kInconsistent);
  EXPECT_EQ(WitnessAnswer(WitnessBody(8, {}, WitnessNote(8, other)), 8),
            WitnessStatus::kInconsistent);
  // 200: growth, the same again, and the first.
  EXPECT_EQ(WitnessAnswer(WitnessBody(5, good, note8), 5),
            WitnessStatus::kCosign);
  EXPECT_EQ(WitnessAnswer(WitnessBody(8, {}, note8), 8),
            WitnessStatus::kCosign);
  EXPECT_EQ(
      WitnessAnswer(WitnessBody(0, {}, WitnessNote(0, WitnessRoot(0))), 0),
      WitnessStatus::kCosign);
  EXPECT_EQ(WitnessAnswer(WitnessBody(6, WitnessProof("6,8"), note8), 6),
            WitnessStatus::kCosign);
}

TEST(WitnessTest, ConflictTellsTheLatestSize) {
  const auto decision = DecideWitness(
      WitnessBody(0, {}, WitnessNote(8, WitnessRoot(8))), WitnessedAt(5));
  EXPECT_EQ(decision.status, WitnessStatus::kNotTheLatest);
  EXPECT_EQ(decision.latest_size, 5U);
}

TEST(WitnessTest, SecondRootForOneSizeIsKeptAsEvidence) {
  const std::string fork = WitnessNote(8, WitnessRoot(3));
  // Whatever old size it is sent with.
  for (const uint64_t old_size : std::initializer_list<uint64_t>{0, 5, 8}) {
    const auto decision =
        DecideWitness(WitnessBody(old_size, {}, fork), WitnessedAt(8));
    EXPECT_NE(decision.status, WitnessStatus::kCosign);
    EXPECT_TRUE(decision.contradicts_latest);
    ASSERT_TRUE(decision.checkpoint.has_value());
    EXPECT_EQ(FormatNote(decision.checkpoint->note), fork);
  }
  // Unsigned, it proves nothing.
  const auto decision = DecideWitness(
      WitnessBody(8, {}, absl::StrReplaceAll(fork, {{"\n8\n", "\n9\n"}})),
      WitnessedAt(8));
  EXPECT_FALSE(decision.contradicts_latest);
  EXPECT_FALSE(decision.checkpoint.has_value());
}

TEST(WitnessTest, ForgedOwnLineDoesNotPoisonTheState) {
  const auto witness = TlogVerifierKey(TlogKey::kWitnessB);
  const std::string note =
      absl::StrCat(WitnessNote(8, WitnessRoot(8)),
                   FormatSignatureLine({.key_name = witness.name(),
                                        .key_id = witness.id(),
                                        .bytes = std::string(72, 'x')}));
  const auto decision = DecideWitness(WitnessBody(0, {}, note), WitnessedAt(0));
  ASSERT_EQ(decision.status, WitnessStatus::kCosign) << decision.reason;
  EXPECT_TRUE(OpenCheckpoint(FormatNote(decision.checkpoint->note),
                             {TlogVerifierKey(TlogKey::kLogA)}, {witness})
                  .ok());
}

TEST(WitnessTest, EveryMalformedBodyIsRefused) {
  const std::string body = ReadTlogVector("addcp_grow_5_to_8");
  ASSERT_EQ(WitnessAnswer(body, 5), WitnessStatus::kCosign);
  using Replacement = std::pair<absl::string_view, absl::string_view>;
  const std::string hash = "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n";
  std::string too_many = "old 5\n";
  for (int i = 0; i < 64; ++i) too_many += hash;
  for (const Replacement& change :
       {Replacement{"old 5", "old 05"}, Replacement{"old 5", "old  5"},
        Replacement{"old 5", "old +5"}, Replacement{"old 5", "old five"},
        Replacement{"old 5", "old 5 "}, Replacement{"old 5", "Old 5"},
        Replacement{"old 5\n", ""}, Replacement{"old 5\n", "old\n"},
        Replacement{"old 5\n", "old 5\r\n"}, Replacement{"old 5\n", too_many},
        Replacement{"old 5\n", "old 9223372036854775808\n"},
        Replacement{"Znms=", "Znmt="}, Replacement{"Znms=", "Znms"},
        Replacement{"Znms=", "ZnmsAAAA"}, Replacement{"\n8\n", "\n08\n"},
        Replacement{"\n8\n", "\n8\n\n"}, Replacement{"\n\nbroker", "\nbroker"},
        Replacement{"RgQyg=\n", "RgQyg=\nextension\n"},
        Replacement{"\u2014 broker", "- broker"}}) {
    const std::string changed = absl::StrReplaceAll(body, {change});
    ASSERT_NE(changed, body) << change.first;
    EXPECT_EQ(WitnessAnswer(changed, 5), WitnessStatus::kMalformed)
        << change.second;
  }
  EXPECT_EQ(WitnessAnswer(body + std::string(128 << 10, '\n'), 5),
            WitnessStatus::kMalformed);
  for (size_t length = 0; length < body.size(); ++length) {
    EXPECT_EQ(WitnessAnswer(body.substr(0, length), 5),
              WitnessStatus::kMalformed)
        << length;
  }
}

TEST(WitnessTest, NoFlippedBitIsCosignedAsSomethingElse) {
  const std::string body = ReadTlogVector("addcp_grow_5_to_8");
  const auto logs = WitnessedAt(5);
  for (size_t bit = 0; bit < 8 * body.size(); ++bit) {
    std::string mutated = body;
    mutated[bit / 8] = static_cast<char>(mutated[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(DecideWitness(mutated, logs).status, WitnessStatus::kCosign)
        << bit;
  }
}

TEST(WitnessTest, AnswersThePublishedSequence) {
  const auto raw = HexDecode(
      "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f");
  ASSERT_TRUE(raw.ok());
  const auto key = VerifierKey::Create(
      "sigsum.org/v1/tree/"
      "4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562",
      NoteKeyType::kEd25519, *certs::PublicKey::FromRawEd25519(*raw));
  ASSERT_TRUE(key.ok()) << key.status();
  WitnessedLog log{.keys = {*key}};
  const auto cases = ReadTlogVectorJson("witness_requests.json");
  ASSERT_EQ(cases.list_value().values_size(), 11);
  for (const auto& value : cases.list_value().values()) {
    const auto& fields = value.struct_value().fields();
    const std::string name = fields.at("name").string_value();
    const auto decision =
        DecideWitness(fields.at("body").string_value(), {log});
    auto expected =
        static_cast<WitnessStatus>(fields.at("status").number_value());
    // That signature's base64 has trailing bits, which Go forgives and we do
    // not.
    if (name == "invalid signature") expected = WitnessStatus::kMalformed;
    EXPECT_EQ(decision.status, expected) << name << ": " << decision.reason;
    if (decision.status == WitnessStatus::kNotTheLatest) {
      EXPECT_EQ(absl::StrCat(decision.latest_size, "\n"),
                fields.at("answer").string_value())
          << name;
    }
    if (decision.status == WitnessStatus::kCosign) {
      log.size = decision.checkpoint->checkpoint.size;
      log.root = decision.checkpoint->checkpoint.root;
    }
  }
  EXPECT_EQ(log.size, 5U);
}

}  // namespace
}  // namespace enlace::wire
