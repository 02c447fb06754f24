// Lines, numbers and hashes as the text formats of transparency logs write
// them.
//
// Strict: one value has one spelling, so that two texts never stand for the
// same checkpoint or proof.

#ifndef ENLACE_PROTO_WIRE_LOG_TEXT_H_
#define ENLACE_PROTO_WIRE_LOG_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace enlace::wire {

// Takes the first line off `text` and returns it without its newline; nothing,
// leaving `text` as it is, if no newline is left.
std::optional<absl::string_view> TakeLine(absl::string_view& text);

// Decimal without sign or leading zero, below 2^63; else kInvalidArgument.
absl::StatusOr<uint64_t> ParseDecimal(absl::string_view text);

// A base64 line of exactly 32 bytes; else kInvalidArgument.
absl::StatusOr<Hash> ParseHashLine(absl::string_view line);
std::string FormatHashLine(const Hash& hash);

// True if `text` is well-formed UTF-8 (RFC 3629: no overlong form, no
// surrogate) and has no control character below U+0020 but newline.
bool IsNoteText(absl::string_view text);

// True if well-formed UTF-8 `text` has a character of Unicode's White_Space.
bool HasUnicodeSpace(absl::string_view text);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_LOG_TEXT_H_
