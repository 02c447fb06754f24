#include "server/audit/log_tree.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/tree_proof.h"

namespace enlace::audit {
namespace {

constexpr uint64_t kBlockSize = wire::kTileWidth;

// The hash of a complete subtree from its leaf hashes.
Hash Fold(absl::Span<const Hash> leaves) {
  std::vector<Hash> row(leaves.begin(), leaves.end());
  while (row.size() > 1) {
    for (size_t i = 0; i < row.size() / 2; ++i) {
      row[i] = wire::HashNode(row[2 * i], row[2 * i + 1]);
    }
    row.resize(row.size() / 2);
  }
  return row.front();
}

}  // namespace

void LogTree::Append(const Hash& leaf) {
  open_.push_back(leaf);
  if (open_.size() < kBlockSize) {
    ++size_;
    return;
  }
  // The block is likely to be asked for next: it is being published.
  const uint64_t block = size_ / kBlockSize;
  const Hash hash = Fold(open_);
  cache_[block % kCachedBlocks] = {.index = block, .leaves = std::move(open_)};
  open_.clear();
  size_ = block * kBlockSize;
  AppendBlock(hash);
}

void LogTree::AppendBlock(const Hash& block) {
  CHECK(size_ % kBlockSize == 0) << "a block in the middle of another";
  size_ += kBlockSize;
  Hash hash = block;
  for (size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    std::vector<Hash>& row = levels_[level];
    row.push_back(hash);
    if (row.size() % 2 != 0) return;
    hash = wire::HashNode(row[row.size() - 2], row[row.size() - 1]);
  }
}

absl::Status LogTree::CheckSize(uint64_t size) const {
  if (size <= size_) return absl::OkStatus();
  return absl::OutOfRangeError(
      absl::StrCat("a tree of ", size, " entries where the log has ", size_));
}

absl::StatusOr<Hash> LogTree::Root(uint64_t size) {
  RETURN_IF_ERROR(CheckSize(size));
  return wire::RootHash(size, [this](wire::NodeId node) { return Node(node); });
}

absl::StatusOr<std::vector<Hash>> LogTree::ProveInclusion(uint64_t index,
                                                          uint64_t size) {
  RETURN_IF_ERROR(CheckSize(size));
  return wire::InclusionProof(index, size,
                              [this](wire::NodeId node) { return Node(node); });
}

absl::StatusOr<std::vector<Hash>> LogTree::ProveConsistency(uint64_t old_size,
                                                            uint64_t new_size) {
  RETURN_IF_ERROR(CheckSize(new_size));
  return wire::ConsistencyProof(
      old_size, new_size, [this](wire::NodeId node) { return Node(node); });
}

absl::StatusOr<Hash> LogTree::Node(wire::NodeId node) {
  const auto missing = [&node] {
    return absl::OutOfRangeError(absl::StrCat(
        "no complete subtree ", node.index, " at level ", node.level));
  };
  if (node.level < 0 || node.level >= 63 || node.index >= size_ >> node.level) {
    return missing();
  }
  if (node.level >= wire::kTileHeight) {
    return levels_[static_cast<size_t>(node.level - wire::kTileHeight)]
                  [node.index];
  }
  const uint64_t first = node.index << node.level;
  ASSIGN_OR_RETURN(const std::vector<Hash>* const leaves,
                   Leaves(first / kBlockSize));
  return Fold(absl::MakeConstSpan(*leaves).subspan(first % kBlockSize,
                                                   size_t{1} << node.level));
}

absl::StatusOr<const std::vector<Hash>*> LogTree::Leaves(uint64_t block) {
  if (block == size_ / kBlockSize) return &open_;
  CachedBlock& cached = cache_[block % kCachedBlocks];
  if (cached.index == block) return &cached.leaves;
  ASSIGN_OR_RETURN(std::vector<Hash> leaves, source_(block));
  if (leaves.size() != kBlockSize || Fold(leaves) != levels_[0][block]) {
    return absl::DataLossError(
        absl::StrCat("entries of the log are not what was appended, from ",
                     block * kBlockSize, " on"));
  }
  cached = {.index = block, .leaves = std::move(leaves)};
  return &cached.leaves;
}

}  // namespace enlace::audit
