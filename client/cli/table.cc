#include "client/cli/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/log.h"

namespace enlace::client {
namespace {

// Characters, not bytes.  Wide and combining ones count as one.
size_t Width(const std::string& text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string Padded(const std::string& text, size_t width) {
  const size_t used = Width(text);
  return used < width ? absl::StrCat(text, std::string(width - used, ' '))
                      : text;
}

}  // namespace

std::string Printable(absl::string_view text) {
  return absl::StrReplaceAll(JsonEscape(text),
                             {{"\\\\", "\\"}, {"\\\"", "\""}});
}

Table::Table(std::vector<std::string> titles) {
  rows_.push_back(std::move(titles));
}

void Table::Add(const std::vector<std::string>& cells) {
  CHECK(cells.size() == rows_.front().size());
  std::vector<std::string>& row = rows_.emplace_back();
  for (const std::string& cell : cells) {
    row.push_back(cell.empty() ? "-" : Printable(cell));
  }
}

std::string Table::Format() const {
  std::vector<size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], Width(row[i]));
    }
  }
  std::string out;
  for (const auto& row : rows_) {
    std::string line;
    for (size_t i = 0; i + 1 < row.size(); ++i) {
      absl::StrAppend(&line, Padded(row[i], widths[i]), "  ");
    }
    absl::StrAppend(&out, line, row.back(), "\n");
  }
  return out;
}

std::string FormatFields(
    const std::vector<std::pair<std::string, std::string>>& fields) {
  size_t width = 0;
  for (const auto& [label, value] : fields) {
    if (!value.empty()) width = std::max(width, Width(label) + 3);
  }
  std::string out;
  for (const auto& [label, value] : fields) {
    if (value.empty()) continue;
    absl::StrAppend(&out, Padded(absl::StrCat(label, ":"), width),
                    Printable(value), "\n");
  }
  return out;
}

}  // namespace enlace::client
