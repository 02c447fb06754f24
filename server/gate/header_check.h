// What a node checks of every header before it looks at the record: the type is
// one of this build, the times are plausible.  Pure.

#ifndef ENLACE_SERVER_GATE_HEADER_CHECK_H_
#define ENLACE_SERVER_GATE_HEADER_CHECK_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "enlace/v1/header.pb.h"

namespace enlace::gate {

// At most this long between a record's creation and its submission.
inline constexpr absl::Duration kSubmissionAgeMax = absl::Hours(24);
// How far the clock of an agency may be ahead.
inline constexpr absl::Duration kAgencySkewMax = absl::Seconds(300);
// At most this long between a record's creation and its end of validity.
inline constexpr absl::Duration kValidityMax = absl::Hours(24 * 30);

// The schema must be the one of this build, and the channel one of the type's.
// Fails with TYPE_UNKNOWN, SCHEMA_UNSUPPORTED, FIELD_INVALID.
absl::Status CheckType(const v1::Header& header);

// Fails with CLOCK_SKEW, EXPIRED (made too long ago), FIELD_INVALID (valid for
// too long).
absl::Status CheckTimes(const v1::Header& header, absl::Time now);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_HEADER_CHECK_H_
