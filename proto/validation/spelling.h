// How a value is written down: one spelling for each, so that the same number
// is the same bytes on both sides, in facts, commitments and searches.
//
// Normalising is for who writes a record; a node only compares, since it must
// not change what was signed.  Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_SPELLING_H_
#define ENLACE_PROTO_VALIDATION_SPELLING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace enlace::validation {

enum class Spelling {
  kText,      // Unicode form NFC; no blanks at the ends
  kCapitals,  // NFKC and capitals; no blanks at the ends
  kCode,      // kCapitals; no blanks at all, every dash a hyphen
  kCompact,   // kCode; no dashes, dots, slashes or brackets
};

// `text` in `spelling`; text that is not UTF-8 comes back as it is.
std::string Spell(absl::string_view text, Spelling spelling);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_SPELLING_H_
