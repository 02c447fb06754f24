#include "server/audit/witness.h"

#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tree_proof.h"
#include "proto/wire/witness_request.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

// A hash reader over the entries of these tests.
absl::StatusOr<Hash> WitnessTestNode(wire::NodeId node) {
  return ReferenceRoot(node.index << node.level, (node.index + 1)
                                                     << node.level);
}

wire::Checkpoint WitnessTestCheckpoint(uint64_t size) {
  return {std::string(kTestOrigin), size, ReferenceRoot(0, size)};
}

std::string SignedNote(const wire::Checkpoint& checkpoint,
                       const wire::VerifierKey& key,
                       const certs::Signer& signer) {
  wire::Note note{.text = wire::FormatCheckpoint(checkpoint), .signatures = {}};
  note.signatures.push_back(*wire::SignCheckpoint(checkpoint, key, signer));
  return wire::FormatNote(note);
}

std::string RequestBody(uint64_t old_size, const wire::Checkpoint& checkpoint) {
  return wire::FormatWitnessRequest(
      {.old_size = old_size,
       .proof = old_size > checkpoint.size
                    ? std::vector<Hash>{}
                    : *wire::ConsistencyProof(old_size, checkpoint.size,
                                              WitnessTestNode),
       .checkpoint = SignedNote(checkpoint, Keys().log, Keys().log_signer)});
}

class WitnessTest : public testing::Test {
 protected:
  WitnessTest() { Restart(); }

  void Restart() {
    witness_.reset();
    anchor_.reset();
    anchor_ = *SignerAnchor::Open(folder_ / "anchor");
    witness_ = std::make_unique<Witness>(
        Witness::Environment{Keys().witness, &Keys().witness_signer,
                             anchor_.get(), &clock_, folder_ / "forks"},
        std::vector<wire::VerifierKey>{Keys().log});
  }

  WitnessAnswer Grow(uint64_t old_size, uint64_t size) {
    return witness_->Answer(RequestBody(old_size, WitnessTestCheckpoint(size)));
  }

  int EvidenceFiles() {
    if (!FileExists(folder_ / "forks")) return 0;
    int files = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(folder_ / "forks")) {
      files += file.is_regular_file() ? 1 : 0;
    }
    return files;
  }

  // Whether `body` is a cosignature of the checkpoint of `size`.
  bool IsCosignature(const std::string& body, uint64_t size) {
    const auto lines = wire::ParseSignatureLines(body);
    return lines.ok() && lines->size() == 1 &&
           lines->front().key_name == kTestWitness &&
           Keys().witness.Verify(
               wire::FormatCheckpoint(WitnessTestCheckpoint(size)),
               lines->front().bytes);
  }

  const AnchorFolder folder_;
  FixedClock clock_;
  std::unique_ptr<SignerAnchor> anchor_;
  std::unique_ptr<Witness> witness_;
};

TEST_F(WitnessTest, CosignsWhatExtendsTheLast) {
  uint64_t last = 0;
  for (const uint64_t size : {0u, 1u, 5u, 5u, 256u, 300u}) {
    const WitnessAnswer answer = Grow(last, size);
    EXPECT_EQ(answer.status, 200) << size << answer.body;
    EXPECT_TRUE(IsCosignature(answer.body, size)) << size;
    EXPECT_EQ(witness_->WitnessedSize(kTestOrigin), size);
    last = size;
  }
  EXPECT_EQ(EvidenceFiles(), 0);
}

TEST_F(WitnessTest, RepetitionIsAHeartbeatWithANewTime) {
  const WitnessAnswer first = Grow(0, 5);
  clock_.now += absl::Seconds(10);
  const WitnessAnswer second = Grow(5, 5);
  EXPECT_EQ(second.status, 200);
  EXPECT_NE(first.body, second.body);
}

