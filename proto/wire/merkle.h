// Merkle tree hashing and proof verification of RFC 6962 section 2.1.
//
// A leaf hashes as SHA-256(0x00 || entry), an inner node as
// SHA-256(0x01 || left || right); the prefixes keep one from passing for the
// other.  Verification follows the iterative algorithms of RFC 9162 sections
// 2.1.3.2 and 2.1.4.2: a proof with a hash too few or too many is refused.
//
//   RETURN_IF_ERROR(VerifyInclusion(index, checkpoint.size, HashLeaf(entry),
//                                   proof, checkpoint.root));
//
// Pure: no I/O, no state.  Proofs are made in proto/wire/tree_proof.h.

#ifndef ENLACE_PROTO_WIRE_MERKLE_H_
#define ENLACE_PROTO_WIRE_MERKLE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/sha256.h"

namespace enlace::wire {

// Sizes and indexes stay below this, so that every reader's signed 64-bit
// integer holds them (tlog-checkpoint).
inline constexpr uint64_t kTreeSizeLimit = uint64_t{1} << 63;

// A complete subtree: the one over the entries
// [index << level, (index + 1) << level).  Level 0 is the leaves.
struct NodeId {
  int level = 0;
  uint64_t index = 0;

  bool operator==(const NodeId&) const = default;
};

// The root of the tree without entries: SHA-256("").
Hash EmptyTreeHash();

Hash HashLeaf(absl::string_view entry);
Hash HashNode(const Hash& left, const Hash& right);

// OK if `proof` leads from `leaf` at `index` to the `root` of the first `size`
// entries; else kInvalidArgument.
absl::Status VerifyInclusion(uint64_t index, uint64_t size, const Hash& leaf,
                             absl::Span<const Hash> proof, const Hash& root);

// OK if `proof` shows that the tree (`old_size`, `old_root`) is a prefix of
// (`new_size`, `new_root`); else kInvalidArgument.  The empty tree is a prefix
// of every tree and, like an equal size, takes an empty proof.
absl::Status VerifyConsistency(uint64_t old_size, const Hash& old_root,
                               uint64_t new_size, const Hash& new_root,
                               absl::Span<const Hash> proof);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_MERKLE_H_
