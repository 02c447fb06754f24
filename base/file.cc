#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace enlace {
namespace {

absl::Status ErrnoStatus(absl::string_view what, absl::string_view path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(what, " `", path, "`"));
}

absl::Status TooLarge(absl::string_view path, size_t size_max) {
  return absl::ResourceExhaustedError(
      absl::StrCat("`", path, "` is larger than ", size_max, " bytes"));
}

absl::Status WriteAndSync(int fd, absl::string_view bytes,
                          absl::string_view path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoStatus("cannot write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(fd) != 0) return ErrnoStatus("cannot sync", path);
  return absl::OkStatus();
}

absl::Status SyncDirectory(const std::string& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return ErrnoStatus("cannot open", directory);
  const int result = fsync(fd);
  absl::Status status =
      result == 0 ? absl::OkStatus() : ErrnoStatus("cannot sync", directory);
  close(fd);
  return status;
}

}  // namespace

absl::StatusOr<std::string> ReadFile(absl::string_view path, size_t size_max) {
  const std::string name(path);
  std::error_code error;
  const auto size = std::filesystem::file_size(name, error);
  if (error) return absl::NotFoundError(absl::StrCat("no file `", path, "`"));
  if (size > size_max) return TooLarge(path, size_max);
  std::ifstream in(name, std::ios::binary);
  std::string bytes;
  std::array<char, 1 << 16> block;
  do {
    in.read(block.data(), block.size());
    bytes.append(block.data(), static_cast<size_t>(in.gcount()));
    // The file may grow meanwhile, and one under /proc has no size at all.
    if (bytes.size() > size_max) return TooLarge(path, size_max);
  } while (in);
  if (!in.eof()) {
    return absl::UnavailableError(absl::StrCat("cannot read `", path, "`"));
  }
  return bytes;
}

absl::Status ReplaceFileDurably(absl::string_view path, absl::string_view bytes,
                                bool private_to_owner) {
  const std::string name(path);
  std::string directory = std::filesystem::path(name).parent_path().string();
  if (directory.empty()) directory = ".";
  RETURN_IF_ERROR(MakeDirectories(directory));
  const std::string temporary = name + ".new";
  // A left-over may have another mode, or be a link to elsewhere.
  unlink(temporary.c_str());
  const int fd =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
           private_to_owner ? 0600 : 0644);
  if (fd < 0) return ErrnoStatus("cannot create", temporary);
  absl::Status written = WriteAndSync(fd, bytes, temporary);
  close(fd);
  if (!written.ok()) {
    unlink(temporary.c_str());
    return written;
  }
  if (rename(temporary.c_str(), name.c_str()) != 0) {
    absl::Status failed = ErrnoStatus("cannot rename to", path);
    unlink(temporary.c_str());
    return failed;
  }
  return SyncDirectory(directory);
}

absl::Status MakeDirectories(absl::string_view path) {
  const std::filesystem::path wanted = std::string(path);
  std::filesystem::path made;
  for (const std::filesystem::path& part : wanted) {
    const std::filesystem::path parent = made.empty() ? "." : made;
    made /= part;
    std::error_code error;
    const bool created = std::filesystem::create_directory(made, error);
    if (error) {
      return absl::UnavailableError(
          absl::StrCat("cannot make folder `", path, "`: ", error.message()));
    }
    if (created) RETURN_IF_ERROR(SyncDirectory(parent.string()));
  }
  return absl::OkStatus();
}

bool FileExists(absl::string_view path) {
  std::error_code error;
  return std::filesystem::exists(std::string(path), error);
}

bool ReadableByOthers(absl::string_view path) {
  struct stat status;
  return stat(std::string(path).c_str(), &status) == 0 &&
         (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

}  // namespace enlace
