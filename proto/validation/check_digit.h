// Arithmetic that check digits share.  Pure.
//
// A weighted sum finds every single wrong digit if no weight shares a factor
// with the modulus.  It finds two neighbours changed for one another if the
// difference of their weights does not either; where it does, as 3 and 7 do
// with 10 for digits five apart, it cannot.  docs/validators.md says which
// format finds what.

#ifndef ENLACE_PROTO_VALIDATION_CHECK_DIGIT_H_
#define ENLACE_PROTO_VALIDATION_CHECK_DIGIT_H_

#include "absl/strings/string_view.h"

namespace enlace::validation {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

// Whether every character of `text` is a digit; a digit or a capital.
bool IsDigits(absl::string_view text);
bool IsDigitsAndCapitals(absl::string_view text);

// The number that `digits` spell.  REQUIRES: IsDigits(), at most 9 of them.
int NumberOf(absl::string_view digits);

// 0 to 9, then A = 10 to Z = 35.  REQUIRES: a digit or a capital.
constexpr int LetterValue(char c) {
  return IsDigit(c) ? c - '0' : c - 'A' + 10;
}

// Sum of digit times weight; the weights repeat.  REQUIRES: IsDigits(), and at
// least one weight.
int WeightedSum(absl::string_view digits, absl::string_view weights);

// Remainder by 97 of the number that `text` spells with A = 10 to Z = 35
// (ISO/IEC 7064).  REQUIRES: IsDigitsAndCapitals().
int RemainderBy97(absl::string_view text);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_CHECK_DIGIT_H_
