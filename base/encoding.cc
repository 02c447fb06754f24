#include "base/encoding.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "base/check.h"

namespace enlace {
namespace {

template <typename T>
void AppendBigEndian(std::string& out, T value) {
  char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); ++i) {
    bytes[i] = static_cast<char>((value >> (8 * (sizeof(T) - 1 - i))) & 0xff);
  }
  out.append(bytes, sizeof(T));
}

template <typename T>
T ReadBigEndian(absl::string_view bytes) {
  CHECK(bytes.size() >= sizeof(T)) << "too few bytes for an integer";
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value = static_cast<T>((value << 8) | static_cast<uint8_t>(bytes[i]));
  }
  return value;
}

}  // namespace

std::string HexEncode(absl::string_view bytes) {
  return absl::BytesToHexString(bytes);
}

absl::StatusOr<std::string> HexDecode(absl::string_view text) {
  if (text.size() % 2 != 0 ||
      text.find_first_not_of("0123456789abcdef") != absl::string_view::npos) {
    return absl::InvalidArgumentError("not lower-case hexadecimal");
  }
  return absl::HexStringToBytes(text);
}

std::string Base64Encode(absl::string_view bytes) {
  return absl::Base64Escape(bytes);
}

absl::StatusOr<std::string> Base64Decode(absl::string_view text) {
  std::string bytes;
  // Re-encoding catches what Abseil's decoder forgives.
  if (!absl::Base64Unescape(text, &bytes) ||
      absl::Base64Escape(bytes) != text) {
    return absl::InvalidArgumentError("not canonical base64");
  }
  return bytes;
}

bool IsUtf8(absl::string_view bytes) {
  // Most texts are ASCII.
  char high = 0;
  for (const char c : bytes) high = static_cast<char>(high | c);
  if (absl::ascii_isascii(static_cast<unsigned char>(high))) return true;
  while (!bytes.empty()) {
    const size_t size = FirstUtf8Character(bytes).size;
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

Utf8Character FirstUtf8Character(absl::string_view bytes) {
  if (bytes.empty()) return {};
  const auto lead = static_cast<uint8_t>(bytes[0]);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >> 5 == 0x06   ? 2
                      : lead >> 4 == 0x0e ? 3
                      : lead >> 3 == 0x1e ? 4
                                          : 0;
  if (size == 0 || bytes.size() < size) return {};
  uint32_t point = lead & (0xffU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    const auto tail = static_cast<uint8_t>(bytes[i]);
    if (tail >> 6 != 0x02) return {};
    point = point << 6 | (tail & 0x3fU);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < kSmallest[size] || surrogate || point > 0x10ffff) return {};
  return {point, size};
}

void AppendU16(std::string& out, uint16_t value) {
  AppendBigEndian(out, value);
}
void AppendU32(std::string& out, uint32_t value) {
  AppendBigEndian(out, value);
}
void AppendU64(std::string& out, uint64_t value) {
  AppendBigEndian(out, value);
}

uint16_t ReadU16(absl::string_view bytes) {
  return ReadBigEndian<uint16_t>(bytes);
}
uint32_t ReadU32(absl::string_view bytes) {
  return ReadBigEndian<uint32_t>(bytes);
}
uint64_t ReadU64(absl::string_view bytes) {
  return ReadBigEndian<uint64_t>(bytes);
}

}  // namespace enlace
