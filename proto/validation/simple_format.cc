#include "proto/validation/simple_format.h"

#include "proto/validation/code_list.h"
#include "proto/validation/pattern.h"

namespace enlace::validation {
namespace {

Verdict Match(absl::string_view text, absl::string_view pattern) {
  return MatchesPattern(text, pattern) ? Fine() : Refuse(Fault::kForm);
}

Verdict Listed(bool is_listed) {
  return is_listed ? Fine() : Refuse(Fault::kCodeUnknown);
}

bool HasDigitAboveZero(absl::string_view text) {
  return text.find_first_of("123456789") != absl::string_view::npos;
}

}  // namespace

Verdict CheckCountry(absl::string_view text) {
  if (!MatchesPattern(text, "[A-Z]{2}")) return Refuse(Fault::kForm);
  return Listed(IsCountry(text));
}

Verdict CheckSubdivision(absl::string_view text) {
  if (!MatchesPattern(text, "[A-Z]{2}-[A-Z0-9]{1,3}")) {
    return Refuse(Fault::kForm);
  }
  return Listed(IsSubdivision(text));
}

Verdict CheckCountryOrSubdivision(absl::string_view text) {
  return text.size() == 2 ? CheckCountry(text) : CheckSubdivision(text);
}

Verdict CheckCurrency(absl::string_view text) {
  if (!MatchesPattern(text, "[A-Z]{3}")) return Refuse(Fault::kForm);
  return Listed(DecimalsOfCurrency(text).has_value());
}

Verdict CheckTimeZone(absl::string_view text) {
  return Listed(IsTimeZone(text));
}

Verdict CheckLocode(absl::string_view text) {
  if (!MatchesPattern(text, "[A-Z]{2}[A-Z2-9]{3}")) {
    return Refuse(Fault::kForm);
  }
  return Listed(IsCountry(text.substr(0, 2)));
}

Verdict CheckPortOfEntry(absl::string_view text) {
  if (!MatchesPattern(text, "[A-Z]{2}-[0-9]{2,4}")) {
    return Refuse(Fault::kForm);
  }
  if (!IsCountry(text.substr(0, 2))) return Refuse(Fault::kCodeUnknown);
  return IsPortOfEntry(text) ? Fine() : Warn(Fault::kCodeUnknown);
}

// Its length is a limit of the field.
Verdict CheckName(absl::string_view text) { return Match(text, "\\P{Cc}+"); }

Verdict CheckPhone(absl::string_view text) {
  return Match(text, "\\+[1-9][0-9]{6,14}");
}

Verdict CheckEmail(absl::string_view text) {
  return Match(text, "[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+");
}

Verdict CheckDocumentNumber(absl::string_view text) {
  return Match(text, "[A-Z0-9-]{1,20}");
}

Verdict CheckAlienNumber(absl::string_view text) {
  return Match(text, "A[0-9]{7,9}");
}

// Region, district, county, type, expiry (year and month; no I), sequence.
Verdict CheckLicence(absl::string_view text) {
  return Match(text,
               "[0-9]-[0-9]{2}-[0-9]{3}-(0[1-36-9]|1[01])-[0-9][A-HJ-M]-"
               "[0-9]{5}");
}

Verdict CheckOffenseCode(absl::string_view text) {
  return Match(text, "[0-9]{4}");
}

Verdict CheckOri(absl::string_view text) {
  return Match(text, "[A-Z]{2}[A-Z0-9]{7}");
}

Verdict CheckTraceId(absl::string_view text) {
  return Match(text, "T[0-9]{11}");
}

// Makers number as they like: a serial without a digit is only uncommon.
Verdict CheckSerial(absl::string_view text) {
  if (!MatchesPattern(text, "[A-Z0-9 -]{1,30}")) return Refuse(Fault::kForm);
  return MatchesPattern(text, ".*[0-9].*") ? Fine() : Warn(Fault::kUncommon);
}

Verdict CheckMake(absl::string_view text) {
  return Match(text, "[A-Z0-9]{2,23}");
}

Verdict CheckPlate(absl::string_view text) {
  return Match(text, "[A-Z0-9-]{2,10}");
}

Verdict CheckTariffCode(absl::string_view text) {
  return Match(text, "[0-9]{6}");
}

Verdict CheckCarrier(absl::string_view text) {
  return Match(text, "[A-Z]{2,4}");
}

Verdict CheckLast4(absl::string_view text) { return Match(text, "[0-9]{4}"); }

Verdict CheckMoney(absl::string_view text) {
  if (!MatchesPattern(text, "(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?")) {
    return Refuse(Fault::kForm);
  }
  return HasDigitAboveZero(text) ? Fine() : Refuse(Fault::kForm);
}

Verdict CheckQuantity(absl::string_view text) {
  if (!MatchesPattern(text, "(0|[1-9][0-9]{0,11})(\\.[0-9]{1,6})?")) {
    return Refuse(Fault::kForm);
  }
  return HasDigitAboveZero(text) ? Fine() : Refuse(Fault::kForm);
}

Verdict CheckLatitude(absl::string_view text) {
  return Match(text, "-?(90(\\.0{1,6})?|[1-8]?[0-9](\\.[0-9]{1,6})?)");
}

Verdict CheckLongitude(absl::string_view text) {
  return Match(text,
               "-?(180(\\.0{1,6})?|(1[0-7][0-9]|[1-9]?[0-9])"
               "(\\.[0-9]{1,6})?)");
}

}  // namespace enlace::validation
