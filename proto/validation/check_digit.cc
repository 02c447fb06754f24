#include "proto/validation/check_digit.h"

#include <algorithm>

namespace enlace::validation {

bool IsDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), IsDigit);
}

bool IsDigitsAndCapitals(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return IsDigit(c) || IsCapital(c); });
}

int NumberOf(absl::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

int WeightedSum(absl::string_view digits, absl::string_view weights) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    sum += (digits[i] - '0') * (weights[i % weights.size()] - '0');
  }
  return sum;
}

int RemainderBy97(absl::string_view text) {
  int remainder = 0;
  for (const char c : text) {
    const int value = LetterValue(c);
    remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
  }
  return remainder;
}

}  // namespace enlace::validation
