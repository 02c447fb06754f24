// The texts that one text can be read as: itself, and what is written in it in
// another encoding, encodings inside encodings included.
//
// Up to three encodings are opened, one inside the other.  A text with a
// right-to-left override is also read from behind, since that is how it shows.
// At most eight times the bytes of the text come out; a text that holds more is
// not readable, so that the time of a scan is bounded.  Pure; thread-safe.

#ifndef ENLACE_POLICY_SCAN_READINGS_H_
#define ENLACE_POLICY_SCAN_READINGS_H_

#include <unicode/unistr.h>

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

inline constexpr int kEncodingsMax = 3;
inline constexpr size_t kReadingBytesFactor = 8;

// Each as CleanText() has it, the text itself first.  Nothing if `text` is not
// UTF-8 or holds too much.
std::optional<std::vector<icu::UnicodeString>> ReadingsOf(
    absl::string_view text);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_READINGS_H_
