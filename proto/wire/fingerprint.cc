#include "proto/wire/fingerprint.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"

namespace enlace::wire {
namespace {

constexpr size_t kHexGroup = 4;      // digits
constexpr size_t kDecimalGroup = 4;  // bytes that give five digits
constexpr uint32_t kDecimalModulus = 100000;

std::string WithoutSpaces(absl::string_view text) {
  return absl::StrReplaceAll(text, {{" ", ""}});
}

}  // namespace

std::string FingerprintHex(const Hash& digest) {
  const std::string hex = HexEncode(AsBytes(digest));
  std::string text;
  for (size_t i = 0; i < hex.size(); i += kHexGroup) {
    if (!text.empty()) text += ' ';
    text += hex.substr(i, kHexGroup);
  }
  return text;
}

std::string FingerprintDigits(const Hash& digest) {
  const absl::string_view bytes = AsBytes(digest);
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += kDecimalGroup) {
    if (!text.empty()) text += ' ';
    text += absl::StrFormat(
        "%05d", ReadU32(bytes.substr(i, kDecimalGroup)) % kDecimalModulus);
  }
  return text;
}

bool IsFingerprintOf(absl::string_view text, const Hash& digest) {
  const std::string compact = absl::AsciiStrToLower(WithoutSpaces(text));
  return compact == WithoutSpaces(FingerprintHex(digest)) ||
         compact == WithoutSpaces(FingerprintDigits(digest));
}

}  // namespace enlace::wire
