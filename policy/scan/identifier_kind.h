// The kinds of identifier that can be told from the prose around them.
//
// A kind is told by its form and check digit, where these are so strong that
// other numbers hardly ever fit, and otherwise only beside a word that names
// it.  docs/policy-language.md ("Hidden identifiers") has the reasons for each.
// Names are those of formats (proto/validation/formats.h), and `card`.
// Immutable; thread-safe.

#ifndef ENLACE_POLICY_SCAN_IDENTIFIER_KIND_H_
#define ENLACE_POLICY_SCAN_IDENTIFIER_KIND_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "policy/scan/beside.h"
#include "policy/scan/characters.h"

namespace enlace::policy {

struct IdentifierKind {
  absl::string_view name;
  // Whether one begins at character `at`.
  bool (*begins)(const Characters& text, size_t at, const Beside& beside);
  size_t digits;  // that it has at least
  // Words that name the kind, in capitals and without blanks.
  absl::Span<const absl::string_view> words;
  bool needs_word = false;  // it is none without one
};

// In the order of their names.
absl::Span<const IdentifierKind> IdentifierKinds();

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_IDENTIFIER_KIND_H_
