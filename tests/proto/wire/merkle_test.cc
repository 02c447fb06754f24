// Hashing and verification against vectors: ours and the 196 proofs of
// transparency-dev/merkle.  The exhaustive comparison with the RFC's recursive
// definitions is tree_proof_test.cc.

#include "proto/wire/merkle.h"

#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "base/encoding.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/wire/compact_tree.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

// "5,8" -> {5, 8}
std::pair<uint64_t, uint64_t> MerklePair(absl::string_view text) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits(',', 1));
  uint64_t first = 0;
  uint64_t second = 0;
  EXPECT_TRUE(absl::SimpleAtoi(parts.first, &first));
  EXPECT_TRUE(absl::SimpleAtoi(parts.second, &second));
  return {first, second};
}

// A hash of the published proofs; some are deliberately of no length.
bool MerkleHash(const google::protobuf::Value& value, Hash& hash) {
  const auto bytes = Base64Decode(value.string_value());
  if (!bytes.ok() || bytes->size() != kHashSize) return false;
  hash = HashFromBytes(*bytes);
  return true;
}

TEST(MerkleTest, EmptyTreeHasTheHashOfNothing) {
  EXPECT_EQ(HexEncode(AsBytes(EmptyTreeHash())),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(MerkleTest, LeavesAndRootsEqualTheVectors) {
  const auto& leaves = TlogVector({"ct8", "leaves_hex"}).list_value().values();
  const auto hashes = HashesOfHex(TlogVector({"ct8", "leaf_hashes"}));
  const auto roots = HashesOfHex(TlogVector({"ct8", "roots"}));
  ASSERT_EQ(leaves.size(), 8);
  CompactTree tree;
  EXPECT_EQ(tree.Root(), roots[0]);
  for (int i = 0; i < leaves.size(); ++i) {
    const auto entry = HexDecode(leaves[i].string_value());
    ASSERT_TRUE(entry.ok());
    const auto at = static_cast<size_t>(i);
    EXPECT_EQ(HashLeaf(*entry), hashes[at]) << i;
    tree.Append(HashLeaf(*entry));
    EXPECT_EQ(tree.Root(), roots[at + 1]) << i;
  }
}

TEST(MerkleTest, AcceptsTheProofsOfTheVectors) {
  const auto hashes = HashesOfHex(TlogVector({"ct8", "leaf_hashes"}));
  const auto roots = HashesOfHex(TlogVector({"ct8", "roots"}));
  for (const auto& [name, proof] :
       TlogVector({"ct8", "inclusion"}).struct_value().fields()) {
    const auto [index, size] = MerklePair(name);
    EXPECT_TRUE(VerifyInclusion(index, size, hashes[index], HashesOfHex(proof),
                                roots[size])
                    .ok())
        << name;
  }
  for (const auto& [name, proof] :
       TlogVector({"ct8", "consistency"}).struct_value().fields()) {
    const auto [old_size, size] = MerklePair(name);
    EXPECT_TRUE(VerifyConsistency(old_size, roots[old_size], size, roots[size],
                                  HashesOfHex(proof))
                    .ok())
        << name;
  }
}

TEST(MerkleTest, AgreesWithThePublishedProofs) {
  int checked = 0;
  std::vector<std::string> disagreed;
  const auto cases = ReadTlogVectorJson("merkle_proofs.json");
  for (const auto& value : cases.list_value().values()) {
    const auto& fields = value.struct_value().fields();
    const auto size_at = [&fields](const std::string& name) {
      uint64_t number = 0;  // as text: JSON's numbers end at 2^53
      EXPECT_TRUE(absl::SimpleAtoi(fields.at(name).string_value(), &number));
      return number;
    };
    std::vector<Hash> proof;
    bool readable = true;
    for (const auto& hash : fields.at("proof").list_value().values()) {
      readable = MerkleHash(hash, proof.emplace_back()) && readable;
    }
    Hash first;
    Hash second;
    bool accepted = false;
    if (fields.contains("leafIdx")) {
      readable = readable && MerkleHash(fields.at("leafHash"), first) &&
                 MerkleHash(fields.at("root"), second);
      accepted =
          readable && VerifyInclusion(size_at("leafIdx"), size_at("treeSize"),
                                      first, proof, second)
                          .ok();
    } else {
      readable = readable && MerkleHash(fields.at("root1"), first) &&
                 MerkleHash(fields.at("root2"), second);
      accepted = readable && VerifyConsistency(size_at("size1"), first,
                                               size_at("size2"), second, proof)
                                 .ok();
    }
    if (accepted == fields.at("wantErr").bool_value()) {
      disagreed.push_back(fields.at("file").string_value());
    }
    ++checked;
  }
  EXPECT_EQ(checked, 196);
  // That library compares whatever bytes it is given; our hashes have 32.
  EXPECT_THAT(
      disagreed,
      testing::ElementsAre(
          "consistency/additional/sizes-are-equal-one-and-proof-is-empty"));
}

TEST(MerkleTest, EmptyTreeIsAPrefixOfEveryTreeWithoutProof) {
  const Hash root = HashLeaf("a");
  EXPECT_TRUE(
      VerifyConsistency(0, EmptyTreeHash(), 0, EmptyTreeHash(), {}).ok());
  EXPECT_TRUE(VerifyConsistency(0, EmptyTreeHash(), 1, root, {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, EmptyTreeHash(), 1, root, {root}).ok());
  EXPECT_FALSE(VerifyConsistency(0, root, 1, root, {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, EmptyTreeHash(), 0, root, {}).ok());
}

TEST(MerkleTest, HugeSizesDoNotOverflow) {
  const Hash hash = HashLeaf("a");
  const std::vector<Hash> proof(64, hash);
  const uint64_t largest = kTreeSizeLimit - 1;
  for (size_t length = 0; length <= proof.size(); ++length) {
    const absl::Span<const Hash> cut(proof.data(), length);
    EXPECT_FALSE(VerifyInclusion(largest - 1, largest, hash, cut, hash).ok());
    EXPECT_FALSE(VerifyConsistency(largest - 1, hash, largest, hash, cut).ok());
    EXPECT_FALSE(VerifyInclusion(0, ~uint64_t{0}, hash, cut, hash).ok());
  }
}

}  // namespace
}  // namespace enlace::wire
