// The manifest of a batch: the digests of all its rows, chained to the batches
// before it.
//
//   digest[n] = SHA-256("enlace.batch.v1" || 0x00 || digest[n-1] || n ||
//                       manifest[n]),  digest[0] = 32 zero bytes
//
// SQLite checks neither its pages nor its rows; with the chain, a row that was
// changed, lost, moved, or brought back from a free page or a stale frame of
// the write-ahead log does not verify.  Payloads may go while the batch that
// brought them stays: the batch that drops them names them.
//
// The chain has no key: it finds damage, not forgery.  That the history is the
// one the log's checkpoints were signed for is shown by the audit entries.
// Layout: docs/store.md.  Pure.

#ifndef ENLACE_SERVER_STORE_MANIFEST_H_
#define ENLACE_SERVER_STORE_MANIFEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "server/core/store.h"

namespace enlace::store {

// The digests of one audit row; the annex may be erased without the entry.
struct AuditDigests {
  Hash entry = {};
  Hash annex = {};

  bool operator==(const AuditDigests&) const = default;
};

struct PayloadDigest {
  std::string transfer_id;
  Hash row = {};

  bool operator==(const PayloadDigest&) const = default;
};

struct Manifest {
  Hash events = {};
  uint64_t first_audit = 0;  // index of the first audit row; also without rows
  std::vector<AuditDigests> audit;
  std::vector<PayloadDigest> payloads;
  std::vector<std::string> dropped_payloads;  // transfer ids

  uint64_t audit_end() const { return first_audit + audit.size(); }
  bool operator==(const Manifest&) const = default;
};

// The limits of what a manifest can say.
inline constexpr size_t kBatchPayloadsMax = 0xffff;
inline constexpr size_t kTransferIdSizeMax = 16;

// The manifest of `batch` in a log that had `audit_size` entries before it.
// Fails with kInvalidArgument if the audit rows do not follow those, or the
// batch is beyond the limits.
absl::StatusOr<Manifest> MakeManifest(const core::Batch& batch,
                                      uint64_t audit_size);

AuditDigests DigestsOf(absl::string_view entry, absl::string_view annex);
Hash DigestOf(absl::string_view transfer_id, const core::SealedPayload& row);

// REQUIRES: a manifest of MakeManifest().
std::string EncodeManifest(const Manifest& manifest);

// Fails with kDataLoss unless `bytes` is exactly what EncodeManifest() writes.
absl::StatusOr<Manifest> DecodeManifest(absl::string_view bytes);

Hash ChainDigest(const Hash& previous, uint64_t number,
                 absl::string_view manifest);

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_MANIFEST_H_
