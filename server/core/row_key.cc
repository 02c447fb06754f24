#include "server/core/row_key.h"

#include "base/encoding.h"

namespace enlace::core {
namespace {

constexpr char kEscaped = '\xff';  // behind a zero byte: the byte itself
constexpr char kEnd = '\x01';      // behind a zero byte: the end
constexpr uint64_t kSign = uint64_t{1} << 63;

}  // namespace

void AppendRowKey(std::string& out, absl::string_view value) {
  for (const char byte : value) {
    out += byte;
    if (byte == '\0') out += kEscaped;
  }
  out += '\0';
  out += kEnd;
}

void AppendRowKey(std::string& out, uint64_t value) { AppendU64(out, value); }

void AppendRowKey(std::string& out, int64_t value) {
  AppendU64(out, static_cast<uint64_t>(value) ^ kSign);
}

bool TakeRowKey(absl::string_view& in, std::string& value) {
  value.clear();
  for (size_t i = 0; i + 1 < in.size(); ++i) {
    if (in[i] != '\0') {
      value += in[i];
      continue;
    }
    ++i;
    if (in[i] == kEnd) {
      in.remove_prefix(i + 1);
      return true;
    }
    if (in[i] != kEscaped) return false;
    value += '\0';
  }
  return false;
}

bool TakeRowKey(absl::string_view& in, uint64_t& value) {
  if (in.size() < sizeof(value)) return false;
  value = ReadU64(in);
  in.remove_prefix(sizeof(value));
  return true;
}

bool TakeRowKey(absl::string_view& in, int64_t& value) {
  uint64_t bits = 0;
  if (!TakeRowKey(in, bits)) return false;
  value = static_cast<int64_t>(bits ^ kSign);
  return true;
}

}  // namespace enlace::core
