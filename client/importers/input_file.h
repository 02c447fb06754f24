// The file that is imported: open once, and known by its content.

#ifndef ENLACE_CLIENT_IMPORTERS_INPUT_FILE_H_
#define ENLACE_CLIENT_IMPORTERS_INPUT_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace enlace::client {

class InputFile {
 public:
  // Fails with kInvalidArgument if there is no such regular file.
  static absl::StatusOr<std::unique_ptr<InputFile>> Open(
      absl::string_view path);

  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  int descriptor() const { return descriptor_; }
  uint64_t size() const { return size_; }

  // SHA-256 of the content in hexadecimal; reading elsewhere is not disturbed.
  // Fails with kUnavailable if it cannot be read.
  absl::StatusOr<std::string> Digest() const;

 private:
  InputFile(int descriptor, uint64_t size)
      : descriptor_(descriptor), size_(size) {}

  const int descriptor_;
  const uint64_t size_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_INPUT_FILE_H_
