// The time of a clock, on a day, in a zone.
//
// Where clocks are changed, an hour of one day does not exist and an hour of
// another occurs twice.  A record that states such a time states no instant, so
// it is refused, unless its offset from UTC stands behind it: "01:30-07:00".
// What counts is the IANA time zone database of the machine that checks, never
// the text of a law.  Pure but for the zones, which are read once; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_LOCAL_TIME_H_
#define ENLACE_PROTO_VALIDATION_LOCAL_TIME_H_

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// HH:MM, then an offset or nothing.
Verdict CheckLocalTime(absl::string_view text);

// Whether `text` is one instant on `day` in `zone`, an IANA name: kTimeSkipped,
// kTimeRepeated, kOffset if not; kCodeUnknown if there is no such zone.
// REQUIRES: CheckLocalTime() refuses nothing.
Verdict CheckInstant(absl::string_view text, absl::CivilDay day,
                     absl::string_view zone);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_LOCAL_TIME_H_
