// Machine-readable zones of travel documents (ICAO Doc 9303 parts 3 to 7).
//
// A zone is read to fill the fields of a record and is then thrown away: no
// record carries it.  Lines may come one under the other or in one run.  Pure.

#ifndef ENLACE_PROTO_VALIDATION_MRZ_H_
#define ENLACE_PROTO_VALIDATION_MRZ_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// What a zone says.  Texts are without filler.
struct Mrz {
  std::string document_code;  // "P", "I", "V", ...
  std::string issuer;         // ISO 3166-1 alpha-3, or a code of ICAO
  std::string document_number;
  std::string nationality;
  std::string sex;  // "M", "F", or "" where not stated
  std::string primary_name;
  std::string secondary_names;
  // Absent where the zone leaves out part of the date.
  absl::optional<absl::CivilDay> birth;
  absl::optional<absl::CivilDay> expiry;
};

// The check digit of `text`: weights 7, 3, 1; A = 10 to Z = 35, filler 0.
// REQUIRES: only digits, capitals and `<`.
char MrzCheckDigit(absl::string_view text);

// TD1 (three lines of 30), TD2 (two of 36), TD3 (two of 44), and visas of the
// two latter sizes, which have no check digit over the whole.  REQUIRES the
// compact spelling.
Verdict CheckMrz(absl::string_view zone);

// The fields of `zone`; nothing if CheckMrz() refuses it.  The year has two
// digits: a birth is the latest that is not after `today`, an expiry within 50
// years of it.
absl::optional<Mrz> ReadMrz(absl::string_view zone, absl::CivilDay today);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_MRZ_H_
