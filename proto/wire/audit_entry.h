// The audit entry: 90 bytes of the same shape for every outcome, whether it is
// about one record or about a batch of them.
//
//   version  u8            1
//   log time u64           milliseconds since 1970 UTC; never goes back
//   transfer 16 bytes      random; a batch has one of its own
//   step     u8            v1.AuditStep
//   shared   32 bytes      commitment of a SharedOpening, or a decoy
//   national 32 bytes      commitment of a NationalOpening
//
// Of a batch both are roots over such commitments (proto/wire/batch_entry.h).
//
// Commitment = SHA-256(label || 0x00 || blind || opening) with the labels
// "enlace.shared.v1" and "enlace.national.v1" and a blind of 32 random bytes;
// whoever does not hold the blind learns nothing, not even whether there is an
// opening.  Integers are big-endian.  docs/audit-log.md.  Pure.

#ifndef ENLACE_PROTO_WIRE_AUDIT_ENTRY_H_
#define ENLACE_PROTO_WIRE_AUDIT_ENTRY_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "enlace/v1/audit.pb.h"

namespace enlace::wire {

inline constexpr size_t kAuditEntrySize = 90;
inline constexpr size_t kTransferIdSize = 16;
inline constexpr size_t kBlindSize = 32;

// The fields of an entry.
struct AuditEntry {
  int64_t log_time_ms = 0;
  std::string transfer_id;  // 16 bytes
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;
  Hash shared{};
  Hash national{};
};

// REQUIRES: a transfer id of 16 bytes, a step that is known, and a log time
// that is not negative.
std::string EncodeAuditEntry(const AuditEntry& entry);

// Fails with kInvalidArgument unless `bytes` is exactly an entry of version 1
// with a known step.
absl::StatusOr<AuditEntry> DecodeAuditEntry(absl::string_view bytes);

// REQUIRES: a blind of 32 bytes.
Hash SharedCommitment(absl::string_view blind, absl::string_view opening);
Hash NationalCommitment(absl::string_view blind, absl::string_view opening);

// OK if every opening that `annex` holds is the one `entry` commits to, and all
// places of a batch lead to its roots.  An annex without a shared opening says
// nothing about the shared commitment.
// Fails with kInvalidArgument naming the part that does not open.
absl::Status VerifyOpenings(const AuditEntry& entry,
                            const v1::AnnexEntry& annex);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_AUDIT_ENTRY_H_
