// Numbers of vehicles, ships and aircraft.  Each function REQUIRES the normal
// spelling (proto/validation/spelling.h) and is pure.

#ifndef ENLACE_PROTO_VALIDATION_VEHICLE_H_
#define ENLACE_PROTO_VALIDATION_VEHICLE_H_

#include "absl/strings/string_view.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// Vehicle identification number, ISO 3779: 17 characters without I, O and Q.
// The check digit is law where the first character is 1 to 5, North America
// (49 CFR 565.15); elsewhere makers may use its place for something else, so
// that it only warns.
Verdict CheckVin(absl::string_view text);

// IMO ship number, seven digits (IMO resolution A.1117(30)).
Verdict CheckImo(absl::string_view text);

// Maritime mobile service identity, nine digits (ITU-R M.585).  Warns if it is
// not that of a ship station, which begins with 2 to 7.
Verdict CheckMmsi(absl::string_view text);

// 24-bit aircraft address, six hexadecimal digits (ICAO Annex 10 volume III).
// All zeros and all ones are no aircraft.
Verdict CheckAircraftAddress(absl::string_view text);

// Nationality and registration marks (ICAO Annex 7).  Marks of the nationality
// N and X are checked to the letter, others by their shape.
Verdict CheckAircraftRegistration(absl::string_view text);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_VEHICLE_H_
