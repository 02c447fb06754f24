#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file_replacement.h"
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

absl::StatusOr<FileReplacement> FileReplacement::Begin(absl::string_view path,
                                                       bool private_to_owner) {
  FileReplacement replacement;
  replacement.path_ = std::string(path);
  replacement.temporary_ = replacement.path_ + ".new";
  std::string directory =
      std::filesystem::path(replacement.path_).parent_path().string();
  replacement.directory_ = directory.empty() ? "." : directory;
  RETURN_IF_ERROR(MakeDirectories(replacement.directory_));
  // A left-over may have another mode, or be a link to elsewhere.
  unlink(replacement.temporary_.c_str());
  replacement.fd_ = open(replacement.temporary_.c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                         private_to_owner ? 0600 : 0644);
  if (replacement.fd_ < 0) {
    return ErrnoStatus("cannot create", replacement.temporary_);
  }
  return replacement;
}

FileReplacement::FileReplacement(FileReplacement&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      directory_(std::move(other.directory_)),
      fd_(std::exchange(other.fd_, -1)) {}

FileReplacement::~FileReplacement() {
  if (fd_ < 0) return;
  close(fd_);
  unlink(temporary_.c_str());
}

absl::Status FileReplacement::Append(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoStatus("cannot write", temporary_);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status FileReplacement::Finish() {
  if (fsync(fd_) != 0) return ErrnoStatus("cannot sync", temporary_);
  if (rename(temporary_.c_str(), path_.c_str()) != 0) {
    return ErrnoStatus("cannot rename to", path_);
  }
  close(std::exchange(fd_, -1));
  return SyncDirectory(directory_);
}

absl::Status ReplaceFileDurably(absl::string_view path, absl::string_view bytes,
                                bool private_to_owner) {
  ASSIGN_OR_RETURN(FileReplacement replacement,
                   FileReplacement::Begin(path, private_to_owner));
  RETURN_IF_ERROR(replacement.Append(bytes));
  return replacement.Finish();
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
