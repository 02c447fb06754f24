#include "proto/validation/cargo.h"

#include "proto/validation/check_digit.h"
#include "proto/validation/pattern.h"

namespace enlace::validation {
namespace {

// A to Z count from 10 on and leave out what 11 divides: 11, 22 and 33.
int ContainerValue(char c) {
  if (IsDigit(c)) return c - '0';
  const int letter = c - 'A';
  return 10 + letter + (letter > 0) + (letter > 10) + (letter > 20);
}

int ContainerCheckDigit(absl::string_view ten) {
  int sum = 0;
  int weight = 1;
  for (const char c : ten) {
    sum += ContainerValue(c) * weight;
    weight *= 2;
  }
  return sum % 11 % 10;
}

}  // namespace

Verdict CheckContainer(absl::string_view text) {
  if (text.size() != 11) return Refuse(Fault::kLength);
  if (!IsDigitsAndCapitals(text)) return Refuse(Fault::kCharacters);
  if (!MatchesPattern(text, "[A-Z]{3}[UJZ][0-9]{7}")) {
    return Refuse(Fault::kForm);
  }
  return ContainerCheckDigit(text.substr(0, 10)) == text[10] - '0'
             ? Fine()
             : Refuse(Fault::kCheckDigit);
}

Verdict CheckAirWaybill(absl::string_view text) {
  if (text.size() != 11) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  return NumberOf(text.substr(3, 7)) % 7 == text[10] - '0'
             ? Fine()
             : Refuse(Fault::kCheckDigit);
}

Verdict CheckDeclaration(absl::string_view text) {
  if (text.size() != 15) return Refuse(Fault::kLength);
  return IsDigits(text) ? Fine() : Refuse(Fault::kCharacters);
}

Verdict CheckCas(absl::string_view text) {
  if (text.size() < 7 || text.size() > 12) return Refuse(Fault::kLength);
  if (!MatchesPattern(text, "[1-9][0-9]{1,6}-[0-9]{2}-[0-9]")) {
    return Refuse(Fault::kForm);
  }
  // Weights 1, 2, 3, ... from the right, without the check digit.
  int sum = 0;
  int weight = 1;
  for (size_t i = text.size() - 1; i-- > 0;) {
    if (text[i] == '-') continue;
    sum += (text[i] - '0') * weight++;
  }
  return sum % 10 == text.back() - '0' ? Fine() : Refuse(Fault::kCheckDigit);
}

Verdict CheckUnNumber(absl::string_view text) {
  if (text.size() != 4) return Refuse(Fault::kLength);
  if (!IsDigits(text)) return Refuse(Fault::kCharacters);
  const int number = NumberOf(text);
  return number >= 4 && number <= 3599 ? Fine() : Warn(Fault::kUncommon);
}

}  // namespace enlace::validation
