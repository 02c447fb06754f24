#include "policy/scan/number_shape.h"

#include "proto/validation/bank.h"
#include "proto/validation/check_digit.h"
#include "proto/validation/tax_number.h"

namespace enlace::policy {
namespace {

using validation::IsDigit;
using validation::IsDigits;

// The `size` digits from `at`, if a run of digits begins and one ends there;
// else "".
absl::string_view DigitsAt(const Characters& text, size_t at, size_t size) {
  const std::string& row = text.row();
  if (!IsDigit(row[at])) return "";
  if (!text.IsCut(at) && IsDigit(row[at - 1])) return "";
  const size_t end = at + size;
  if (!text.Holds(at, size)) return "";
  if (!text.IsCut(end) && IsDigit(row[end])) return "";
  const absl::string_view digits = absl::string_view(row).substr(at, size);
  return IsDigits(digits) ? digits : "";
}

// Whether the digit before `at`, or the one at it, belongs to the same row of
// digits, cut by `sign` all along.
bool GoesOn(const Characters& text, size_t at, char sign) {
  const std::string& row = text.row();
  return at > 0 && at < row.size() && IsDigit(row[at - 1]) &&
         IsDigit(row[at]) && text.CutBy(at) == sign;
}

// Cut into groups at `a` and `b`, or into single digits: then it must not be
// part of a longer row of them.
bool IsGrouped(const Characters& text, size_t at, size_t size, size_t a,
               size_t b) {
  const char sign = text.CutBy(at + b);
  return text.IsCutOnlyAt(at, size, a, b) ||
         (text.IsCut(at + a) && text.IsCut(at + b) && !GoesOn(text, at, sign) &&
          !GoesOn(text, at + size, sign));
}

// Strokes and colons cut dates, times and the numbers of files.
bool IsNineDigits(const Characters& text, size_t at, const Beside& beside) {
  const char sign = text.CutBy(at + 3);
  const bool cut = sign != 0 && sign == text.CutBy(at + 5) && sign != '/' &&
                   sign != ':' && IsGrouped(text, at, 9, 3, 5);
  return cut || beside.Near(at, at + 9);
}

// ISO/IEC 7812-1, annex B.
bool IsLuhn(absl::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[i] - '0';
    const int counted = (digits.size() - i) % 2 == 0 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 == 0;
}

// The length of the cards of the range that `digits` begin with; 0 if none.
size_t CardLength(absl::string_view digits) {
  const int four = validation::NumberOf(digits.substr(0, 4));
  const int two = four / 100;
  if (two / 10 == 4 || (two >= 51 && two <= 55) || two == 35 || two == 65 ||
      (four >= 2221 && four <= 2720) || four == 6011 ||
      (four >= 6440 && four <= 6499)) {
    return 16;
  }
  if (two == 34 || two == 37) return 15;
  if (two == 36 || two == 38 || (four >= 3000 && four <= 3059)) return 14;
  return 0;
}

// "+", country code, 8 to 15 digits in all.
bool IsInternational(const Characters& text, size_t at) {
  if (text.SignBefore(at) != '+') return false;
  for (size_t size = 8; size <= 15; ++size) {
    if (!DigitsAt(text, at, size).empty()) return true;
  }
  return false;
}

}  // namespace

bool BeginsSsn(const Characters& text, size_t at, const Beside& beside) {
  const absl::string_view digits = DigitsAt(text, at, 9);
  return !digits.empty() && !validation::CheckSsn(digits).refuses &&
         IsNineDigits(text, at, beside);
}

bool BeginsItin(const Characters& text, size_t at, const Beside& beside) {
  const absl::string_view digits = DigitsAt(text, at, 9);
  return !digits.empty() && !validation::CheckItin(digits).refuses &&
         IsNineDigits(text, at, beside);
}

bool BeginsRoutingNumber(const Characters& text, size_t at,
                         const Beside& beside) {
  const absl::string_view digits = DigitsAt(text, at, 9);
  return !digits.empty() && !validation::CheckRoutingNumber(digits).refuses &&
         beside.Near(at, at + 9);
}

bool BeginsClabe(const Characters& text, size_t at, const Beside& beside) {
  const absl::string_view digits = DigitsAt(text, at, 18);
  return !digits.empty() && !validation::CheckClabe(digits).refuses &&
         (text.IsCutAlike(at, 18) || beside.Near(at, at + 18));
}

bool BeginsCard(const Characters& text, size_t at, const Beside& beside) {
  const absl::string_view four = absl::string_view(text.row()).substr(at, 4);
  if (four.size() < 4 || !IsDigits(four)) return false;
  const size_t size = CardLength(four);
  if (size == 0) return false;
  const absl::string_view digits = DigitsAt(text, at, size);
  return !digits.empty() && IsLuhn(digits) &&
         (text.IsCutAlike(at, size) || beside.Near(at, at + size));
}

bool BeginsPhone(const Characters& text, size_t at, const Beside& beside) {
  if (IsInternational(text, at)) return true;
  const absl::string_view digits = DigitsAt(text, at, 10);
  if (digits.empty()) return false;
  const char first = text.CutBy(at + 3);
  const char second = text.CutBy(at + 6);
  // No area or exchange begins with 0 or 1.
  const bool cut = (second == '-' || second == '.') &&
                   (first == second || first == ')' || first == ' ') &&
                   digits[0] >= '2' && digits[3] >= '2' &&
                   IsGrouped(text, at, 10, 3, 6);
  return cut || beside.Near(at, at + 10);
}

}  // namespace enlace::policy
