// Dates as document numbers hold them.  Pure.

#ifndef ENLACE_PROTO_VALIDATION_CALENDAR_H_
#define ENLACE_PROTO_VALIDATION_CALENDAR_H_

#include "absl/strings/string_view.h"

namespace enlace::validation {

// Whether the day exists, in the Gregorian calendar.
bool DayExists(int year, int month, int day);

// Whether `yymmdd` is a day of the 1900s or of the 2000s: 29 February 1900 does
// not exist, but that of 2000 does.  REQUIRES: six digits.
bool DayExistsInSomeCentury(absl::string_view yymmdd);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_CALENDAR_H_
