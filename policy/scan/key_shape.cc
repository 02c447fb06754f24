#include "policy/scan/key_shape.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/validation/bank.h"
#include "proto/validation/check_digit.h"
#include "proto/validation/person_key.h"
#include "proto/validation/simple_format.h"

namespace enlace::policy {
namespace {

using validation::IsCapital;
using validation::IsDigit;
using validation::IsDigits;

absl::string_view At(const Characters& text, size_t at, size_t size) {
  return text.Holds(at, size) ? absl::string_view(text.row()).substr(at, size)
                              : "";
}

// What is looked at first, since prose has few digits.
bool IsDigitAt(const Characters& text, size_t at) {
  return at < text.row().size() && IsDigit(text.row()[at]);
}

// Nothing else of the same kind stands before or after.
bool StandsAlone(const Characters& text, size_t at, size_t size) {
  return text.IsEdge(at) && text.IsEdge(at + size);
}

size_t CountDigits(absl::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), IsDigit));
}

// A group of letters that is a word of a sentence and no part of a plate.
bool IsSmallWord(absl::string_view group) {
  constexpr absl::string_view kWords[] = {
      "AL", "AND", "AT",  "CON", "DE", "DEL", "EL",  "EN",  "FOR", "IN",
      "IS", "LA",  "LAS", "LOS", "NO", "NUM", "OF",  "ON",  "POR", "QUE",
      "SE", "SIN", "THE", "TO",  "UN", "UNA", "WAS", "WITH"};
  return std::find(std::begin(kWords), std::end(kWords), group) !=
         std::end(kWords);
}

// Groups that blanks separate are short, and none is a small word.
bool IsOneCode(const Characters& text, size_t at, size_t size,
               size_t group_max) {
  if (!text.IsCut(at) || !text.IsCut(at + size)) return false;
  size_t begin = at;
  bool blanks = false;
  for (size_t i = at + 1; i < at + size; ++i) {
    const char sign = text.CutBy(i);
    blanks |= sign == ' ';
    if (sign == '/' || sign == ':' || sign == ',' || sign == ';') return false;
  }
  for (size_t i = at + 1; i <= at + size; ++i) {
    if (i < at + size && !text.IsCut(i)) continue;
    const absl::string_view group =
        absl::string_view(text.row()).substr(begin, i - begin);
    if (blanks && (group.size() > group_max || IsSmallWord(group))) {
      return false;
    }
    begin = i;
  }
  return true;
}

}  // namespace

bool BeginsCurp(const Characters& text, size_t at, const Beside&) {
  if (!IsDigitAt(text, at + 4)) return false;
  const absl::string_view key = At(text, at, 18);
  return !key.empty() && IsCapital(key[0]) &&
         !validation::CheckCurp(key).refuses;
}

bool BeginsVoterKey(const Characters& text, size_t at, const Beside&) {
  if (!IsDigitAt(text, at + 6)) return false;
  const absl::string_view key = At(text, at, 18);
  return !key.empty() && IsCapital(key[0]) && StandsAlone(text, at, 18) &&
         !validation::CheckVoterKey(key).refuses;
}

bool BeginsRfc(const Characters& text, size_t at, const Beside& beside) {
  if (!IsDigitAt(text, at + 4)) return false;
  for (const size_t size : {size_t{13}, size_t{12}}) {
    const absl::string_view key = At(text, at, size);
    if (key.empty() || !IsDigits(key.substr(size - 9, 6)) ||
        !StandsAlone(text, at, size)) {
      continue;
    }
    std::string spelt;
    for (const char c : key) {
      if (c == Characters::kEnye) {
        absl::StrAppend(&spelt, "\u00d1");
      } else {
        spelt += c;
      }
    }
    const validation::Verdict verdict = validation::CheckRfc(spelt);
    if (verdict == validation::Fine() ||
        (verdict == validation::Warn(validation::Fault::kCheckDigit) &&
         beside.Near(at, at + size))) {
      return true;
    }
  }
  return false;
}

bool BeginsIban(const Characters& text, size_t at, const Beside&) {
  if (!IsDigitAt(text, at + 2)) return false;
  const absl::string_view head = At(text, at, 4);
  if (head.empty() || !IsCapital(head[0]) || !IsCapital(head[1]) ||
      !IsDigit(head[2]) || !IsDigit(head[3]) || !text.IsCut(at)) {
    return false;
  }
  for (size_t size = 15; size <= 34; ++size) {
    const absl::string_view number = At(text, at, size);
    if (number.empty()) return false;
    if (text.IsCut(at + size) && !validation::CheckIban(number).refuses) {
      return true;
    }
  }
  return false;
}

bool BeginsLicence(const Characters& text, size_t at, const Beside& beside) {
  if (!IsDigitAt(text, at)) return false;
  const absl::string_view number = At(text, at, 15);
  if (number.empty() || !IsDigits(number.substr(0, 9)) ||
      !StandsAlone(text, at, 15)) {
    return false;
  }
  const bool cut = text.IsCut(at + 1) && text.IsCut(at + 3) &&
                   text.IsCut(at + 6) && text.IsCut(at + 8) &&
                   text.IsCut(at + 10);
  return (cut || beside.Near(at, at + 15)) &&
         !validation::CheckLicence(
              absl::StrCat(number.substr(0, 1), "-", number.substr(1, 2), "-",
                           number.substr(3, 3), "-", number.substr(6, 2), "-",
                           number.substr(8, 2), "-", number.substr(10)))
              .refuses;
}

bool BeginsAlienNumber(const Characters& text, size_t at,
                       const Beside& beside) {
  if (text.row()[at] != 'A' || !text.IsCut(at)) return false;
  for (size_t size = 8; size <= 10; ++size) {
    const absl::string_view number = At(text, at, size);
    if (number.empty()) return false;
    if (StandsAlone(text, at, size) && beside.Near(at, at + size) &&
        !validation::CheckAlienNumber(number).refuses) {
      return true;
    }
  }
  return false;
}

bool BeginsDocumentNumber(const Characters& text, size_t at,
                          const Beside& beside) {
  if (!beside.ShortlyBefore(at)) return false;
  for (size_t size = 7; size <= 14; ++size) {
    const absl::string_view number = At(text, at, size);
    if (number.empty()) return false;
    // Digits in groups are more often a date.
    const bool date = CountDigits(number) == size && text.IsCut(at + 4) &&
                      !text.IsCut(at + 1);
    if (CountDigits(number) >= 5 && !date && IsOneCode(text, at, size, 1)) {
      return true;
    }
  }
  return false;
}

bool BeginsPlate(const Characters& text, size_t at, const Beside& beside) {
  if (!beside.ShortlyBefore(at)) return false;
  for (size_t size = 5; size <= 8; ++size) {
    const absl::string_view plate = At(text, at, size);
    if (plate.empty()) return false;
    const size_t digits = CountDigits(plate);
    if (digits >= 2 && digits < size && IsOneCode(text, at, size, 3)) {
      return true;
    }
  }
  return false;
}

}  // namespace enlace::policy