TEST_F(WitnessTest, RefusesByTheTableOfTheProtocol) {
  ASSERT_EQ(Grow(0, 5).status, 200);
  wire::Checkpoint forked = WitnessTestCheckpoint(5);
  forked.root[0] ^= 1;
  wire::Checkpoint third = forked;
  third.root[0] ^= 2;
  wire::Checkpoint empty = WitnessTestCheckpoint(0);
  empty.root[0] ^= 1;
  const certs::PrivateKey other = SeededKey('z');
  const auto other_log = wire::VerifierKey::Create(
      "zz.example/audit", wire::NoteKeyType::kEd25519, other.public_key());
  const auto impostor = wire::VerifierKey::Create(
      kTestOrigin, wire::NoteKeyType::kEd25519, other.public_key());
  const wire::Checkpoint eight = WitnessTestCheckpoint(8);
  wire::Checkpoint elsewhere = eight;
  elsewhere.origin = "zz.example/audit";
  const std::string good = RequestBody(5, eight);
  const std::string bad_proof = wire::FormatWitnessRequest(
      {.old_size = 5,
       .proof = {},
       .checkpoint = SignedNote(eight, Keys().log, Keys().log_signer)});
  const struct {
    const char* name;
    std::string body;
    int status;
    bool evidence;
  } rows[] = {
      {"empty", "", 400, false},
      {"torn", good.substr(0, good.size() / 2), 400, false},
      {"old size is no number", absl::StrCat("old x", good.substr(5)), 400,
       false},
      {"unknown origin",
       wire::FormatWitnessRequest(
           {.old_size = 0,
            .proof = {},
            .checkpoint = SignedNote(elsewhere, *other_log, other)}),
       404, false},
      {"not signed by the log",
       wire::FormatWitnessRequest(
           {.old_size = 5,
            .proof = *wire::ConsistencyProof(5, 8, WitnessTestNode),
            .checkpoint = SignedNote(eight, *impostor, other)}),
       403, false},
      {"old size beyond the checkpoint",
       RequestBody(9, WitnessTestCheckpoint(8)), 400, false},
      {"another old size", RequestBody(4, eight), 409, false},
      {"from the beginning", RequestBody(0, eight), 409, false},
      {"no proof", bad_proof, 422, true},
      {"another root of the same size", RequestBody(5, forked), 422, true},
      {"a third root of the same size, old size wrong", RequestBody(4, third),
       409, true},
      {"the same once more", RequestBody(4, third), 409, false},
      {"size 0 with a root", RequestBody(0, empty), 422, true},
  };
  int evidence = 0;
  for (const auto& row : rows) {
    const WitnessAnswer answer = witness_->Answer(row.body);
    EXPECT_EQ(answer.status, row.status) << row.name;
    if (answer.status == 409) {
      EXPECT_EQ(answer.body, "5\n") << row.name;
    }
    evidence += row.evidence ? 1 : 0;
    EXPECT_EQ(EvidenceFiles(), evidence) << row.name;
    EXPECT_EQ(witness_->WitnessedSize(kTestOrigin), 5u) << row.name;
    EXPECT_FALSE(IsCosignature(answer.body, 8)) << row.name;
  }
  EXPECT_EQ(witness_->Answer(good).status, 200);
}

TEST_F(WitnessTest, FirstContactStartsAtZero) {
  const WitnessAnswer answer = Grow(3, 5);
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.body, "0\n");
  EXPECT_EQ(Grow(0, 5).status, 200);
}

TEST_F(WitnessTest, RestartChangesNothing) {
  ASSERT_EQ(Grow(0, 5).status, 200);
  Restart();
  EXPECT_EQ(witness_->WitnessedSize(kTestOrigin), 5u);
  EXPECT_EQ(Grow(0, 5).status, 409);
  wire::Checkpoint forked = WitnessTestCheckpoint(5);
  forked.root[0] ^= 1;
  EXPECT_EQ(witness_->Answer(RequestBody(5, forked)).status, 422);
  EXPECT_EQ(Grow(5, 8).status, 200);
}

TEST_F(WitnessTest, CosignatureLeavesOnlyOnceItIsOnDisk) {
  ASSERT_EQ(Grow(0, 5).status, 200);
  std::filesystem::create_directory(folder_ / "anchor.new");
  const WitnessAnswer answer = Grow(5, 8);
  EXPECT_EQ(answer.status, 500);
  EXPECT_FALSE(absl::StrContains(answer.body, kTestWitness));
  EXPECT_EQ(witness_->WitnessedSize(kTestOrigin), 5u);
  EXPECT_EQ(Grow(5, 6).status, 500);
  std::filesystem::remove(folder_ / "anchor.new");
  EXPECT_EQ(Grow(5, 6).status, 200);
}

