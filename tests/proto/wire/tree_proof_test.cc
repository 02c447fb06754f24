// Roots and proofs against the recursive definitions of RFC 6962 section 2.1,
// written down here a second time and over the entries themselves, for every
// size up to 130 and every pair; and every small mutation of a proof is
// refused.

#include "proto/wire/tree_proof.h"

#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/wire/compact_tree.h"
#include "tests/proto/wire/tlog_vectors.h"

namespace enlace::wire {
namespace {

constexpr uint64_t kTreeProofSizeMax = 130;

using RfcEntries = std::vector<std::string>;  // D[n]

RfcEntries RfcSlice(const RfcEntries& d, size_t begin, size_t end) {
  return RfcEntries(d.begin() + static_cast<ptrdiff_t>(begin),
                    d.begin() + static_cast<ptrdiff_t>(end));
}

// The largest power of two smaller than n.
size_t RfcSplit(size_t n) {
  size_t k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

Hash RfcMth(const RfcEntries& d) {
  if (d.empty()) return Sha256(absl::string_view());
  if (d.size() == 1) return Sha256({absl::string_view("\0", 1), d[0]});
  const size_t k = RfcSplit(d.size());
  return Sha256({absl::string_view("\1", 1), AsBytes(RfcMth(RfcSlice(d, 0, k))),
                 AsBytes(RfcMth(RfcSlice(d, k, d.size())))});
}

std::vector<Hash> RfcPath(size_t m, const RfcEntries& d) {
  if (d.size() == 1) return {};
  const size_t k = RfcSplit(d.size());
  std::vector<Hash> path;
  if (m < k) {
    path = RfcPath(m, RfcSlice(d, 0, k));
    path.push_back(RfcMth(RfcSlice(d, k, d.size())));
  } else {
    path = RfcPath(m - k, RfcSlice(d, k, d.size()));
    path.push_back(RfcMth(RfcSlice(d, 0, k)));
  }
  return path;
}

std::vector<Hash> RfcSubproof(size_t m, const RfcEntries& d, bool b) {
  if (m == d.size()) return b ? std::vector<Hash>() : std::vector{RfcMth(d)};
  const size_t k = RfcSplit(d.size());
  std::vector<Hash> proof;
  if (m <= k) {
    proof = RfcSubproof(m, RfcSlice(d, 0, k), b);
    proof.push_back(RfcMth(RfcSlice(d, k, d.size())));
  } else {
    proof = RfcSubproof(m - k, RfcSlice(d, k, d.size()), false);
    proof.push_back(RfcMth(RfcSlice(d, 0, k)));
  }
  return proof;
}

// A log of kTreeProofSizeMax entries, and the subtree hashes it would store.
class TreeProofTest : public testing::Test {
 protected:
  TreeProofTest() {
    CompactTree tree;
    roots_.push_back(tree.Root());
    for (uint64_t i = 0; i < kTreeProofSizeMax; ++i) {
      entries_.push_back(TlogEntry(i));
      tree.Append(
          HashLeaf(entries_.back()), [this](NodeId node, const Hash& hash) {
            EXPECT_TRUE(
                nodes_.emplace(std::pair(node.level, node.index), hash).second);
          });
      roots_.push_back(tree.Root());
    }
  }

  // The first `size` entries only: a proof must not read beyond its tree.
  absl::StatusOr<Hash> Read(NodeId node, uint64_t size) const {
    const auto found = nodes_.find({node.level, node.index});
    if (found == nodes_.end() || (node.index + 1) << node.level > size) {
      return absl::NotFoundError("beyond the tree");
    }
    return found->second;
  }

  std::vector<Hash> Inclusion(uint64_t index, uint64_t size) const {
    const auto proof = InclusionProof(
        index, size, [&](NodeId node) { return Read(node, size); });
    EXPECT_TRUE(proof.ok()) << proof.status();
    return proof.value_or(std::vector<Hash>());
  }

  std::vector<Hash> Consistency(uint64_t old_size, uint64_t size) const {
    const auto proof = ConsistencyProof(
        old_size, size, [&](NodeId node) { return Read(node, size); });
    EXPECT_TRUE(proof.ok()) << proof.status();
    return proof.value_or(std::vector<Hash>());
  }

  RfcEntries First(uint64_t size) const { return RfcSlice(entries_, 0, size); }

  RfcEntries entries_;
  std::vector<Hash> roots_;  // by size
  std::map<std::pair<int, uint64_t>, Hash> nodes_;
};

Hash WithFlippedBit(Hash hash, size_t bit) {
  hash[bit / 8 % kHashSize] ^= static_cast<uint8_t>(1 << bit % 8);
  return hash;
}

// Every proof that differs from `proof` by one flipped bit in one hash (bits
// `first_bit`, `first_bit` + `stride`, ...), one hash dropped, repeated or
// foreign, or two neighbours swapped.
std::vector<std::vector<Hash>> MutatedProofs(const std::vector<Hash>& proof,
                                             size_t first_bit, size_t stride) {
  std::vector<std::vector<Hash>> mutated;
  for (size_t i = 0; i < proof.size(); ++i) {
    for (size_t bit = first_bit; bit < 8 * kHashSize; bit += stride) {
      mutated.push_back(proof);
      mutated.back()[i] = WithFlippedBit(proof[i], bit);
    }
    mutated.push_back(proof);
    mutated.back().erase(mutated.back().begin() + static_cast<ptrdiff_t>(i));
    mutated.push_back(proof);
    mutated.back().insert(mutated.back().begin() + static_cast<ptrdiff_t>(i),
                          proof[i]);
    if (i > 0) {
      mutated.push_back(proof);
      std::swap(mutated.back()[i - 1], mutated.back()[i]);
    }
  }
  for (const bool front : {true, false}) {
    mutated.push_back(proof);
    mutated.back().insert(front ? mutated.back().begin() : mutated.back().end(),
                          Hash{});
  }
  return mutated;
}

// All bits for small trees, else one bit a hash, another for each proof.
std::pair<size_t, size_t> BitsToFlip(uint64_t a, uint64_t size) {
  if (size <= 9) return {0, 1};
  return {(a * 31 + size * 7) % 256, 256};
}

TEST_F(TreeProofTest, RootsEqualTheRecursiveDefinition) {
  for (uint64_t size = 0; size <= kTreeProofSizeMax; ++size) {
    const Hash expected = RfcMth(First(size));
    EXPECT_EQ(roots_[size], expected) << size;
    const auto root =
        RootHash(size, [&](NodeId node) { return Read(node, size); });
    ASSERT_TRUE(root.ok()) << root.status();
    EXPECT_EQ(*root, expected) << size;
  }
}

TEST_F(TreeProofTest, InclusionProofsEqualTheRecursiveDefinition) {
  for (uint64_t size = 1; size <= kTreeProofSizeMax; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = Inclusion(index, size);
      ASSERT_EQ(proof, RfcPath(index, First(size))) << index << " " << size;
      ASSERT_TRUE(VerifyInclusion(index, size, HashLeaf(entries_[index]), proof,
                                  roots_[size])
                      .ok())
          << index << " " << size;
    }
  }
}

TEST_F(TreeProofTest, ConsistencyProofsEqualTheRecursiveDefinition) {
  for (uint64_t size = 0; size <= kTreeProofSizeMax; ++size) {
    EXPECT_TRUE(Consistency(0, size).empty());
    for (uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto proof = Consistency(old_size, size);
      ASSERT_EQ(proof, RfcSubproof(old_size, First(size), true))
          << old_size << " " << size;
      ASSERT_TRUE(VerifyConsistency(old_size, roots_[old_size], size,
                                    roots_[size], proof)
                      .ok())
          << old_size << " " << size;
    }
  }
}

TEST_F(TreeProofTest, EveryMutationOfAnInclusionProofIsRefused) {
  for (uint64_t size = 1; size <= kTreeProofSizeMax; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = Inclusion(index, size);
      const Hash leaf = HashLeaf(entries_[index]);
      const Hash root = roots_[size];
      const auto [bit, stride] = BitsToFlip(index, size);
      for (const auto& mutated : MutatedProofs(proof, bit, stride)) {
        ASSERT_FALSE(VerifyInclusion(index, size, leaf, mutated, root).ok());
      }
      ASSERT_FALSE(
          VerifyInclusion(index, size, WithFlippedBit(leaf, bit), proof, root)
              .ok());
      ASSERT_FALSE(
          VerifyInclusion(index, size, leaf, proof, WithFlippedBit(root, bit))
              .ok());
      ASSERT_FALSE(VerifyInclusion(index + 1, size, leaf, proof, root).ok());
      ASSERT_FALSE(VerifyInclusion(index - 1, size, leaf, proof, root).ok());
      // A size is bound by its root, which the checkpoint signs with it.
      ASSERT_FALSE(
          VerifyInclusion(index, size - 1, leaf, proof, roots_[size - 1]).ok());
      if (size < kTreeProofSizeMax) {
        ASSERT_FALSE(
            VerifyInclusion(index, size + 1, leaf, proof, roots_[size + 1])
                .ok());
      }
    }
  }
}

TEST_F(TreeProofTest, EveryMutationOfAConsistencyProofIsRefused) {
  for (uint64_t size = 2; size <= kTreeProofSizeMax; ++size) {
    for (uint64_t old_size = 1; old_size < size; ++old_size) {
      const auto proof = Consistency(old_size, size);
      const Hash old_root = roots_[old_size];
      const Hash root = roots_[size];
      const auto [bit, stride] = BitsToFlip(old_size, size);
      for (const auto& mutated : MutatedProofs(proof, bit, stride)) {
        ASSERT_FALSE(
            VerifyConsistency(old_size, old_root, size, root, mutated).ok());
      }
      ASSERT_FALSE(VerifyConsistency(old_size, WithFlippedBit(old_root, bit),
                                     size, root, proof)
                       .ok());
      ASSERT_FALSE(VerifyConsistency(old_size, old_root, size,
                                     WithFlippedBit(root, bit), proof)
                       .ok());
      ASSERT_FALSE(VerifyConsistency(old_size - 1, roots_[old_size - 1], size,
                                     root, proof)
                       .ok());
      ASSERT_FALSE(VerifyConsistency(old_size + 1, roots_[old_size + 1], size,
                                     root, proof)
                       .ok());
      ASSERT_FALSE(VerifyConsistency(old_size, old_root, size - 1,
                                     roots_[size - 1], proof)
                       .ok());
      ASSERT_FALSE(
          VerifyConsistency(size, root, old_size, old_root, proof).ok());
    }
  }
}

TEST_F(TreeProofTest, ProofsOutsideTheTreeAreRefused) {
  const auto reader = [this](NodeId node) { return Read(node, 8); };
  EXPECT_TRUE(absl::IsOutOfRange(InclusionProof(8, 8, reader).status()));
  EXPECT_TRUE(absl::IsOutOfRange(InclusionProof(0, 0, reader).status()));
  EXPECT_TRUE(absl::IsOutOfRange(ConsistencyProof(9, 8, reader).status()));
}

TEST_F(TreeProofTest, ErrorsOfTheReaderArePassedOn) {
  const auto reader = [](NodeId) -> absl::StatusOr<Hash> {
    return absl::DataLossError("disk");
  };
  EXPECT_TRUE(absl::IsDataLoss(RootHash(3, reader).status()));
  EXPECT_TRUE(absl::IsDataLoss(InclusionProof(1, 3, reader).status()));
  EXPECT_TRUE(absl::IsDataLoss(ConsistencyProof(1, 3, reader).status()));
}

TEST_F(TreeProofTest, CompactTreeResumesFromItsState) {
  for (uint64_t size = 0; size < kTreeProofSizeMax; ++size) {
    CompactTree tree;
    for (uint64_t i = 0; i < size; ++i) tree.Append(HashLeaf(entries_[i]));
    auto resumed = CompactTree::FromState(tree.size(), tree.edge());
    ASSERT_TRUE(resumed.ok()) << resumed.status();
    EXPECT_EQ(*resumed, tree);
    resumed->Append(HashLeaf(entries_[size]));
    EXPECT_EQ(resumed->Root(), roots_[size + 1]);
  }
}

TEST_F(TreeProofTest, CompactTreeRefusesAStateThatDoesNotFit) {
  const std::vector<Hash> two(2);
  EXPECT_TRUE(CompactTree::FromState(3, two).ok());
  EXPECT_FALSE(CompactTree::FromState(4, two).ok());
  EXPECT_FALSE(CompactTree::FromState(7, two).ok());
  EXPECT_FALSE(CompactTree::FromState(0, two).ok());
  EXPECT_FALSE(CompactTree::FromState(kTreeSizeLimit, {Hash{}}).ok());
}

}  // namespace
}  // namespace enlace::wire
