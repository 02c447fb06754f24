// The Merkle tree of the whole log: roots and proofs of any size it ever had.
//
// In memory are the hashes of complete blocks of 256 entries and of what stands
// above them, a quarter of a byte an entry, and the leaf hashes of the last,
// open block.  Leaf hashes of an older block are asked for when a proof needs
// them, and are believed only if they hash to the block's.
//
//   LogTree tree([&](uint64_t block) { return ReadLeaves(block); });
//   tree.Append(wire::HashLeaf(entry));
//   ASSIGN_OR_RETURN(const auto proof, tree.ProveInclusion(index, size));
//
// Thread-compatible: reading changes a cache, so it is no const.

#ifndef ENLACE_SERVER_AUDIT_LOG_TREE_H_
#define ENLACE_SERVER_AUDIT_LOG_TREE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/sha256.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile.h"

namespace enlace::audit {

class LogTree {
 public:
  // The leaf hashes of the complete block `block`, wire::kTileWidth of them.
  using BlockSource =
      std::function<absl::StatusOr<std::vector<Hash>>(uint64_t block)>;

  // The empty tree.
  explicit LogTree(BlockSource source) : source_(std::move(source)) {}

  // REQUIRES: size() + 1 < wire::kTreeSizeLimit.
  void Append(const Hash& leaf);

  // Appends a whole block by its hash.  REQUIRES: size() is a multiple of
  // wire::kTileWidth.
  void AppendBlock(const Hash& block);

  uint64_t size() const { return size_; }

  // The root of the first `size` entries.  Fails with kOutOfRange unless
  // size <= size(); passes on the errors of the source, and fails with
  // kDataLoss if what it gives is not what was appended.
  absl::StatusOr<Hash> Root(uint64_t size);

  // Fail likewise, with kOutOfRange unless index < size <= size(), and unless
  // old_size <= new_size <= size().
  absl::StatusOr<std::vector<Hash>> ProveInclusion(uint64_t index,
                                                   uint64_t size);
  absl::StatusOr<std::vector<Hash>> ProveConsistency(uint64_t old_size,
                                                     uint64_t new_size);

  // The hash of a subtree that is complete; kOutOfRange if it is not.
  absl::StatusOr<Hash> Node(wire::NodeId node);

 private:
  static constexpr size_t kCachedBlocks = 64;
  static constexpr uint64_t kNoBlock = ~uint64_t{0};

  struct CachedBlock {
    uint64_t index = kNoBlock;
    std::vector<Hash> leaves;
  };

  absl::Status CheckSize(uint64_t size) const;
  absl::StatusOr<const std::vector<Hash>*> Leaves(uint64_t block);

  BlockSource source_;
  uint64_t size_ = 0;
  // By level, from that of a block up.
  std::vector<std::vector<Hash>> levels_;
  std::vector<Hash> open_;  // leaf hashes of the open block
  std::array<CachedBlock, kCachedBlocks> cache_;
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_LOG_TREE_H_
