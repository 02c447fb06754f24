// What to do about an input: the logic of the node.
//
// Plan() decides and changes nothing; its events say what happened, and
// server/core/apply.h folds them into the state.  Only Plan() may change from
// version to version.  docs/delivery.md has the states and transitions.
//
// Promises: a duplicate gets the original bytes, whatever it was prepared
// under; a record is queued only together with the entry that permits it; a
// safety notice stands in the batch of the denial that it goes instead of; what
// is past its time, prepared under another book, or timed by a clock that ran
// back is never permitted.

#ifndef ENLACE_SERVER_CORE_PLAN_H_
#define ENLACE_SERVER_CORE_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/journal/v1/journal.pb.h"
#include "policy/engine/book.h"
#include "server/core/input.h"
#include "server/core/state.h"
#include "server/core/store.h"

namespace enlace::core {

// New decisions wait while the clock is further than this behind the log.
inline constexpr absl::Duration kClockStepMax = absl::Seconds(5);

// A record's part of the entry `index`, which covers all records of the running
// batch to which the same happened.
struct BatchedRecord {
  uint64_t index = 0;
  v1::AuditStep step = v1::AUDIT_STEP_UNSPECIFIED;
  EntryDraft completed;
};

// What one input journals, and its answer.
struct Planned {
  std::vector<journal::v1::Event> events;
  std::vector<AuditRow> audit;
  std::vector<BatchedRecord> batched;
  std::vector<PayloadRow> payloads;
  std::vector<std::string> dropped_payloads;  // transfer ids
  Answer answer;
};

// The instant of a batch: `now`, but never before the log time.
int64_t BatchInstantMs(const State& state, absl::Time now);

// Reasons of refusals beside those of proto/wire/problem.h.
inline constexpr absl::string_view kTransferUnknown = "TRANSFER_UNKNOWN";
inline constexpr absl::string_view kTransferIdReused = "TRANSFER_ID_REUSED";
inline constexpr absl::string_view kRecordRelayedTwice = "RECORD_RELAYED_TWICE";
inline constexpr absl::string_view kLinkSequenceInvalid =
    "LINK_SEQUENCE_INVALID";
inline constexpr absl::string_view kReportInvalid = "REPORT_INVALID";
inline constexpr absl::string_view kRecordRevoked = "RECORD_REVOKED";
inline constexpr absl::string_view kRecordNotHeld = "RECORD_NOT_HELD";
inline constexpr absl::string_view kRuleChanged = "RULE_CHANGED";
inline constexpr absl::string_view kNotOverridable = "NOT_OVERRIDABLE";
inline constexpr absl::string_view kRegisterEntryKnown = "REGISTER_ENTRY_KNOWN";
inline constexpr absl::string_view kRegisterEntryUnknown =
    "REGISTER_ENTRY_UNKNOWN";
inline constexpr absl::string_view kRegisterEntryRevoked =
    "REGISTER_ENTRY_REVOKED";
inline constexpr absl::string_view kBookOutOfOrder = "BOOK_OUT_OF_ORDER";
inline constexpr absl::string_view kBookCharterRolledBack =
    "BOOK_CHARTER_ROLLED_BACK";
inline constexpr absl::string_view kBookNotDue = "BOOK_NOT_DUE";

// Pure.  A refusal has one of these codes, and a reason (wire::ReasonOf):
//   kAlreadyExists       MESSAGE_ID_REUSED, TRANSFER_ID_REUSED,
//                        RECORD_RELAYED_TWICE, LINK_SEQUENCE_INVALID (reused),
//                        ALREADY_ACCEPTED, REGISTER_ENTRY_KNOWN
//   kNotFound            TRANSFER_UNKNOWN, REGISTER_ENTRY_UNKNOWN
//   kPermissionDenied    NOT_ENTITLED (a revocation by another than the sender,
//                        a review by the sender or in no role of the rule, a
//                        look that no inspection covers)
//   kFailedPrecondition  EXPIRED, RECORD_REVOKED, REPORT_INVALID (contradicts
//                        what is known), LINK_NOT_ACCEPTED, LINK_FILE_EXPIRED,
//                        RECORD_NOT_HELD, RULE_CHANGED, REGISTER_ENTRY_REVOKED,
//                        BOOK_OUT_OF_ORDER, BOOK_NOT_DUE
//   kInvalidArgument     LINK_SEQUENCE_INVALID (missing), REPORT_INVALID
//   kUnavailable         CLOCK_UNTRUSTED
Planned Plan(const State& state, Input input, const policy::Book& book,
             absl::Time now);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_PLAN_H_
