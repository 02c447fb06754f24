// What to do about an input: the logic of the node.
//
// Plan() decides and changes nothing; its events say what happened, and
// server/core/apply.h folds them into the state.  Only Plan() may change from
// version to version.  docs/delivery.md has the states and transitions.
//
// Promises: a duplicate gets the original bytes, whatever it was prepared
// under; a record is queued only together with the entry that permits it; what
// is past its time, prepared under another book, or timed by a clock that ran
// back is never permitted.

#ifndef ENLACE_SERVER_CORE_PLAN_H_
#define ENLACE_SERVER_CORE_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "enlace/journal/v1/journal.pb.h"
#include "policy/engine/book.h"
#include "server/core/input.h"
#include "server/core/state.h"
#include "server/core/store.h"

namespace enlace::core {

// New decisions wait while the clock is further than this behind the log.
inline constexpr absl::Duration kClockStepMax = absl::Seconds(5);

// What one input journals, and its answer.
struct Planned {
  std::vector<journal::v1::Event> events;
  std::vector<AuditRow> audit;
  std::vector<PayloadRow> payloads;
  std::vector<std::string> dropped_payloads;  // transfer ids
  Answer answer;
};

// The instant of a batch: `now`, but never before the log time.
int64_t BatchInstantMs(const State& state, absl::Time now);

// Pure.  The statuses of a refusal, each with a stable reason:
//   kAlreadyExists       MESSAGE_ID_REUSED, TRANSFER_ID_REUSED,
//                        RECORD_RELAYED_TWICE, LINK_SEQUENCE_REUSED
//   kNotFound            TRANSFER_NOT_FOUND
//   kFailedPrecondition  RECORD_EXPIRED, REPORT_CONTRADICTS
//   kInvalidArgument     LINK_SEQUENCE_MISSING, REPORT_STATE_INVALID
//   kUnavailable         CLOCK_STEPPED_BACK
Planned Plan(const State& state, Input input, const policy::Book& book,
             absl::Time now);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_PLAN_H_
