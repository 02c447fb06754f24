// Commitments: the originator fixes every leaf without showing any.
//
//   salt       = HMAC-SHA256(seed, path)
//   commitment = SHA-256("enlace.leaf.v1" || 0x00 || salt || len32(path) ||
//                        path || type tag || value)
//   root       = SHA-256("enlace.root.v1" || 0x00 || u32 count || commitments)
//   body key   = HMAC-SHA256(seed, "enlace.body.v1")
//   digest     = HMAC-SHA256(body key, body)
//
// Who lacks the seed can open a leaf only with its salt, and learns nothing of
// the others.  The body digest is keyed so that a withheld value cannot be
// guessed against it.  docs/envelope.md, "Commitments".  Pure.

#ifndef ENLACE_PROTO_WIRE_COMMITMENT_H_
#define ENLACE_PROTO_WIRE_COMMITMENT_H_

#include <cstddef>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/sha256.h"
#include "proto/wire/leaf.h"

namespace enlace::wire {

inline constexpr size_t kSeedSize = 32;
inline constexpr size_t kSaltSize = 32;

// REQUIRES: a seed of kSeedSize bytes, here and below.
Hash LeafSalt(absl::string_view seed, absl::string_view path);

// REQUIRES: a salt of kSaltSize bytes.
Hash LeafCommitment(const LeafView& leaf, absl::string_view salt);

// `commitments` in the order of the leaves' paths.
Hash CommitmentRoot(absl::Span<const Hash> commitments);

// A leaf with what opens its commitment.
struct CommittedLeaf {
  Leaf leaf;
  Hash salt{};
  Hash commitment{};
};

// The commitments of a record's leaves, in their order.
std::vector<CommittedLeaf> CommitTo(std::vector<Leaf> leaves,
                                    absl::string_view seed);

// `leaves` in the order of their paths.
Hash CommitmentRoot(absl::Span<const CommittedLeaf> leaves);

Hash BodyDigest(absl::string_view seed, absl::string_view body);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_COMMITMENT_H_
