// Receipts: an inclusion proof and its cosigned checkpoint as one text file.
//
//   c2sp.org/tlog-proof@v1
//   extra <base64>                  optional; not authenticated
//   index 5
//   <base64 of a hash>              zero or more
//
//   <checkpoint note>
//
// This is what a party of a transfer keeps: with the entry and two public keys
// it verifies offline, years later.
//
//   ASSIGN_OR_RETURN(auto policy, LogPolicy::Create(log_key, {witness_key}));
//   ASSIGN_OR_RETURN(auto receipt, VerifyReceipt(text, entry, policy));
//
// Pure and thread-safe.  Source: c2sp.org/tlog-proof.

#ifndef ENLACE_PROTO_WIRE_TLOG_PROOF_H_
#define ENLACE_PROTO_WIRE_TLOG_PROOF_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/log_policy.h"

namespace enlace::wire {

struct TlogProof {
  // Opaque, and not authenticated: whatever is taken from it must lead to the
  // entry that the proof is about.
  std::optional<std::string> extra;
  uint64_t index = 0;
  std::vector<Hash> proof;  // from the leaf's sibling up
  std::string checkpoint;   // a whole note

  bool operator==(const TlogProof&) const = default;
};

// What a receipt proves: `checkpoint` has the entry at `index`.
struct VerifiedReceipt {
  uint64_t index = 0;
  SignedCheckpoint checkpoint;
  std::optional<std::string> extra;  // as in TlogProof
};

std::string FormatTlogProof(const TlogProof& proof);

// Fails with kInvalidArgument unless `text` is exactly what FormatTlogProof()
// writes.  Leaves the checkpoint unread.
absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text);

// Verifies that `entry`, byte for byte, is in a log of `policy`.  Fails with
// kInvalidArgument if the receipt is malformed or its proof does not hold for
// the entry, else as LogPolicy::Open().
absl::StatusOr<VerifiedReceipt> VerifyReceipt(absl::string_view text,
                                              absl::string_view entry,
                                              const LogPolicy& policy);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_TLOG_PROOF_H_
