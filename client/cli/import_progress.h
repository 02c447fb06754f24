// How far an import is: rows a second, good, bad, sent, and when it will end.

#ifndef ENLACE_CLIENT_CLI_IMPORT_PROGRESS_H_
#define ENLACE_CLIENT_CLI_IMPORT_PROGRESS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "client/cli/shell.h"
#include "client/importers/import_run.h"

namespace enlace::client {

// One line that is written over at a terminal; lines of their own where it is
// `asked` for elsewhere; else nothing.  Not thread-safe.
class ImportProgress {
 public:
  // `file_size` in bytes.
  ImportProgress(uint64_t file_size, bool asked, Shell& shell);

  // At most twice a second.
  void Show(const ImportCounts& counts);

  // Leaves the line.
  void End();

 private:
  const uint64_t file_size_;
  const bool asked_;
  Shell& shell_;
  const absl::Time start_;
  absl::Time last_ = absl::InfinitePast();
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_IMPORT_PROGRESS_H_
