// Nine-digit numbers of persons and employers.  None has a check digit; what is
// checked is that the number can have been issued.  Each function REQUIRES the
// normal spelling (proto/validation/spelling.h) and is pure.

#ifndef ENLACE_PROTO_VALIDATION_TAX_NUMBER_H_
#define ENLACE_PROTO_VALIDATION_TAX_NUMBER_H_

#include "absl/strings/string_view.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// Social security number: area 3, group 2, serial 4.
Verdict CheckSsn(absl::string_view text);

// Individual taxpayer number: begins with 9, group in a range in use.
Verdict CheckItin(absl::string_view text);

// Employer number: prefix 2, serial 7.  Warns of a prefix that was not in use
// when this was written; new ones come.
Verdict CheckEin(absl::string_view text);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_TAX_NUMBER_H_
