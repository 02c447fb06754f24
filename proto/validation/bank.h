// Numbers of accounts, banks and legal entities.  Each function REQUIRES the
// normal spelling (proto/validation/spelling.h) and is pure.

#ifndef ENLACE_PROTO_VALIDATION_BANK_H_
#define ENLACE_PROTO_VALIDATION_BANK_H_

#include "absl/strings/string_view.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// Routing number of the American Bankers Association: nine digits, the first
// two a district in use.
Verdict CheckRoutingNumber(absl::string_view text);

// CLABE: bank 3, place 3, account 11, check digit 1.  The bank must be known;
// the place is not looked up.
Verdict CheckClabe(absl::string_view text);

// ISO 13616: length and form by country, remainder 1 by 97.
Verdict CheckIban(absl::string_view text);

// ISO 9362, 8 or 11 characters, with a country.
Verdict CheckBic(absl::string_view text);

// ISO 17442: 18 characters and two check digits (ISO/IEC 7064, 97-10).
Verdict CheckLei(absl::string_view text);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_BANK_H_
