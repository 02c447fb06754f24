// Codes that a list defines: countries, their parts, currencies, time zones.
//
// The lists are those of Debian's iso-codes and tzdata at build time, and the
// files of tables/; make_tables.py turns them into constants.  Codes that were
// withdrawn are not in them.  Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_CODE_LIST_H_
#define ENLACE_PROTO_VALIDATION_CODE_LIST_H_

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace enlace::validation {

// ISO 3166-1, two letters; three letters; ISO 3166-2.
bool IsCountry(absl::string_view code);
bool IsCountry3(absl::string_view code);
bool IsSubdivision(absl::string_view code);

// ISO 4217.  Currencies alone have decimals: absent if `code` is none.
absl::optional<int> DecimalsOfCurrency(absl::string_view code);

// Name of the IANA time zone database, links included.
bool IsTimeZone(absl::string_view name);

// The form of an account number in `country` as ISO 13616 registers it, such as
// "n8c12" for eight digits and twelve digits or capitals ("a": capitals).
// Empty if the country issues no IBANs.
absl::string_view IbanForm(absl::string_view country);

// First three digits of a CLABE.
bool IsClabeBank(absl::string_view code);

// Ports of entry of the land border, "<country>-<number>".
bool IsPortOfEntry(absl::string_view code);

// The time zone (IANA name) of a port of entry; empty if the list lacks it.
absl::string_view TimeZoneOfPort(absl::string_view code);

// Tariff codes, UN numbers and names of the substance with that CAS number:
// three lists separated by "|", their elements by ";".  Empty if the table
// lacks it.
absl::string_view SubstanceOf(absl::string_view cas_number);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_CODE_LIST_H_
