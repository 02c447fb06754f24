// Numbers of goods and of what carries them.  Each function REQUIRES the normal
// spelling (proto/validation/spelling.h) and is pure.

#ifndef ENLACE_PROTO_VALIDATION_CARGO_H_
#define ENLACE_PROTO_VALIDATION_CARGO_H_

#include "absl/strings/string_view.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// Freight container, ISO 6346: owner 3 letters, category U, J or Z, serial 6,
// check digit.
Verdict CheckContainer(absl::string_view text);

// Air waybill (IATA resolution 600a): airline 3, serial 7, and the serial's
// remainder by 7.
Verdict CheckAirWaybill(absl::string_view text);

// Customs declaration of 15 digits: year 2, customs office 2, broker 4,
// serial 7.
Verdict CheckDeclaration(absl::string_view text);

// CAS registry number: two to seven digits, two digits, check digit.
Verdict CheckCas(absl::string_view text);

// UN number of dangerous goods, four digits.  Warns outside the range that the
// model regulations use.
Verdict CheckUnNumber(absl::string_view text);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_CARGO_H_
