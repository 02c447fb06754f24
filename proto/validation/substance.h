// What belongs to a substance: its name, tariff code and UN number.
//
// The CAS number is the key (tables/substances.txt).  The table is small, so
// that it can only say what it knows to be otherwise.  Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_SUBSTANCE_H_
#define ENLACE_PROTO_VALIDATION_SUBSTANCE_H_

#include "absl/strings/string_view.h"

namespace enlace::validation {

// False if the table has others for `cas_number` than `text`, which is a tariff
// code where `format` is "hs6", a UN number where it is "un-number", and else a
// name.  Names are compared without case, accents, blanks and punctuation.
bool FitsSubstance(absl::string_view text, absl::string_view format,
                   absl::string_view cas_number);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_SUBSTANCE_H_
