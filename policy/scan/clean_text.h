// A text as a reader sees it: what does not show is gone, and what is shown by
// other characters than usual is written with the usual ones.
//
// Compatibility forms (full-width, superscript, circled) become plain ones and
// default ignorables (zero-width characters, soft hyphens, marks of direction)
// go: Unicode NFKC, UAX #44.  What merely looks like another letter is told by
// the confusables of UTS #39, as ICU's spoof checker has them.  Pure;
// thread-safe.

#ifndef ENLACE_POLICY_SCAN_CLEAN_TEXT_H_
#define ENLACE_POLICY_SCAN_CLEAN_TEXT_H_

#include <unicode/unistr.h>

#include <string>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// REQUIRES: UTF-8.
icu::UnicodeString CleanText(absl::string_view text);

// Letters and their marks apart (NFD).
icu::UnicodeString Decomposed(const icu::UnicodeString& text);

// Letter case, accents and compatibility forms away: NFKC_Casefold, then NFD.
icu::UnicodeString Casefolded(const icu::UnicodeString& text);

// A mark upon a letter: an accent, a stroke through it.
bool IsMark(UChar32 c);

// A character of a word: letter, digit, spacing mark.
bool IsWordCharacter(UChar32 c);

// Adds `c`, or what it looks like: "A" for the Cyrillic letter.
void AppendLookAlike(UChar32 c, icu::UnicodeString& out);

// Valid UTF-8.
std::string ToUtf8(const icu::UnicodeString& text);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_CLEAN_TEXT_H_
