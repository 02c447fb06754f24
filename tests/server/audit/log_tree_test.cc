#include "server/audit/log_tree.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "proto/wire/compact_tree.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::audit {
namespace {

Hash TreeTestLeaf(uint64_t index) { return wire::HashLeaf(TestEntry(index)); }

absl::StatusOr<std::vector<Hash>> TreeTestBlock(uint64_t block) {
  std::vector<Hash> leaves;
  for (uint64_t i = 0; i < 256; ++i) {
    leaves.push_back(TreeTestLeaf(block * 256 + i));
  }
  return leaves;
}

LogTree TreeOfSize(uint64_t size) {
  LogTree tree(TreeTestBlock);
  while (tree.size() < size) tree.Append(TreeTestLeaf(tree.size()));
  return tree;
}

constexpr uint64_t kTreeSize = 600;

// The roots of all sizes, by the definition.
const std::vector<Hash>& AllRoots() {
  static const auto* const roots = [] {
    auto* list = new std::vector<Hash>();
    wire::CompactTree tree;
    for (uint64_t size = 0; size <= kTreeSize; ++size) {
      list->push_back(tree.Root());
      if (size % 37 == 0) {
        EXPECT_EQ(tree.Root(), ReferenceRoot(0, size));
      }
      tree.Append(TreeTestLeaf(size));
    }
    return list;
  }();
  return *roots;
}

TEST(LogTreeTest, RootOfEverySizeIsThatOfTheDefinition) {
  LogTree tree = TreeOfSize(kTreeSize);
  for (uint64_t size = 0; size <= kTreeSize; ++size) {
    EXPECT_EQ(*tree.Root(size), AllRoots()[size]) << size;
  }
  EXPECT_TRUE(absl::IsOutOfRange(tree.Root(kTreeSize + 1).status()));
}

TEST(LogTreeTest, RootIsRightWhileTheTreeGrows) {
  LogTree tree(TreeTestBlock);
  for (uint64_t size = 0; size <= kTreeSize; ++size) {
    EXPECT_EQ(tree.size(), size);
    EXPECT_EQ(*tree.Root(size), AllRoots()[size]) << size;
    tree.Append(TreeTestLeaf(size));
  }
}

TEST(LogTreeTest, InclusionProofsVerifyAtAllSizes) {
  LogTree tree = TreeOfSize(kTreeSize);
  for (uint64_t size = 1; size <= kTreeSize; ++size) {
    for (const uint64_t index : {uint64_t{0}, size / 3, size / 2, size - 1,
                                 std::min(size - 1, uint64_t{255}),
                                 std::min(size - 1, uint64_t{256})}) {
      const auto proof = tree.ProveInclusion(index, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      EXPECT_TRUE(wire::VerifyInclusion(index, size, TreeTestLeaf(index),
                                        *proof, AllRoots()[size])
                      .ok())
          << index << " of " << size;
    }
  }
  EXPECT_FALSE(tree.ProveInclusion(5, 5).ok());
  EXPECT_TRUE(
      absl::IsOutOfRange(tree.ProveInclusion(0, kTreeSize + 1).status()));
}

TEST(LogTreeTest, ConsistencyProofsVerifyBetweenAllSizes) {
  LogTree tree = TreeOfSize(kTreeSize);
  for (uint64_t new_size = 0; new_size <= kTreeSize; ++new_size) {
    for (uint64_t old_size = new_size % 5; old_size <= new_size;
         old_size += 23) {
      const auto proof = tree.ProveConsistency(old_size, new_size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      EXPECT_TRUE(wire::VerifyConsistency(old_size, AllRoots()[old_size],
                                          new_size, AllRoots()[new_size],
                                          *proof)
                      .ok())
          << old_size << " to " << new_size;
    }
  }
  EXPECT_TRUE(
      absl::IsOutOfRange(tree.ProveConsistency(0, kTreeSize + 1).status()));
}

TEST(LogTreeTest, TreeOfBlockHashesIsTheSame) {
  LogTree whole = TreeOfSize(kTreeSize);
  LogTree resumed(TreeTestBlock);
  resumed.AppendBlock(ReferenceRoot(0, 256));
  resumed.AppendBlock(ReferenceRoot(256, 512));
  while (resumed.size() < kTreeSize) {
    resumed.Append(TreeTestLeaf(resumed.size()));
  }
  for (uint64_t size = 0; size <= kTreeSize; ++size) {
    EXPECT_EQ(*resumed.Root(size), AllRoots()[size]) << size;
  }
  EXPECT_EQ(*resumed.ProveInclusion(17, 599), *whole.ProveInclusion(17, 599));
}

TEST(LogTreeTest, NodesThatAreNotCompleteAreOutOfRange) {
  LogTree tree = TreeOfSize(kTreeSize);
  for (int level = 0; level < 63; ++level) {
    const uint64_t end = level < 10 ? kTreeSize >> level : 0;
    EXPECT_TRUE(absl::IsOutOfRange(tree.Node({level, end}).status())) << level;
    if (end == 0) continue;
    EXPECT_EQ(*tree.Node({level, end - 1}),
              ReferenceRoot((end - 1) << level, end << level));
  }
  EXPECT_FALSE(tree.Node({-1, 0}).ok());
  EXPECT_FALSE(tree.Node({63, 0}).ok());
}

TEST(LogTreeTest, LeavesThatAreNotThoseOfTheBlockAreDataLoss) {
  for (int fault = 0; fault < 3; ++fault) {
    LogTree tree([fault](uint64_t block) -> absl::StatusOr<std::vector<Hash>> {
      std::vector<Hash> leaves = *TreeTestBlock(block);
      if (fault == 0) leaves[200][31] ^= 1;
      if (fault == 1) leaves.pop_back();
      if (fault == 2) return absl::UnavailableError("no store");
      return leaves;
    });
    tree.AppendBlock(ReferenceRoot(0, 256));
    EXPECT_EQ(tree.Node({3, 7}).status().code(),
              fault == 2 ? absl::StatusCode::kUnavailable
                         : absl::StatusCode::kDataLoss);
    EXPECT_FALSE(tree.ProveInclusion(100, 256).ok());
    EXPECT_TRUE(tree.Root(256).ok());
  }
}

// 70,000 blocks, 18 million entries.
TEST(LogTreeTest, ProofInALargeLogReadsOneBlock) {
  uint64_t blocks_read = 0;
  constexpr uint64_t kBlocks = 70000;
  LogTree tree([&](uint64_t) {
    ++blocks_read;
    return TreeTestBlock(0);
  });
  const Hash block = ReferenceRoot(0, 256);
  while (tree.size() < kBlocks * 256) tree.AppendBlock(block);
  const auto proof = tree.ProveInclusion(12345678, tree.size());
  ASSERT_TRUE(proof.ok());
  EXPECT_EQ(blocks_read, 1u);
  EXPECT_TRUE(wire::VerifyInclusion(12345678, tree.size(),
                                    TreeTestLeaf(12345678 % 256), *proof,
                                    *tree.Root(tree.size()))
                  .ok());
}

}  // namespace
}  // namespace enlace::audit
