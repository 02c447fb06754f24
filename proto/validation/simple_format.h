// Validators of values that a regular expression or a code list describes
// whole. Each function REQUIRES the normal spelling and is pure.

#ifndef ENLACE_PROTO_VALIDATION_SIMPLE_FORMAT_H_
#define ENLACE_PROTO_VALIDATION_SIMPLE_FORMAT_H_

#include "absl/strings/string_view.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// Codes of lists (proto/validation/code_list.h).
Verdict CheckCountry(absl::string_view text);
Verdict CheckSubdivision(absl::string_view text);
Verdict CheckCountryOrSubdivision(absl::string_view text);
Verdict CheckCurrency(absl::string_view text);
Verdict CheckTimeZone(absl::string_view text);
// UN/LOCODE: the country is looked up, the place is not.
Verdict CheckLocode(absl::string_view text);
// Warns of a port that the list lacks, since the list is not complete.
Verdict CheckPortOfEntry(absl::string_view text);

// Persons, and how to reach them.
Verdict CheckName(absl::string_view text);
Verdict CheckPhone(absl::string_view text);
Verdict CheckEmail(absl::string_view text);
Verdict CheckDocumentNumber(absl::string_view text);
Verdict CheckAlienNumber(absl::string_view text);

// Firearms and their traces.
Verdict CheckLicence(absl::string_view text);
Verdict CheckOffenseCode(absl::string_view text);
Verdict CheckOri(absl::string_view text);
Verdict CheckTraceId(absl::string_view text);
Verdict CheckSerial(absl::string_view text);
Verdict CheckMake(absl::string_view text);

// Things.
Verdict CheckPlate(absl::string_view text);
Verdict CheckTariffCode(absl::string_view text);
Verdict CheckCarrier(absl::string_view text);
Verdict CheckLast4(absl::string_view text);

// Decimal numbers as text, without superfluous zeros in front.
Verdict CheckMoney(absl::string_view text);
Verdict CheckQuantity(absl::string_view text);
Verdict CheckLatitude(absl::string_view text);
Verdict CheckLongitude(absl::string_view text);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_SIMPLE_FORMAT_H_
