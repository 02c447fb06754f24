#include "proto/validation/code_list.h"

#include <algorithm>
#include <iterator>

namespace enlace::validation {
namespace {

struct Row {
  absl::string_view code;
  absl::string_view value;
};

#include "proto/validation/tables.inc"

// The row of `code`, or null.  REQUIRES: sorted rows.
template <size_t n>
const Row* Find(const Row (&rows)[n], absl::string_view code) {
  const Row* const row = std::lower_bound(
      std::begin(rows), std::end(rows), code,
      [](const Row& a, absl::string_view b) { return a.code < b; });
  return row != std::end(rows) && row->code == code ? row : nullptr;
}

}  // namespace

bool IsCountry(absl::string_view code) {
  return Find(kCountries, code) != nullptr;
}

bool IsCountry3(absl::string_view code) {
  return Find(kCountries3, code) != nullptr;
}

bool IsSubdivision(absl::string_view code) {
  return Find(kSubdivisions, code) != nullptr;
}

absl::optional<int> DecimalsOfCurrency(absl::string_view code) {
  const Row* const row = Find(kCurrencies, code);
  if (row == nullptr) return absl::nullopt;
  return row->value[0] - '0';
}

bool IsTimeZone(absl::string_view name) {
  return Find(kTimeZones, name) != nullptr;
}

absl::string_view IbanForm(absl::string_view country) {
  const Row* const row = Find(kIbanForms, country);
  return row == nullptr ? absl::string_view() : row->value;
}

bool IsClabeBank(absl::string_view code) {
  return Find(kClabeBanks, code) != nullptr;
}

bool IsPortOfEntry(absl::string_view code) {
  return Find(kPortsOfEntry, code) != nullptr;
}

absl::string_view TimeZoneOfPort(absl::string_view code) {
  const Row* const row = Find(kPortsOfEntry, code);
  return row == nullptr ? absl::string_view() : row->value;
}

absl::string_view SubstanceOf(absl::string_view cas_number) {
  const Row* const row = Find(kSubstances, cas_number);
  return row == nullptr ? absl::string_view() : row->value;
}

}  // namespace enlace::validation