TEST_F(WitnessTest, LatestCosignedCheckpointIsKeptWithBothSignatures) {
  EXPECT_EQ(witness_->LatestCosigned(kTestOrigin), "");
  ASSERT_EQ(Grow(0, 5).status, 200);
  ASSERT_EQ(Grow(5, 8).status, 200);
  Restart();
  const auto latest =
      wire::OpenCheckpoint(witness_->LatestCosigned(kTestOrigin),
                           {&Keys().log, 1}, {&Keys().witness, 1});
  ASSERT_TRUE(latest.ok()) << latest.status();
  EXPECT_EQ(latest->checkpoint, WitnessTestCheckpoint(8));
  EXPECT_EQ(latest->cosignatures.size(), 1u);
}

// A submitted note may carry a line under the witness's own name.
TEST_F(WitnessTest, ForgedOwnLineDoesNotSpoilWhatIsKept) {
  const wire::Checkpoint checkpoint = WitnessTestCheckpoint(5);
  wire::Note note =
      *wire::ParseNote(SignedNote(checkpoint, Keys().log, Keys().log_signer));
  note.signatures.push_back(
      {std::string(kTestWitness), Keys().witness.id(), std::string(72, '\1')});
  const std::string body = wire::FormatWitnessRequest(
      {.old_size = 0, .proof = {}, .checkpoint = wire::FormatNote(note)});
  EXPECT_EQ(witness_->Answer(body).status, 200);
  Restart();
  EXPECT_TRUE(wire::OpenCheckpoint(witness_->LatestCosigned(kTestOrigin),
                                   {&Keys().log, 1}, {&Keys().witness, 1})
                  .ok());
  EXPECT_EQ(Grow(5, 8).status, 200);
}

TEST_F(WitnessTest, EvidenceHoldsBothSidesAndIsNeverOverwritten) {
  ASSERT_EQ(Grow(0, 5).status, 200);
  wire::Checkpoint forked = WitnessTestCheckpoint(5);
  forked.root[0] ^= 1;
  const std::string body = RequestBody(5, forked);
  ASSERT_EQ(witness_->Answer(body).status, 422);
  ASSERT_EQ(EvidenceFiles(), 1);
  const std::string path =
      std::filesystem::directory_iterator(folder_ / "forks")->path().string();
  const std::string evidence = *ReadFile(path);
  EXPECT_TRUE(
      absl::StrContains(evidence, witness_->LatestCosigned(kTestOrigin)));
  EXPECT_TRUE(absl::StrContains(evidence, body));
  ASSERT_EQ(witness_->Answer(body).status, 422);
  EXPECT_EQ(EvidenceFiles(), 1);
}

TEST_F(WitnessTest, EvidenceDoesNotFillTheDisk) {
  ASSERT_EQ(Grow(0, 5).status, 200);
  for (uint8_t i = 1; i < 120; ++i) {
    wire::Checkpoint forked = WitnessTestCheckpoint(5);
    forked.root[0] = static_cast<uint8_t>(forked.root[0] ^ i);
    ASSERT_EQ(witness_->Answer(RequestBody(5, forked)).status, 422);
  }
  EXPECT_EQ(EvidenceFiles(), 100);
}

// Whoever reads the published log has its checkpoints, and may send them with
// proofs of his own making.
TEST_F(WitnessTest, FalseProofsDoNotHideAFork) {
  ASSERT_EQ(Grow(0, 5).status, 200);
  const auto unproven = [](uint64_t size, uint8_t lie) {
    Hash made_up = {};
    made_up[0] = lie;
    return wire::FormatWitnessRequest(
        {.old_size = 5,
         .proof = {made_up},
         .checkpoint = SignedNote(WitnessTestCheckpoint(size), Keys().log,
                                  Keys().log_signer)});
  };
  for (uint8_t lie = 1; lie < 20; ++lie) {
    ASSERT_EQ(witness_->Answer(unproven(9, lie)).status, 422);
  }
  EXPECT_EQ(EvidenceFiles(), 1);
  for (uint64_t size = 10; size < 130; ++size) {
    ASSERT_EQ(witness_->Answer(unproven(size, 1)).status, 422);
  }
  EXPECT_EQ(EvidenceFiles(), 100);
  wire::Checkpoint forked = WitnessTestCheckpoint(5);
  forked.root[0] ^= 1;
  ASSERT_EQ(witness_->Answer(RequestBody(5, forked)).status, 422);
  EXPECT_EQ(EvidenceFiles(), 101);
}

}  // namespace
}  // namespace enlace::audit
