// Errors that carry a stable reason: what programs branch on, and what users
// read in their own language.
//
//   return Refusal(absl::StatusCode::kPermissionDenied, kSenderMismatch,
//                  "the header's sender is not the caller");
//   return FieldInvalid("header.message_id", "must be a UUIDv7");
//
// A reason, once published, keeps its meaning for ever.  The text of a status
// is for developers: it names the field and what to do and never holds a value
// of a record.  proto/wire/problem_text.h holds the texts for users.  Pure.

#ifndef ENLACE_PROTO_WIRE_PROBLEM_H_
#define ENLACE_PROTO_WIRE_PROBLEM_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::wire {

// What is wrong with the record itself.
inline constexpr absl::string_view kFieldInvalid = "FIELD_INVALID";
inline constexpr absl::string_view kTypeUnknown = "TYPE_UNKNOWN";
inline constexpr absl::string_view kSchemaUnsupported = "SCHEMA_UNSUPPORTED";
inline constexpr absl::string_view kTooLarge = "TOO_LARGE";
inline constexpr absl::string_view kSignatureInvalid = "SIGNATURE_INVALID";
inline constexpr absl::string_view kKeyUnknown = "KEY_UNKNOWN";
inline constexpr absl::string_view kCommitmentMismatch = "COMMITMENT_MISMATCH";
inline constexpr absl::string_view kRedactionMismatch = "REDACTION_MISMATCH";
inline constexpr absl::string_view kReleaseInvalid = "RELEASE_INVALID";
inline constexpr absl::string_view kExpired = "EXPIRED";
inline constexpr absl::string_view kClockSkew = "CLOCK_SKEW";
inline constexpr absl::string_view kMessageIdReused = "MESSAGE_ID_REUSED";
inline constexpr absl::string_view kParentUnknown = "PARENT_UNKNOWN";
inline constexpr absl::string_view kRecipientUnknown = "RECIPIENT_UNKNOWN";

// Who asks, and for what.
inline constexpr absl::string_view kSenderMismatch = "SENDER_MISMATCH";
inline constexpr absl::string_view kCallerUnknown = "CALLER_UNKNOWN";
inline constexpr absl::string_view kCallerRevoked = "CALLER_REVOKED";
inline constexpr absl::string_view kNotEntitled = "NOT_ENTITLED";
inline constexpr absl::string_view kRequestInvalid = "REQUEST_INVALID";
inline constexpr absl::string_view kPolicyDenied = "POLICY_DENIED";
inline constexpr absl::string_view kQuotaExceeded = "QUOTA_EXCEEDED";

// First contact of two nations (docs/identity.md).
inline constexpr absl::string_view kLinkFileInvalid = "LINK_FILE_INVALID";
inline constexpr absl::string_view kLinkFileExpired = "LINK_FILE_EXPIRED";
inline constexpr absl::string_view kLinkNotAccepted = "LINK_NOT_ACCEPTED";
inline constexpr absl::string_view kLinkUnknown = "LINK_UNKNOWN";
inline constexpr absl::string_view kFingerprintMismatch =
    "FINGERPRINT_MISMATCH";
inline constexpr absl::string_view kAlreadyAccepted = "ALREADY_ACCEPTED";

// Planned maintenance (docs/operations.md).
inline constexpr absl::string_view kMaintenanceWindowInvalid =
    "MAINTENANCE_WINDOW_INVALID";

// What the node cannot do now.
inline constexpr absl::string_view kSuspended = "SUSPENDED";
inline constexpr absl::string_view kOverloaded = "OVERLOADED";
inline constexpr absl::string_view kStorageLow = "STORAGE_LOW";
inline constexpr absl::string_view kPeerUnreachable = "PEER_UNREACHABLE";
inline constexpr absl::string_view kClockUntrusted = "CLOCK_UNTRUSTED";
inline constexpr absl::string_view kReceiptNotReady = "RECEIPT_NOT_READY";
inline constexpr absl::string_view kLogInconsistent = "LOG_INCONSISTENT";
inline constexpr absl::string_view kUnavailable = "UNAVAILABLE";
inline constexpr absl::string_view kInternal = "INTERNAL";

inline constexpr int kViolationsMax = 100;

// Whether `text` is shaped like a reason: 1 to 63 of A to Z, 0 to 9 and "_".
// What another node states is kept only if it is.
bool IsReason(absl::string_view text);

// An error with `reason` (UPPER_SNAKE, at most 63 characters); violations
// beyond kViolationsMax are dropped.  REQUIRES: a code other than kOk.
absl::Status Refusal(absl::StatusCode code, absl::string_view reason,
                     absl::string_view message,
                     std::vector<v1::FieldViolation> violations = {});

// kInvalidArgument, FIELD_INVALID, with `field` as the one violation.
absl::Status FieldInvalid(absl::string_view field, absl::string_view problem);

// The reason that `status` carries; of an error without one the name of its
// code, such as "DEADLINE_EXCEEDED"; "" if OK.
std::string ReasonOf(const absl::Status& status);

// `status` with how long its caller should wait before the same call may
// succeed.  REQUIRES: an error, and a delay that is not negative.
absl::Status WithRetryDelay(absl::Status status, absl::Duration delay);

// What it says of that; zero if nothing.
absl::Duration RetryDelayOf(const absl::Status& status);

std::vector<v1::FieldViolation> ViolationsOf(const absl::Status& status);

// For an answer to a caller.  `language` is a tag such as "es" or "es-MX"; all
// but Spanish is English.  Of an internal error without a reason the message is
// left out, since it may tell of the node's own affairs.  REQUIRES: not OK.
v1::Problem ToProblem(const absl::Status& status, absl::string_view language);

// What ToProblem was made of, less the localized text.  A problem without an
// error code becomes kUnknown.
absl::Status FromProblem(const v1::Problem& problem);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_PROBLEM_H_
