#include "policy/scan/readings.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "base/encoding.h"
#include "policy/scan/clean_text.h"
#include "policy/scan/decoded.h"

namespace enlace::policy {
namespace {

constexpr absl::string_view kRightToLeftOverride = "\u202E";

icu::UnicodeString Reversed(const icu::UnicodeString& text) {
  icu::UnicodeString out = text;
  return out.reverse();
}

}  // namespace

std::optional<std::vector<icu::UnicodeString>> ReadingsOf(
    absl::string_view text) {
  if (!IsUtf8(text)) return std::nullopt;
  std::vector<icu::UnicodeString> readings;
  std::set<std::string> known = {std::string(text)};
  std::vector<std::string> level = {std::string(text)};
  size_t left = (text.size() + 1) * kReadingBytesFactor;
  for (int depth = 0; depth <= kEncodingsMax && !level.empty(); ++depth) {
    std::vector<std::string> next;
    for (const std::string& read : level) {
      const icu::UnicodeString clean = CleanText(read);
      const std::string bytes = ToUtf8(clean);
      if (bytes.size() > left) return std::nullopt;
      left -= bytes.size();
      readings.push_back(clean);
      if (absl::StrContains(read, kRightToLeftOverride)) {
        readings.push_back(Reversed(clean));
      }
      if (depth == kEncodingsMax) continue;
      for (std::string& decoded : DecodedTexts(bytes)) {
        if (known.insert(decoded).second) next.push_back(std::move(decoded));
      }
    }
    level = std::move(next);
  }
  return readings;
}

}  // namespace enlace::policy
