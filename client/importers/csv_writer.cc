#include "client/importers/csv_writer.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace enlace::client {
namespace {

constexpr absl::string_view kGuarded = "=+-@\t\r'#";

bool BeginsGuarded(absl::string_view text) {
  return !text.empty() && absl::StrContains(kGuarded, text.substr(0, 1));
}

}  // namespace

std::string GuardCell(absl::string_view text) {
  return BeginsGuarded(text) ? absl::StrCat("'", text) : std::string(text);
}

absl::string_view UnguardCell(absl::string_view cell) {
  const bool guarded =
      absl::StartsWith(cell, "'") && BeginsGuarded(cell.substr(1));
  return guarded ? cell.substr(1) : cell;
}

std::string CsvLine(const std::vector<std::string>& cells) {
  std::string line;
  absl::string_view separator = "";
  for (const std::string& cell : cells) {
    absl::StrAppend(&line, separator);
    separator = ",";
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      absl::StrAppend(&line, cell);
    } else {
      absl::StrAppend(&line, "\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}),
                      "\"");
    }
  }
  return absl::StrCat(line, "\r\n");
}

}  // namespace enlace::client
