#include "policy/scan/words.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "policy/scan/clean_text.h"

namespace enlace::policy {
namespace {

// Letters of a piece of a word that was cut up.
constexpr int32_t kPieceMax = 2;

icu::UnicodeString Looks(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    if (IsMark(c)) continue;
    const int32_t digit = u_charDigitValue(c);
    AppendLookAlike(digit < 0 ? c : '0' + digit, out);
  }
  return out;
}

// The same for all that looks alike in one of the two cases: capital I looks
// like l, and small i is the same letter.
icu::UnicodeString Seen(const icu::UnicodeString& text) {
  icu::UnicodeString out = Looks(Casefolded(Looks(Decomposed(text))));
  out.findAndReplace("i", "l");
  out.findAndReplace("1", "l");
  out.findAndReplace("0", "o");
  return out;
}

}  // namespace

Words::Words(const icu::UnicodeString& text, Likeness likeness) {
  const icu::UnicodeString folded =
      likeness == Likeness::kSpelt ? Casefolded(text) : Seen(text);
  bool open = false;  // a word has begun
  for (int32_t i = 0; i < folded.length();) {
    const UChar32 c = folded.char32At(i);
    i += U16_LENGTH(c);
    if (IsMark(c)) continue;
    if (IsWordCharacter(c)) {
      if (!open) begins_.push_back(row_.length());
      open = true;
      row_.append(c);
    } else {
      open = false;
    }
  }
}

bool Words::Contain(const Words& phrase) const {
  if (phrase.empty()) return false;
  const bool one_word = phrase.begins_.size() == 1;
  for (int32_t at = row_.indexOf(phrase.row_); at >= 0;
       at = row_.indexOf(phrase.row_, at + 1)) {
    if (Fits(at, at + phrase.row_.length(), one_word)) return true;
  }
  return false;
}

bool Words::Fits(int32_t begin, int32_t end, bool one_word) const {
  const auto first = std::lower_bound(begins_.begin(), begins_.end(), begin);
  if (first == begins_.end() || *first != begin) return false;
  const auto last = std::lower_bound(first, begins_.end(), end);
  if (end != row_.length() && (last == begins_.end() || *last != end)) {
    return false;
  }
  if (!one_word || last - first == 1) return true;
  for (auto it = first; it != last; ++it) {
    const int32_t piece_end = it + 1 == last ? end : *(it + 1);
    if (piece_end - *it > kPieceMax) return false;
  }
  return true;
}

}  // namespace enlace::policy
