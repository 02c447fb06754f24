#include "proto/wire/log_text.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "proto/wire/merkle.h"

namespace enlace::wire {
namespace {

constexpr int kMalformed = -1;

// Takes one character off well-formed UTF-8, or returns kMalformed.
int TakeCodePoint(absl::string_view& text) {
  const auto byte = [&text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  size_t length = 1;
  int minimum = 0;
  int value = lead;
  if (lead >= 0x80) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      length = 2, minimum = 0x80, value = lead & 0x1f;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      length = 3, minimum = 0x800, value = lead & 0x0f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      length = 4, minimum = 0x10000, value = lead & 0x07;
    } else {
      return kMalformed;
    }
  }
  if (text.size() < length) return kMalformed;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return kMalformed;
    value = (value << 6) | (byte(i) & 0x3f);
  }
  if (value < minimum || value > 0x10ffff ||
      (value >= 0xd800 && value <= 0xdfff)) {
    return kMalformed;
  }
  text.remove_prefix(length);
  return value;
}

// Unicode 15, PropList.txt, White_Space.
bool IsUnicodeSpace(int c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

}  // namespace

std::optional<absl::string_view> TakeLine(absl::string_view& text) {
  const size_t end = text.find('\n');
  if (end == absl::string_view::npos) return std::nullopt;
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

absl::StatusOr<uint64_t> ParseDecimal(absl::string_view text) {
  constexpr size_t kDigitsMax = 19;  // 2^63 has as many
  if (text.empty() || text.size() > kDigitsMax) {
    return absl::InvalidArgumentError("not a canonical decimal number");
  }
  uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return absl::InvalidArgumentError("not a canonical decimal number");
    }
    value = value * 10 + static_cast<uint64_t>(c - '0');
  }
  if (value >= kTreeSizeLimit || absl::StrCat(value) != text) {
    return absl::InvalidArgumentError("not a canonical decimal number");
  }
  return value;
}

absl::StatusOr<Hash> ParseHashLine(absl::string_view line) {
  ASSIGN_OR_RETURN(const std::string bytes, Base64Decode(line));
  if (bytes.size() != kHashSize) {
    return absl::InvalidArgumentError("not a hash of 32 bytes");
  }
  return HashFromBytes(bytes);
}

std::string FormatHashLine(const Hash& hash) {
  return Base64Encode(AsBytes(hash));
}

bool IsNoteText(absl::string_view text) {
  while (!text.empty()) {
    const int c = TakeCodePoint(text);
    if (c == kMalformed || (c < 0x20 && c != '\n')) return false;
  }
  return true;
}

bool HasUnicodeSpace(absl::string_view text) {
  while (!text.empty()) {
    const int c = TakeCodePoint(text);
    if (c == kMalformed || IsUnicodeSpace(c)) return true;
  }
  return false;
}

}  // namespace enlace::wire
