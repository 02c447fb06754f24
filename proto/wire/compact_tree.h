// The right edge of a growing Merkle tree: all that appending needs.
//
// Holds one hash for each complete subtree that no larger one covers, at most
// 63.  Append() costs two hashes on average and Root() at most 63.
//
//   CompactTree tree;
//   tree.Append(HashLeaf(entry));
//   Snapshot{tree.size(), tree.edge()};             // state out
//   CompactTree::FromState(size, std::move(edge));  // and in
//
// Not thread-safe.

#ifndef ENLACE_PROTO_WIRE_COMPACT_TREE_H_
#define ENLACE_PROTO_WIRE_COMPACT_TREE_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "base/sha256.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {

class CompactTree {
 public:
  // The empty tree.
  CompactTree() = default;

  // The tree whose size() and edge() these are.  Fails with kInvalidArgument
  // if the number of hashes does not fit `size`; their values are not checked.
  static absl::StatusOr<CompactTree> FromState(uint64_t size,
                                               std::vector<Hash> edge);

  // Appends the entry with this leaf hash.  REQUIRES: size() + 1 <
  // kTreeSizeLimit.
  void Append(const Hash& leaf);

  // The same, and tells `completed` of every subtree that becomes complete,
  // the leaf itself first: what tiles are made of.
  void Append(const Hash& leaf,
              absl::FunctionRef<void(NodeId, const Hash&)> completed);

  Hash Root() const;
  uint64_t size() const { return size_; }

  // The largest subtree first.
  const std::vector<Hash>& edge() const { return edge_; }

  bool operator==(const CompactTree&) const = default;

 private:
  uint64_t size_ = 0;
  std::vector<Hash> edge_;
};

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_COMPACT_TREE_H_
