#include "proto/wire/compact_tree.h"

#include <bit>
#include <utility>

#include "absl/status/status.h"
#include "base/check.h"

namespace enlace::wire {

absl::StatusOr<CompactTree> CompactTree::FromState(uint64_t size,
                                                   std::vector<Hash> edge) {
  if (size >= kTreeSizeLimit) {
    return absl::InvalidArgumentError("tree state: size out of range");
  }
  if (edge.size() != static_cast<size_t>(std::popcount(size))) {
    return absl::InvalidArgumentError(
        "tree state: the number of hashes does not fit the size");
  }
  CompactTree tree;
  tree.size_ = size;
  tree.edge_ = std::move(edge);
  return tree;
}

void CompactTree::Append(const Hash& leaf) {
  Append(leaf, [](NodeId, const Hash&) {});
}

void CompactTree::Append(
    const Hash& leaf, absl::FunctionRef<void(NodeId, const Hash&)> completed) {
  CHECK(size_ + 1 < kTreeSizeLimit) << "the tree is full";
  NodeId node{.level = 0, .index = size_};
  Hash hash = leaf;
  completed(node, hash);
  // A right child completes its parent, whose left child ends the edge.
  while (node.index % 2 == 1) {
    hash = HashNode(edge_.back(), hash);
    edge_.pop_back();
    node = {.level = node.level + 1, .index = node.index / 2};
    completed(node, hash);
  }
  edge_.push_back(hash);
  ++size_;
}

Hash CompactTree::Root() const {
  if (edge_.empty()) return EmptyTreeHash();
  Hash root = edge_.back();
  for (size_t i = edge_.size() - 1; i > 0; --i) {
    root = HashNode(edge_[i - 1], root);
  }
  return root;
}

}  // namespace enlace::wire
