// Text forms of bytes, and fixed-width integers as bytes.
//
// Decoders are strict: one text stands for one byte string, so that two texts
// never pass for the same hash or key.

#ifndef ENLACE_BASE_ENCODING_H_
#define ENLACE_BASE_ENCODING_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace {

// Lower-case hexadecimal.
std::string HexEncode(absl::string_view bytes);

// Fails with kInvalidArgument on an odd length or anything but [0-9a-f].
absl::StatusOr<std::string> HexDecode(absl::string_view text);

// RFC 4648 section 4, with padding.
std::string Base64Encode(absl::string_view bytes);

// Fails with kInvalidArgument on missing padding, white space, foreign
// characters or nonzero trailing bits.
absl::StatusOr<std::string> Base64Decode(absl::string_view text);

// Whether `bytes` are UTF-8 as RFC 3629 has it: shortest forms, no surrogates,
// nothing beyond U+10FFFF.
bool IsUtf8(absl::string_view bytes);

// One character and its length in bytes.
struct Utf8Character {
  uint32_t code_point = 0;
  size_t size = 0;
};

// The first character of `bytes`; its size is 0 if they do not begin with one.
Utf8Character FirstUtf8Character(absl::string_view bytes);

// Big-endian.
void AppendU16(std::string& out, uint16_t value);
void AppendU32(std::string& out, uint32_t value);
void AppendU64(std::string& out, uint64_t value);

// Big-endian, from the first bytes.  REQUIRES: `bytes` is long enough.
uint16_t ReadU16(absl::string_view bytes);
uint32_t ReadU32(absl::string_view bytes);
uint64_t ReadU64(absl::string_view bytes);

}  // namespace enlace

#endif  // ENLACE_BASE_ENCODING_H_
