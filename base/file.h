// The few file operations the project needs, durable where it says so.

#ifndef ENLACE_BASE_FILE_H_
#define ENLACE_BASE_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace {

// The whole file.  Fails with kNotFound if there is none, with
// kResourceExhausted if it is larger than `size_max` bytes.
absl::StatusOr<std::string> ReadFile(absl::string_view path,
                                     size_t size_max = 64 << 20);

// Replaces `path` with `bytes` such that a crash leaves the old file or the
// new one, and the new one is on disk once this returns OK: temporary file in
// the same folder, sync, rename, sync of the folder.  Missing folders are made.
// If that fails, the old file stays whole and no temporary file is left.
// `private_to_owner` gives mode 0600 instead of 0644.
absl::Status ReplaceFileDurably(absl::string_view path, absl::string_view bytes,
                                bool private_to_owner = false);

// Makes `path` and its parents, on disk once this returns OK.  OK if they
// exist.
absl::Status MakeDirectories(absl::string_view path);

bool FileExists(absl::string_view path);

// True if group or others may read the file: then it must not hold a key.
bool ReadableByOthers(absl::string_view path);

}  // namespace enlace

#endif  // ENLACE_BASE_FILE_H_
