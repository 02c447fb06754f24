#include "proto/wire/tree_proof.h"

#include <bit>

#include "absl/status/status.h"
#include "base/status_macros.h"

namespace enlace::wire {
namespace {

// The entries [begin, end) of the tree, D[begin:end] in the RFC.  By the way
// the RFC splits, a range whose length is a power of two starts at a multiple
// of its length: it is a complete subtree.
struct Range {
  uint64_t begin = 0;
  uint64_t end = 0;

  uint64_t size() const { return end - begin; }
  bool complete() const { return std::has_single_bit(size()); }

  // begin + k, k being the largest power of two below size().
  uint64_t middle() const { return begin + std::bit_floor(size() - 1); }
  Range left() const { return {begin, middle()}; }
  Range right() const { return {middle(), end}; }
};

// MTH(D[begin:end]) of a range that is not empty.
absl::StatusOr<Hash> RangeHash(Range range, HashReader reader) {
  if (range.complete()) {
    const int level = std::countr_zero(range.size());
    return reader({.level = level, .index = range.begin >> level});
  }
  ASSIGN_OR_RETURN(const Hash left, RangeHash(range.left(), reader));
  ASSIGN_OR_RETURN(const Hash right, RangeHash(range.right(), reader));
  return HashNode(left, right);
}

// PATH(index, D[begin:end]), leaf's sibling first.
absl::Status AppendPath(uint64_t index, Range range, HashReader reader,
                        std::vector<Hash>& proof) {
  if (range.size() == 1) return absl::OkStatus();
  const bool goes_left = index < range.middle();
  RETURN_IF_ERROR(AppendPath(index, goes_left ? range.left() : range.right(),
                             reader, proof));
  ASSIGN_OR_RETURN(const Hash sibling,
                   RangeHash(goes_left ? range.right() : range.left(), reader));
  proof.push_back(sibling);
  return absl::OkStatus();
}

// SUBPROOF(m, D[begin:end], known), with m = old_end - begin.  `known` says
// that the verifier has the hash of D[begin:old_end]: it is the old root.
absl::Status AppendSubproof(uint64_t old_end, Range range, bool known,
                            HashReader reader, std::vector<Hash>& proof) {
  if (old_end == range.end) {
    if (known) return absl::OkStatus();
    ASSIGN_OR_RETURN(const Hash hash, RangeHash(range, reader));
    proof.push_back(hash);
    return absl::OkStatus();
  }
  const bool goes_left = old_end <= range.middle();
  RETURN_IF_ERROR(AppendSubproof(old_end,
                                 goes_left ? range.left() : range.right(),
                                 known && goes_left, reader, proof));
  ASSIGN_OR_RETURN(const Hash sibling,
                   RangeHash(goes_left ? range.right() : range.left(), reader));
  proof.push_back(sibling);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Hash> RootHash(uint64_t size, HashReader reader) {
  if (size == 0) return EmptyTreeHash();
  return RangeHash({0, size}, reader);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 HashReader reader) {
  if (index >= size) {
    return absl::OutOfRangeError(
        "inclusion proof: the index is not below the tree size");
  }
  std::vector<Hash> proof;
  RETURN_IF_ERROR(AppendPath(index, {0, size}, reader, proof));
  return proof;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t old_size,
                                                   uint64_t new_size,
                                                   HashReader reader) {
  if (old_size > new_size) {
    return absl::OutOfRangeError(
        "consistency proof: the old tree is the larger one");
  }
  std::vector<Hash> proof;
  if (old_size == 0) return proof;
  RETURN_IF_ERROR(
      AppendSubproof(old_size, {0, new_size}, /*known=*/true, reader, proof));
  return proof;
}

}  // namespace enlace::wire
