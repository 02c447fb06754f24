#include "client/importers/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/sha256_sum.h"

namespace enlace::client {
namespace {

constexpr size_t kPieceSize = size_t{1} << 20;

}  // namespace

absl::StatusOr<std::unique_ptr<InputFile>> InputFile::Open(
    absl::string_view path) {
  const int descriptor =
      open(std::string(path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat about {};
  if (descriptor < 0 || fstat(descriptor, &about) != 0 ||
      !S_ISREG(about.st_mode)) {
    if (descriptor >= 0) close(descriptor);
    return absl::InvalidArgumentError(absl::StrCat(
        "`", path, "` is no file that can be read; name a CSV file"));
  }
  return absl::WrapUnique(
      new InputFile(descriptor, static_cast<uint64_t>(about.st_size)));
}

InputFile::~InputFile() { close(descriptor_); }

absl::StatusOr<std::string> InputFile::Digest() const {
  Sha256Sum sum;
  std::string piece(kPieceSize, '\0');
  off_t at = 0;
  while (true) {
    const ssize_t got = pread(descriptor_, piece.data(), piece.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return absl::UnavailableError(
          absl::StrCat("the file cannot be read, error ", errno));
    }
    if (got == 0) return HexEncode(AsBytes(sum.Finish()));
    sum.Add(absl::string_view(piece.data(), static_cast<size_t>(got)));
    at += got;
  }
}

}  // namespace enlace::client
