// Writes a file of sorted rows (row_file.h), one row after the other.
//
// Thread-compatible.

#ifndef ENLACE_SERVER_STORE_ROW_FILE_WRITER_H_
#define ENLACE_SERVER_STORE_ROW_FILE_WRITER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/file_replacement.h"

namespace enlace::store {

class RowFileWriter {
 public:
  // The file at `path` stays until the new one is whole.
  static absl::StatusOr<RowFileWriter> Begin(absl::string_view path);

  // REQUIRES: `key` comes after all keys before.
  absl::Status Add(absl::string_view key, absl::string_view value);

  // On disk, in the place of the old file, once this returns OK.
  absl::Status Finish(absl::string_view note);

  uint64_t rows() const { return hashes_.size(); }

 private:
  explicit RowFileWriter(FileReplacement file) : file_(std::move(file)) {}

  absl::Status EndBlock();

  FileReplacement file_;
  uint64_t offset_ = 0;
  std::string block_;
  std::string first_key_;  // of that block
  std::string last_key_;
  std::string index_;
  std::vector<uint64_t> hashes_;  // of all keys
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_ROW_FILE_WRITER_H_
