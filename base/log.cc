#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace enlace {
namespace {

spdlog::logger& Logger() {
  static auto& logger = *[] {
    auto* created = new spdlog::logger(
        "enlace", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    created->set_pattern("%v");
    created->flush_on(spdlog::level::info);
    return created;
  }();
  return logger;
}

// One decoded character and its length in bytes; 0 bytes if malformed.
struct Decoded {
  uint32_t code_point = 0;
  size_t size = 0;
};

Decoded DecodeUtf8(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const size_t size = first >= 0xf0 && first < 0xf5   ? 4
                      : first >= 0xe0 && first < 0xf0 ? 3
                      : first >= 0xc2 && first < 0xe0 ? 2
                                                      : 0;
  if (size == 0 || text.size() < size) return {};
  uint32_t code_point = first & (0xffU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code_point = (code_point << 6) | (byte(i) & 0x3fU);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code_point >= 0xd800 && code_point < 0xe000;
  if (code_point < kSmallest[size] || surrogate || code_point > 0x10ffff) {
    return {};
  }
  return {code_point, size};
}

bool DisguisesText(uint32_t c) {
  return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || (c >= 0x7f && c < 0xa0);
}

}  // namespace

std::string JsonEscape(absl::string_view text) {
  std::string out;
  while (!text.empty()) {
    const Decoded decoded = DecodeUtf8(text);
    if (decoded.size == 0) {
      absl::StrAppend(&out, "\\ufffd");
      text.remove_prefix(1);
      continue;
    }
    if (decoded.code_point == '"' || decoded.code_point == '\\') {
      out.push_back('\\');
      out.push_back(text[0]);
    } else if (decoded.code_point < 0x20 || DisguisesText(decoded.code_point)) {
      absl::StrAppendFormat(&out, "\\u%04x", decoded.code_point);
    } else {
      absl::StrAppend(&out, text.substr(0, decoded.size));
    }
    text.remove_prefix(decoded.size);
  }
  return out;
}

void Log(Severity severity, absl::string_view message,
         std::initializer_list<LogField> fields) {
  const char* const names[] = {"info", "warning", "error"};
  std::string line =
      absl::StrCat("{\"severity\":\"", names[static_cast<int>(severity)],
                   "\",\"message\":\"", JsonEscape(message), "\"");
  for (const auto& [key, value] : fields) {
    absl::StrAppend(&line, ",\"", JsonEscape(key), "\":\"", JsonEscape(value),
                    "\"");
  }
  absl::StrAppend(&line, "}");
  Logger().info(fmt::string_view("{}"), line);
}

}  // namespace enlace
