#include "client/importers/date_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace enlace::client {
namespace {

// The number in `text`; 0 for as many X; nothing for what is neither.
std::optional<uint32_t> PartOf(absl::string_view text, size_t digits) {
  if (text.size() != digits) return std::nullopt;
  if (text == std::string(digits, 'X')) return 0U;
  uint32_t number = 0;
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  if (!plain || !absl::SimpleAtoi(text, &number) || number == 0) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::string DateText(const v1::Date& date) {
  std::string text =
      date.has_year() ? absl::StrFormat("%04d", date.year()) : "XXXX";
  if (date.has_month() || date.has_day()) {
    text += date.has_month() ? absl::StrFormat("-%02d", date.month()) : "-XX";
  }
  if (date.has_day()) text += absl::StrFormat("-%02d", date.day());
  return text;
}

std::optional<v1::Date> DateFromText(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  if (parts.size() > 3) return std::nullopt;
  v1::Date date;
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto number = PartOf(parts[i], i == 0 ? 4 : 2);
    if (!number.has_value()) return std::nullopt;
    if (*number == 0) {
      // The last part of a text is always known.
      if (i + 1 == parts.size()) return std::nullopt;
      continue;
    }
    if (i == 0) date.set_year(*number);
    if (i == 1) date.set_month(*number);
    if (i == 2) date.set_day(*number);
  }
  return date;
}

}  // namespace enlace::client
