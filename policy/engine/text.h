// Characters of UTF-8 text.

#ifndef ENLACE_POLICY_ENGINE_TEXT_H_
#define ENLACE_POLICY_ENGINE_TEXT_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// The character at the start of `text`, which is cut by it; 0xFFFFFFFF for
// bytes that are not valid UTF-8 (RFC 3629: no overlong forms, no surrogates),
// of which one is cut.  REQUIRES: `text` is not empty.
uint32_t NextCharacter(absl::string_view& text);

inline constexpr uint32_t kInvalidCharacter = 0xFFFFFFFF;

// How many characters `text` has; an invalid byte counts as one.
int CountCharacters(absl::string_view text);

// True for characters that do not show or that change the direction of text:
// with them a document can read differently from what a machine reads (CVE-
// 2021-42574).  Line feed is not one of them; tab is.
bool IsDeceptive(uint32_t character);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_TEXT_H_
