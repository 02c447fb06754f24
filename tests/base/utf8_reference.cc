#include "tests/base/utf8_reference.h"

#include <vector>

namespace enlace {
namespace {

struct Range {
  int first;
  int last;
};

constexpr Range kTail = {0x80, 0xbf};

const std::vector<std::vector<Range>>& Table37() {
  static const auto& table = *new std::vector<std::vector<Range>>{
      {{0x00, 0x7f}},
      {{0xc2, 0xdf}, kTail},
      {{0xe0, 0xe0}, {0xa0, 0xbf}, kTail},
      {{0xe1, 0xec}, kTail, kTail},
      {{0xed, 0xed}, {0x80, 0x9f}, kTail},
      {{0xee, 0xef}, kTail, kTail},
      {{0xf0, 0xf0}, {0x90, 0xbf}, kTail, kTail},
      {{0xf1, 0xf3}, kTail, kTail, kTail},
      {{0xf4, 0xf4}, {0x80, 0x8f}, kTail, kTail},
  };
  return table;
}

bool BeginsWith(absl::string_view bytes, const std::vector<Range>& row) {
  if (bytes.size() < row.size()) return false;
  for (size_t i = 0; i < row.size(); ++i) {
    const int byte = static_cast<uint8_t>(bytes[i]);
    if (byte < row[i].first || byte > row[i].last) return false;
  }
  return true;
}

char Byte(uint32_t value) { return static_cast<char>(value & 0xff); }

}  // namespace

size_t ReferenceCharacterSize(absl::string_view bytes) {
  for (const std::vector<Range>& row : Table37()) {
    if (BeginsWith(bytes, row)) return row.size();
  }
  return 0;
}

std::string ReferenceRepair(absl::string_view bytes) {
  std::string repaired;
  while (!bytes.empty()) {
    const size_t size = ReferenceCharacterSize(bytes);
    repaired += size == 0 ? "\xef\xbf\xbd" : std::string(bytes.substr(0, size));
    bytes.remove_prefix(size == 0 ? 1 : size);
  }
  return repaired;
}

std::string ForceUtf8(uint32_t code_point, size_t size) {
  switch (size) {
    case 1:
      return {Byte(code_point)};
    case 2:
      return {Byte(0xc0 | code_point >> 6), Byte(0x80 | (code_point & 0x3f))};
    case 3:
      return {Byte(0xe0 | code_point >> 12),
              Byte(0x80 | (code_point >> 6 & 0x3f)),
              Byte(0x80 | (code_point & 0x3f))};
    default:
      return {Byte(0xf0 | code_point >> 18),
              Byte(0x80 | (code_point >> 12 & 0x3f)),
              Byte(0x80 | (code_point >> 6 & 0x3f)),
              Byte(0x80 | (code_point & 0x3f))};
  }
}

std::string ShortestUtf8(uint32_t code_point) {
  return ForceUtf8(code_point, code_point < 0x80      ? 1
                               : code_point < 0x800   ? 2
                               : code_point < 0x10000 ? 3
                                                      : 4);
}

void ForEachByteSequence(const std::function<void(absl::string_view)>& visit) {
  for (uint32_t first = 0; first < 256; ++first) {
    visit(std::string{Byte(first)});
    for (uint32_t second = 0; second < 256; ++second) {
      visit(std::string{Byte(first), Byte(second)});
      if (first < 0xe0) continue;
      for (const uint32_t third :
           {0x00u, 0x22u, 0x7fu, 0x80u, 0xbfu, 0xc0u, 0xffu}) {
        visit(std::string{Byte(first), Byte(second), Byte(third)});
        for (const uint32_t fourth :
             {0x00u, 0x7fu, 0x80u, 0xbfu, 0xc0u, 0xffu}) {
          visit(std::string{Byte(first), Byte(second), Byte(third),
                            Byte(fourth)});
        }
      }
    }
  }
}

}  // namespace enlace
