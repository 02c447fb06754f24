// One audit entry with its proof, verified with public keys alone.
//
// Also as a file for other people's tools: a tlog-proof
// (c2sp.org/tlog-proof@v1) whose `extra` line, which no signature covers, holds
// the entry and what opens it (a serialized EntryProof without the proof).  The
// entry must hash to the proven leaf and the opening must open it, so nothing
// in the line is believed. docs/receipts.md.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_PROVEN_ENTRY_H_
#define ENLACE_CLIENT_LIBRARY_PROVEN_ENTRY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/audit.pb.h"
#include "enlace/v1/receipt.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/log_policy.h"
#include "proto/wire/tlog_proof.h"

namespace enlace::client {

struct ProvenEntry {
  wire::VerifiedReceipt proof;
  wire::AuditEntry entry;
  std::optional<v1::SharedOpening> shared;  // of the entry, or of one record
};

// Verifies that the entry stands in one of `logs`, and that the opening is the
// entry's: directly, or of a batch by the path in the proof's extra line. Fails
// with kInvalidArgument, kUnauthenticated or kFailedPrecondition.
absl::StatusOr<ProvenEntry> VerifyEntry(
    const v1::EntryProof& proof, const std::vector<wire::LogPolicy>& logs);

// The text of a file.  REQUIRES: an entry that covers no batch.
absl::StatusOr<std::string> ExportEntry(const v1::EntryProof& proof);

// What was exported.  Fails with kInvalidArgument.
absl::StatusOr<v1::EntryProof> ImportEntry(absl::string_view text);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_PROVEN_ENTRY_H_
