#include "proto/validation/person_key.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/validation/calendar.h"
#include "proto/validation/check_digit.h"
#include "proto/validation/pattern.h"

namespace enlace::validation {
namespace {

constexpr absl::string_view kEnye = "\u00d1";  // capital N with tilde
// Where the enye stands once every character is to be one byte.
constexpr char kEnyeByte = '*';

constexpr absl::string_view kCurpPattern =
    "[A-Z]{4}[0-9]{6}[HMX][A-Z]{2}[BCDFGHJKLMNPQRSTVWXYZ]{3}[0-9A-Z][0-9]";
constexpr absl::string_view kRfcPattern =
    "[A-Z&*]{3,4}[0-9]{6}[0-9A-Z]{2}[0-9A]";
constexpr absl::string_view kVoterPattern = "[A-Z]{6}[0-9]{8}[HMX][0-9]{3}";

// States; NE says born abroad.
constexpr absl::string_view kStates[] = {
    "AS", "BC", "BS", "CC", "CH", "CL", "CM", "CS", "DF", "DG", "GR",
    "GT", "HG", "JC", "MC", "MN", "MS", "NE", "NL", "NT", "OC", "PL",
    "QR", "QT", "SL", "SP", "SR", "TC", "TL", "TS", "VZ", "YN", "ZS"};

// The index of a character is its value.
constexpr absl::string_view kCurpAlphabet =
    "0123456789ABCDEFGHIJKLMN*OPQRSTUVWXYZ";
constexpr absl::string_view kRfcAlphabet =
    "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ *";

int ValueIn(absl::string_view alphabet, char c) {
  return static_cast<int>(alphabet.find(c));
}

bool CurpCheckDigitFits(absl::string_view text) {
  int sum = 0;
  for (int i = 0; i < 17; ++i) {
    sum += ValueIn(kCurpAlphabet, text[static_cast<size_t>(i)]) * (18 - i);
  }
  return (10 - sum % 10) % 10 == text[17] - '0';
}

// `text` has one byte a character.
bool RfcCheckDigitFits(absl::string_view text) {
  const std::string padded =
      text.size() == 12 ? absl::StrCat(" ", text) : std::string(text);
  int sum = 0;
  for (int i = 0; i < 12; ++i) {
    sum += ValueIn(kRfcAlphabet, padded[static_cast<size_t>(i)]) * (13 - i);
  }
  const int check = (11 - sum % 11) % 11;
  return padded[12] == (check == 10 ? 'A' : static_cast<char>('0' + check));
}

}  // namespace

Verdict CheckCurp(absl::string_view text) {
  if (text.size() != 18) return Refuse(Fault::kLength);
  if (!IsDigitsAndCapitals(text)) return Refuse(Fault::kCharacters);
  if (!MatchesPattern(text, kCurpPattern)) return Refuse(Fault::kForm);
  // Who was born before 2000 has a digit here.
  const int century = IsDigit(text[16]) ? 1900 : 2000;
  if (!DayExists(century + NumberOf(text.substr(4, 2)),
                 NumberOf(text.substr(6, 2)), NumberOf(text.substr(8, 2)))) {
    return Refuse(Fault::kDate);
  }
  const auto* const state =
      std::find(std::begin(kStates), std::end(kStates), text.substr(11, 2));
  if (state == std::end(kStates)) return Refuse(Fault::kCodeUnknown);
  return CurpCheckDigitFits(text) ? Fine() : Refuse(Fault::kCheckDigit);
}

Verdict CheckRfc(absl::string_view text) {
  if (text.find(kEnyeByte) != absl::string_view::npos) {
    return Refuse(Fault::kCharacters);
  }
  const std::string bytes =
      absl::StrReplaceAll(text, {{kEnye, std::string(1, kEnyeByte)}});
  if (bytes.size() != 12 && bytes.size() != 13) return Refuse(Fault::kLength);
  if (!MatchesPattern(bytes, kRfcPattern)) return Refuse(Fault::kForm);
  if (IsSharedRfc(text)) return Warn(Fault::kPlaceholder);
  const absl::string_view date =
      absl::string_view(bytes).substr(bytes.size() - 9, 6);
  if (!DayExistsInSomeCentury(date)) return Refuse(Fault::kDate);
  return RfcCheckDigitFits(bytes) ? Fine() : Warn(Fault::kCheckDigit);
}

bool IsSharedRfc(absl::string_view text) {
  return text == "XAXX010101000" || text == "XEXX010101000";
}

Verdict CheckVoterKey(absl::string_view text) {
  if (text.size() != 18) return Refuse(Fault::kLength);
  if (!IsDigitsAndCapitals(text)) return Refuse(Fault::kCharacters);
  if (!MatchesPattern(text, kVoterPattern)) return Refuse(Fault::kForm);
  return DayExistsInSomeCentury(text.substr(6, 6)) ? Fine()
                                                   : Refuse(Fault::kDate);
}

}  // namespace enlace::validation
