#include "proto/wire/merkle.h"

#include "absl/strings/str_cat.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kLeafPrefix("\x00", 1);
constexpr absl::string_view kNodePrefix("\x01", 1);

bool IsPowerOfTwo(uint64_t n) { return n != 0 && (n & (n - 1)) == 0; }

// The walk from a leaf to the root that both verifications share: where we
// are (`node`) and where the right edge is (`last`), one level up a step.
class Ascent {
 public:
  Ascent(uint64_t node, uint64_t last) : node_(node), last_(last) {}

  bool at_root() const { return last_ == 0; }

  // True if the next hash of the proof is a left sibling.
  bool left_sibling() const { return node_ % 2 == 1 || node_ == last_; }

  void StepUp() {
    if (left_sibling()) {
      // At the right edge the levels without a sibling are skipped.
      while (node_ % 2 == 0 && node_ != 0) Halve();
    }
    Halve();
  }

  // Skips to the largest complete subtree that ends at `node`.
  void SkipRightChildren() {
    while (node_ % 2 == 1) Halve();
  }

 private:
  void Halve() {
    node_ >>= 1;
    last_ >>= 1;
  }

  uint64_t node_;
  uint64_t last_;
};

absl::Status Inconsistent(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("consistency proof: ", why));
}

absl::Status NotIncluded(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("inclusion proof: ", why));
}

}  // namespace

Hash EmptyTreeHash() { return Sha256(absl::string_view()); }

Hash HashLeaf(absl::string_view entry) { return Sha256({kLeafPrefix, entry}); }

Hash HashNode(const Hash& left, const Hash& right) {
  return Sha256({kNodePrefix, AsBytes(left), AsBytes(right)});
}

absl::Status VerifyInclusion(uint64_t index, uint64_t size, const Hash& leaf,
                             absl::Span<const Hash> proof, const Hash& root) {
  if (index >= size) {
    return NotIncluded("the index is not below the tree size");
  }
  Ascent ascent(index, size - 1);
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (ascent.at_root()) {
      return NotIncluded("too many hashes");
    }
    hash = ascent.left_sibling() ? HashNode(sibling, hash)
                                 : HashNode(hash, sibling);
    ascent.StepUp();
  }
  if (!ascent.at_root()) {
    return NotIncluded("too few hashes");
  }
  if (hash != root) {
    return NotIncluded("does not lead to the root");
  }
  return absl::OkStatus();
}

absl::Status VerifyConsistency(uint64_t old_size, const Hash& old_root,
                               uint64_t new_size, const Hash& new_root,
                               absl::Span<const Hash> proof) {
  if (old_size > new_size) {
    return Inconsistent("the old tree is the larger one");
  }
  if (old_size == 0 && old_root != EmptyTreeHash()) {
    return Inconsistent("wrong root of the empty tree");
  }
  if (old_size == 0 || old_size == new_size) {
    if (!proof.empty()) {
      return Inconsistent("must be empty here");
    }
    if (old_size == new_size && old_root != new_root) {
      return Inconsistent("two roots for one size");
    }
    return absl::OkStatus();
  }
  if (proof.empty()) {
    return Inconsistent("too few hashes");
  }

  Ascent ascent(old_size - 1, new_size - 1);
  ascent.SkipRightChildren();
  // The old tree, being one complete subtree, is then its own first hash.
  Hash from_old = old_root;
  if (!IsPowerOfTwo(old_size)) {
    from_old = proof.front();
    proof.remove_prefix(1);
  }
  Hash from_new = from_old;
  for (const Hash& sibling : proof) {
    if (ascent.at_root()) {
      return Inconsistent("too many hashes");
    }
    if (ascent.left_sibling()) {
      from_old = HashNode(sibling, from_old);
      from_new = HashNode(sibling, from_new);
    } else {
      from_new = HashNode(from_new, sibling);
    }
    ascent.StepUp();
  }
  if (!ascent.at_root()) {
    return Inconsistent("too few hashes");
  }
  if (from_old != old_root) {
    return Inconsistent("does not lead to the old root");
  }
  if (from_new != new_root) {
    return Inconsistent("does not lead to the new root");
  }
  return absl::OkStatus();
}

}  // namespace enlace::wire
