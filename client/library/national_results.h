// The national indicators of a quarter: what one nation's log alone tells of
// its own node.
//
//   I2  complete requests     I17 denials by reason    I18 redaction
//   I19 backlog of holds      I20 released by review   I22 basis out of force
//   I24 errors of data        I25 time to deliver      I28 erased when due
//
// An entry belongs to the quarter of its log time.  docs/results.md defines
// each.  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_NATIONAL_RESULTS_H_
#define ENLACE_CLIENT_LIBRARY_NATIONAL_RESULTS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "client/library/national_ledger.h"
#include "client/library/quarter.h"
#include "client/library/results.h"

namespace enlace::client {

// By then what is due to be erased should be gone.
inline constexpr absl::Duration kErasureTerm = absl::Hours(24);

// The backlog is that at the end of the quarter, or at `as_of_ms` if that is
// earlier; decisions count up to then, and whether the other node has answered
// for what they let go, up to `as_of_ms`.  `smallest` is that of
// PublishingLimits.
Results NationalResults(const NationalLedger& ledger, const Quarter& quarter,
                        int64_t as_of_ms, uint64_t smallest);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_NATIONAL_RESULTS_H_
