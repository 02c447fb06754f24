// Audit entries that cover a batch: what happened to several records in one
// commit, under two roots.
//
//   leaf = a commitment of proto/wire/audit_entry.h, or 32 random bytes
//   node = SHA-256(0x01 || left || right)
//
// The leaves are filled with random decoys up to a power of two, kBatchWidthMin
// at least, and shuffled: whoever is shown one leaf with its path learns of the
// others only that power of two.  The path of a leaf stands in the `extra` line
// of a tlog-proof, which nothing authenticates: it must lead from an opened
// commitment to a root in the entry that is proven.
//
//   extra = "enlace.path.v1" 0x00 || place u32 || siblings, 32 bytes each
//
// Siblings go from the leaf up; integers are big-endian.  docs/audit-log.md,
// "Batches".  Pure.

#ifndef ENLACE_PROTO_WIRE_BATCH_ENTRY_H_
#define ENLACE_PROTO_WIRE_BATCH_ENTRY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/sha256.h"
#include "enlace/v1/audit.pb.h"

namespace enlace::wire {

inline constexpr size_t kBatchWidthMin = 8;
inline constexpr size_t kBatchPathLengthMax = 16;
inline constexpr size_t kBatchSeedSize = 32;

// Where a leaf stands, and what leads from it to the root.
struct LeafPath {
  uint32_t place = 0;
  std::vector<Hash> siblings;

  bool operator==(const LeafPath&) const = default;
};

// REQUIRES: a power of two of leaves, kBatchWidthMin at least.
Hash BatchRoot(absl::Span<const Hash> leaves);
LeafPath BatchPath(absl::Span<const Hash> leaves, uint32_t place);

// REQUIRES: at most kBatchPathLengthMax siblings.
Hash RootOfPath(const Hash& leaf, const LeafPath& path);

std::string EncodeLeafPath(const LeafPath& path);
// Fails with kInvalidArgument unless `bytes` is what EncodeLeafPath() writes,
// with 3 to kBatchPathLengthMax siblings and a place within that tree.
absl::StatusOr<LeafPath> DecodeLeafPath(absl::string_view bytes);

// A batch's places with everything that is drawn for it, from one seed of
// kBatchSeedSize random bytes that is then thrown away.
struct DrawnBatch {
  std::string id;               // 16 bytes, in place of a transfer id
  std::vector<uint32_t> order;  // of the i-th record: its place
  // One for each place, without openings: two commitments of decoys.
  std::vector<v1::AnnexLeaf> leaves;
};

// REQUIRES: 1 to 2^kBatchPathLengthMax records.
DrawnBatch DrawBatch(absl::string_view seed, size_t records);

// The commitments of all places: of openings, or of what has none.  Fails with
// kInvalidArgument if a blind has not 32 bytes or the places are no power of
// two within bounds.
struct BatchLeaves {
  std::vector<Hash> shared;
  std::vector<Hash> national;
};
absl::StatusOr<BatchLeaves> LeavesOf(const v1::AnnexEntry& annex);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_BATCH_ENTRY_H_
