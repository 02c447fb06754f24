// A node's word about a decision of its own, the lowest level of a receipt.
// docs/receipts.md.  Pure but for the signer.

#ifndef ENLACE_PROTO_WIRE_DECISION_STATEMENT_H_
#define ENLACE_PROTO_WIRE_DECISION_STATEMENT_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/key.h"
#include "enlace/v1/receipt.pb.h"
#include "proto/wire/signing_key.h"

namespace enlace::wire {

inline constexpr size_t kDecisionSizeMax = 4096;
inline constexpr absl::string_view kReceiptInvalid = "RECEIPT_INVALID";
inline constexpr absl::string_view kDecisionPayload =
    "application/vnd.enlace.decision.v1+protobuf";

// OK if every field is of its form: version 1, a node's identity, ids and hash
// of their sizes, a decision of that node's, an instant.  Fails with
// kInvalidArgument, RECEIPT_INVALID, naming the field.
absl::Status CheckDecision(const v1::DecisionStatement& decision);

// Fails as CheckDecision() and the signer do.
absl::StatusOr<v1::SignedDecision> SignDecision(
    const v1::DecisionStatement& decision, const certs::Signer& signer);

// The statement, unverified.  Fails as CheckDecision() does, and on bytes that
// are not in the strict encoding.
absl::StatusOr<v1::DecisionStatement> ParseDecision(
    const v1::SignedDecision& signed_decision);

// The statement, if the key of the node that it names signed it; the key must
// count at the instant of the decision.  Fails with kInvalidArgument:
// RECEIPT_INVALID, SIGNATURE_INVALID, KEY_UNKNOWN; with kPermissionDenied,
// SENDER_MISMATCH.
absl::StatusOr<v1::DecisionStatement> VerifyDecision(
    const v1::SignedDecision& signed_decision, KeyLookup keys);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_DECISION_STATEMENT_H_
