#include "proto/validation/bank.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/validation/check_digit.h"
#include "proto/validation/code_list.h"
#include "proto/validation/pattern.h"

namespace enlace::validation {
namespace {

constexpr size_t kIbanHead = 4;  // country and check digits

// Digits that a form such as "n8c12" asks for in all, and whether `text` has
// them.
size_t LengthOf(absl::string_view form) {
  size_t length = 0;
  size_t part = 0;
  for (const char c : form) {
    if (IsDigit(c)) {
      part = part * 10 + static_cast<size_t>(c - '0');
    } else {
      length += part;
      part = 0;
    }
  }
  return length + part;
}

// "n8c12" as a regular expression.
std::string PatternOf(absl::string_view form) {
  std::string pattern;
  for (const char c : form) {
    const bool starts_part = !IsDigit(c);
    if (starts_part && !pattern.empty()) pattern += '}';
    if (starts_part) {
      pattern += c == 'n' ? "[0-9]{" : c == 'a' ? "[A-Z]{" : "[0-9A-Z]{";
    } else {
      pattern += c;
    }
  }
  return pattern + "}";
}

}  // namespace

Verdict CheckRoutingNumber(absl::string_view text) {
  if (text.size() != 9) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  if (WeightedSum(text, "371") % 10 != 0) return Refuse(Fault::kCheckDigit);
  const int district = NumberOf(text.substr(0, 2));
  const bool used = district <= 12 || (district >= 21 && district <= 32) ||
                    (district >= 61 && district <= 72) || district == 80;
  return used ? Fine() : Refuse(Fault::kNeverIssued);
}

Verdict CheckClabe(absl::string_view text) {
  if (text.size() != 18) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  const int check = (10 - WeightedSum(text.substr(0, 17), "371") % 10) % 10;
  if (check != text[17] - '0') return Refuse(Fault::kCheckDigit);
  return IsClabeBank(text.substr(0, 3)) ? Fine() : Refuse(Fault::kCodeUnknown);
}

Verdict CheckIban(absl::string_view text) {
  if (text.size() < kIbanHead + 1 || text.size() > 34) {
    return Refuse(Fault::kLength);
  }
  if (!IsDigitsAndCapitals(text)) return Refuse(Fault::kCharacters);
  const absl::string_view form = IbanForm(text.substr(0, 2));
  if (form.empty()) return Refuse(Fault::kCodeUnknown);
  const absl::string_view account = text.substr(kIbanHead);
  if (account.size() != LengthOf(form)) return Refuse(Fault::kLength);
  if (!IsDigits(text.substr(2, 2)) ||
      !MatchesPattern(account, PatternOf(form))) {
    return Refuse(Fault::kForm);
  }
  // 97-10 makes check digits 02 to 98; the others leave the same remainder.
  const int check = NumberOf(text.substr(2, 2));
  const std::string turned = absl::StrCat(account, text.substr(0, kIbanHead));
  return RemainderBy97(turned) == 1 && check >= 2 && check <= 98
             ? Fine()
             : Refuse(Fault::kCheckDigit);
}

Verdict CheckBic(absl::string_view text) {
  if (text.size() != 8 && text.size() != 11) return Refuse(Fault::kLength);
  if (!IsDigitsAndCapitals(text)) return Refuse(Fault::kCharacters);
  const absl::string_view letters = text.substr(0, 6);
  if (!std::all_of(letters.begin(), letters.end(), IsCapital)) {
    return Refuse(Fault::kForm);
  }
  // Some places issue IBANs and BICs under a code that ISO 3166 lacks.
  const absl::string_view country = text.substr(4, 2);
  return IsCountry(country) || !IbanForm(country).empty()
             ? Fine()
             : Refuse(Fault::kCodeUnknown);
}

Verdict CheckLei(absl::string_view text) {
  if (text.size() != 20) return Refuse(Fault::kLength);
  if (!IsDigitsAndCapitals(text)) return Refuse(Fault::kCharacters);
  if (!IsDigits(text.substr(18))) return Refuse(Fault::kForm);
  const int check = NumberOf(text.substr(18));
  return RemainderBy97(text) == 1 && check >= 2 && check <= 98
             ? Fine()
             : Refuse(Fault::kCheckDigit);
}

}  // namespace enlace::validation
