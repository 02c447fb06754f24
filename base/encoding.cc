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

bool IsUtf8(absl::string_view bytes) {
  while (!bytes.empty()) {
    const auto lead = static_cast<uint8_t>(bytes[0]);
    if (lead < 0x80) {
      bytes.remove_prefix(1);
      continue;
    }
    size_t size = 0;  // of the sequence; its smallest value needs that many
    uint32_t point = 0;
    uint32_t smallest = 0;
    if (lead >> 5 == 0x06) {
      size = 2, point = lead & 0x1f, smallest = 0x80;
    } else if (lead >> 4 == 0x0e) {
      size = 3, point = lead & 0x0f, smallest = 0x800;
    } else if (lead >> 3 == 0x1e) {
      size = 4, point = lead & 0x07, smallest = 0x10000;
    } else {
      return false;
    }
    if (bytes.size() < size) return false;
    for (const char next : bytes.substr(1, size - 1)) {
      const auto tail = static_cast<uint8_t>(next);
      if (tail >> 6 != 0x02) return false;
      point = point << 6 | (tail & 0x3fu);
    }
    if (point < smallest || point > 0x10ffff) return false;
    if (point >= 0xd800 && point <= 0xdfff) return false;
    bytes.remove_prefix(size);
  }
  return true;
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
