// Keys that are made of a person's or company's name and date.  Each function
// REQUIRES the normal spelling (proto/validation/spelling.h) and is pure.

#ifndef ENLACE_PROTO_VALIDATION_PERSON_KEY_H_
#define ENLACE_PROTO_VALIDATION_PERSON_KEY_H_

#include "absl/strings/string_view.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// CURP, population key, 18 characters: four letters, date of birth, sex, state,
// three consonants, a character that tells the century, check digit.
Verdict CheckCurp(absl::string_view text);

// RFC, taxpayer key, 13 characters for a person and 12 for an entity: letters,
// date, two characters, check digit.  Warns of the two keys that stand for
// nobody in particular, and of a check digit that does not fit: real keys have
// such.
Verdict CheckRfc(absl::string_view text);

// Whether `text` is one of the keys that many share.  What tells persons apart,
// or finds one again, must never rest on it.
bool IsSharedRfc(absl::string_view text);

// Voter key, 18 characters: six letters, date of birth, state, sex, three
// digits.  It has no check digit.
Verdict CheckVoterKey(absl::string_view text);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_PERSON_KEY_H_
