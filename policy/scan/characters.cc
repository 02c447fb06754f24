#include "policy/scan/characters.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "policy/scan/clean_text.h"

namespace enlace::policy {
namespace {

constexpr UChar32 kTilde = 0x303;

bool IsAsciiAlnum(UChar32 c) {
  return c < 0x80 && absl::ascii_isalnum(static_cast<unsigned char>(c));
}

bool IsDigitHere(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

bool IsLetter(char c) {
  return absl::ascii_isupper(static_cast<unsigned char>(c));
}

// The capital or digit that `c` is or looks like; 0 if it is neither.
char Plain(UChar32 c) {
  if (IsAsciiAlnum(c)) {
    return absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  if (c < 0x80) return 0;
  const double number = u_getNumericValue(c);
  if (number >= 0 && number <= 9 && number == static_cast<int>(number) &&
      (U_GET_GC_MASK(c) & (U_GC_ND_MASK | U_GC_NO_MASK)) != 0) {
    return static_cast<char>('0' + static_cast<int>(number));
  }
  for (const UChar32 either : {c, u_tolower(c)}) {
    icu::UnicodeString seen;
    AppendLookAlike(either, seen);
    if (seen.length() == 1 && IsAsciiAlnum(seen.charAt(0))) {
      return absl::ascii_toupper(static_cast<unsigned char>(seen.charAt(0)));
    }
  }
  return 0;
}

}  // namespace

Characters::Characters(const icu::UnicodeString& text) {
  const icu::UnicodeString letters = Decomposed(text);
  for (int32_t i = 0; i < letters.length();) {
    const UChar32 c = letters.char32At(i);
    i += U16_LENGTH(c);
    if (c == kTilde && !row_.empty() && row_.back() == 'N' &&
        gaps_.back().length == 0) {
      row_.back() = kEnye;
    } else if (c == '&' && !row_.empty() && gaps_.back().length == 0 &&
               IsLetter(row_.back()) && IsLetter(Plain(letters.char32At(i)))) {
      AddCharacter('&');  // a letter of tax keys
    } else if (const char plain = Plain(c); plain != 0) {
      AddCharacter(plain);
    } else if (!IsMark(c)) {
      // A letter of no Latin look separates, like any sign.
      AddSign(c < 0x80 ? static_cast<char>(c) : '?');
    }
  }
}

void Characters::AddCharacter(char c) {
  row_ += c;
  plain_ += c;
  gaps_.emplace_back();
}

void Characters::AddSign(char c) {
  plain_ += c;
  Gap& gap = gaps_.back();
  ++gap.length;
  const bool blank = absl::ascii_isspace(static_cast<unsigned char>(c));
  if (!blank) {
    gap.last = c;
    gap.mixed |= gap.first != 0 && gap.first != ' ' && gap.first != c;
    if (gap.first == 0 || gap.first == ' ') gap.first = c;
  } else if (gap.first == 0) {
    gap.first = ' ';
  }
}

std::optional<Characters> Characters::WithDigitsForLetters() const {
  const auto digit_for = [](char c) {
    return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
  };
  std::string row = row_;
  for (size_t begin = 0; begin < row.size();) {
    bool digit = false;
    size_t end = begin;
    while (end < row.size() && IsDigitHere(digit_for(row_[end])) &&
           (end == begin || !IsCut(end))) {
      digit |= IsDigitHere(row_[end++]);
    }
    // "O" and "ll" alone may be digits spaced out.
    if (digit || (IsCut(begin) && IsCut(end))) {
      for (size_t i = begin; i < end; ++i) row[i] = digit_for(row[i]);
    }
    begin = std::max(end, begin + 1);
  }
  if (row == row_) return std::nullopt;
  Characters out = *this;
  out.row_ = std::move(row);
  return out;
}

size_t Characters::CountDigits() const {
  return static_cast<size_t>(
      std::count_if(row_.begin(), row_.end(), IsDigitHere));
}

bool Characters::Holds(size_t at, size_t size) const {
  if (at + size > row_.size()) return false;
  for (size_t i = at + 1; i < at + size; ++i) {
    if (gaps_[i].length > kGapMax) return false;
  }
  return true;
}

bool Characters::IsCut(size_t at) const {
  return at == 0 || at >= row_.size() || gaps_[at].length > 0;
}

char Characters::CutBy(size_t at) const { return gaps_[at].first; }

char Characters::SignBefore(size_t at) const { return gaps_[at].last; }

bool Characters::IsEdge(size_t at) const {
  return IsCut(at) || IsDigitHere(row_[at - 1]) != IsDigitHere(row_[at]);
}

bool Characters::IsCutOnlyAt(size_t at, size_t size, size_t a, size_t b) const {
  for (size_t i = 1; i < size; ++i) {
    if ((gaps_[at + i].length > 0) != (i == a || i == b)) return false;
  }
  return true;
}

bool Characters::IsCutAlike(size_t at, size_t size) const {
  char sign = 0;
  for (size_t i = at + 1; i < at + size; ++i) {
    const Gap& gap = gaps_[i];
    if (gap.mixed) return false;
    if (gap.first == 0 || gap.first == ' ') continue;
    if (sign != 0 && sign != gap.first) return false;
    sign = gap.first;
  }
  return true;
}

}  // namespace enlace::policy
