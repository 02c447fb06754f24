// One signature over many statements.
//
//   leaf = SHA-256(0x00 || blind || SHA-256(statement))
//   node = SHA-256(0x01 || left || right)
//
// The leaves are shuffled, hold at least one random decoy and are filled with
// random up to a power of two.  A statement travels with its own blind and path
// alone: whoever checks it learns nothing of its neighbours, not even how many
// there were.  docs/envelope.md, "Batches".

#ifndef ENLACE_PROTO_WIRE_BATCH_ROOT_H_
#define ENLACE_PROTO_WIRE_BATCH_ROOT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/random.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "enlace/v1/header.pb.h"

namespace enlace::wire {

inline constexpr size_t kBatchPathMax = 16;
inline constexpr size_t kBatchMax = (size_t{1} << kBatchPathMax) - 1;

struct Batch {
  Hash root{};
  std::vector<v1::BatchCover> covers;  // one a statement, in their order
};

// REQUIRES: between 1 and kBatchMax digests, SHA-256 of the statements.
Batch MakeBatch(absl::Span<const Hash> statement_digests, Random& random);

// The root that `cover` leads to from the statement.  Fails with
// kInvalidArgument, SIGNATURE_INVALID, if the cover has not the form of one.
absl::StatusOr<Hash> RootOfCover(const Hash& statement_digest,
                                 const v1::BatchCover& cover);

// Signs all `statements` with one signature; in their order.
// Fails as certs::Signer::Sign() does.  REQUIRES: as MakeBatch().
absl::StatusOr<std::vector<v1::SignedStatement>> SignBatch(
    const certs::Signer& signer, absl::Span<const std::string> statements,
    Random& random);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_BATCH_ROOT_H_
