#include "client/importers/report_file.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "client/importers/csv_writer.h"

namespace enlace::client {

ReportFile::ReportFile(absl::string_view path,
                       const std::vector<std::string>& header)
    : path_(path),
      unfinished_(absl::StrCat(path, ".unfinished")),
      file_(unfinished_, std::ios::binary | std::ios::trunc) {
  file_ << CsvLine(header);
}

ReportFile::~ReportFile() {
  if (!file_.is_open()) return;
  file_.close();
  std::remove(unfinished_.c_str());
}

void ReportFile::Add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = GuardCell(cell);
  file_ << CsvLine(cells);
}

absl::Status ReportFile::Finish() {
  file_.close();
  if (!file_.fail() && std::rename(unfinished_.c_str(), path_.c_str()) == 0) {
    return absl::OkStatus();
  }
  std::remove(unfinished_.c_str());
  return absl::UnavailableError(absl::StrCat(
      "`", path_, "` cannot be written; name another file, or free the disk"));
}

}  // namespace enlace::client
