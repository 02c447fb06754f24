#include "base/encoding.h"

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "base/check.h"

namespace enlace {
namespace {

template <typename T>
void AppendBigEndian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0;
       shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
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
