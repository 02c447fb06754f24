#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdint>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/encoding.h"

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

// In a JSON string, as the one character of a byte.
bool StandsForItself(char c) {
  return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

bool DisguisesText(uint32_t c) {
  return c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xfeff || (c >= 0x7f && c < 0xa0);
}

}  // namespace

std::string JsonEscape(absl::string_view text) {
  std::string out;
  AppendJsonEscaped(text, out);
  return out;
}

void AppendJsonEscaped(absl::string_view text, std::string& out) {
  while (!text.empty()) {
    // Most text is this and nothing else.
    size_t plain = 0;
    while (plain < text.size() && StandsForItself(text[plain])) ++plain;
    out.append(text.data(), plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const Utf8Character decoded = FirstUtf8Character(text);
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
