// A file that takes the place of another one once it is whole, for what is too
// long to be in memory.

#ifndef ENLACE_BASE_FILE_REPLACEMENT_H_
#define ENLACE_BASE_FILE_REPLACEMENT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace {

// A crash leaves the old file or the new one.  Missing folders are made.
// Thread-compatible.
class FileReplacement {
 public:
  // `private_to_owner` gives mode 0600 instead of 0644.
  static absl::StatusOr<FileReplacement> Begin(absl::string_view path,
                                               bool private_to_owner);
  FileReplacement(FileReplacement&& other) noexcept;
  FileReplacement& operator=(FileReplacement&&) = delete;
  // Unless it was finished, the old file stays and nothing else does.
  ~FileReplacement();

  absl::Status Append(absl::string_view bytes);

  // The new file is on disk once this returns OK.
  absl::Status Finish();

 private:
  FileReplacement() = default;

  std::string path_;
  std::string temporary_;
  std::string directory_;
  int fd_ = -1;
};

}  // namespace enlace

#endif  // ENLACE_BASE_FILE_REPLACEMENT_H_
