// Receipts as an agency keeps them: one text file that proves what was decided
// about a record, with public keys alone and no server, years later.
//
// The file is a tlog-proof (c2sp.org/tlog-proof@v1).  Its `extra` line, which
// no signature covers, holds the audit entry and its opening (a serialized
// GetReceiptResponse without the proof): the entry must hash to the proven
// leaf and the opening must open the entry, so nothing in it is believed.

#ifndef ENLACE_CLIENT_LIBRARY_RECEIPT_H_
#define ENLACE_CLIENT_LIBRARY_RECEIPT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/library/context.h"
#include "enlace/v1/audit.pb.h"
#include "enlace/v1/exchange_service.pb.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/tlog_proof.h"

namespace enlace::client {

// The text of the file; a proof that has an `extra` already is left as it is.
// Fails with kInvalidArgument if the proof is none.
absl::StatusOr<std::string> ExportReceipt(
    const v1::GetReceiptResponse& receipt);

// What was exported.  Fails with kInvalidArgument.
absl::StatusOr<v1::GetReceiptResponse> ImportReceipt(absl::string_view text);

// What a receipt proves.
struct ProvenDecision {
  wire::VerifiedReceipt proof;
  wire::AuditEntry entry;
  v1::SharedOpening shared;  // empty if the entry has none
};

// Verifies that the entry is in the log of one of `nations`, cosigned by every
// other one if `level` is L2, and that the opening opens it.  Fails with
// kInvalidArgument, kUnauthenticated or kFailedPrecondition.
absl::StatusOr<ProvenDecision> VerifyReceipt(
    const v1::GetReceiptResponse& receipt, const std::vector<Nation>& nations,
    v1::ReceiptLevel level);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_RECEIPT_H_
