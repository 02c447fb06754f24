#include "policy/engine/text.h"

namespace enlace::policy {
namespace {

// Length of the sequence that `lead` opens and the bits it contributes.
int SequenceLength(uint8_t lead, uint32_t& bits) {
  if (lead < 0x80) {
    bits = lead;
    return 1;
  }
  if (lead >= 0xC2 && lead < 0xE0) {
    bits = lead & 0x1Fu;
    return 2;
  }
  if (lead >= 0xE0 && lead < 0xF0) {
    bits = lead & 0x0Fu;
    return 3;
  }
  if (lead >= 0xF0 && lead < 0xF5) {
    bits = lead & 0x07u;
    return 4;
  }
  return 0;
}

}  // namespace

uint32_t NextCharacter(absl::string_view& text) {
  uint32_t character = 0;
  const auto size = static_cast<size_t>(
      SequenceLength(static_cast<uint8_t>(text[0]), character));
  bool valid = size > 0 && size <= text.size();
  for (size_t i = 1; valid && i < size; ++i) {
    const auto byte = static_cast<uint8_t>(text[i]);
    valid = (byte & 0xC0u) == 0x80u;
    character = (character << 6) | (byte & 0x3Fu);
  }
  valid = valid && !(size == 3 && character < 0x800) &&
          !(size == 4 && (character < 0x10000 || character > 0x10FFFF)) &&
          !(character >= 0xD800 && character < 0xE000);
  text.remove_prefix(valid ? size : 1);
  return valid ? character : kInvalidCharacter;
}

int CountCharacters(absl::string_view text) {
  int count = 0;
  while (!text.empty()) {
    NextCharacter(text);
    ++count;
  }
  return count;
}

bool IsDeceptive(uint32_t c) {
  return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || c == 0xAD ||
         c == 0x034F || c == 0x061C || c == 0x115F || c == 0x1160 ||
         (c >= 0x180B && c <= 0x180E) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
         c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFC) || c >= 0xE0000;
}

}  // namespace enlace::policy
