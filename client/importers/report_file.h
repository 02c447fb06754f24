// A CSV file that people get: it stands under its name once it is whole.

#ifndef ENLACE_CLIENT_IMPORTERS_REPORT_FILE_H_
#define ENLACE_CLIENT_IMPORTERS_REPORT_FILE_H_

#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace enlace::client {

// Not thread-safe.
class ReportFile {
 public:
  // Writes beside `path` until Finish().
  ReportFile(absl::string_view path, const std::vector<std::string>& header);
  ~ReportFile();
  ReportFile(const ReportFile&) = delete;
  ReportFile& operator=(const ReportFile&) = delete;

  // Formulas are guarded.
  void Add(std::vector<std::string> cells);

  // Replaces what stood at `path`.  Fails with kUnavailable if the disk does.
  absl::Status Finish();

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
  const std::string unfinished_;
  std::ofstream file_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_REPORT_FILE_H_
