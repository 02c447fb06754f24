#include "server/audit/directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace enlace::audit {
namespace {

absl::Status ErrnoStatus(absl::string_view what, absl::string_view path) {
  return absl::ErrnoToStatus(errno, absl::StrCat(what, " `", path, "`"));
}

absl::Status WriteAll(int descriptor, absl::string_view bytes,
                      absl::string_view path) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoStatus("cannot write", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status SyncFolder(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return ErrnoStatus("cannot open", path);
  absl::Status status = fsync(descriptor) == 0
                            ? absl::OkStatus()
                            : ErrnoStatus("cannot sync", path);
  close(descriptor);
  return status;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DiskDirectory>> DiskDirectory::Open(
    absl::string_view path, Readers readers) {
  RETURN_IF_ERROR(MakeDirectories(path));
  return absl::WrapUnique(new DiskDirectory(std::string(path), readers));
}

DiskDirectory::DiskDirectory(std::string path, Readers readers)
    : path_(std::move(path)), readers_(readers) {}

absl::StatusOr<std::string> DiskDirectory::Read(absl::string_view path) const {
  return ReadFile(absl::StrCat(path_, "/", path));
}

absl::Status DiskDirectory::Write(absl::string_view path,
                                  absl::string_view bytes) {
  const std::string name = absl::StrCat(path_, "/", path);
  const std::string folder = std::filesystem::path(name).parent_path().string();
  RETURN_IF_ERROR(MakeDirectories(folder));
  const std::string temporary = name + ".new";
  // A left-over may have another mode, or be a link to elsewhere.
  unlink(temporary.c_str());
  const int descriptor =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
           readers_ == Readers::kOwner ? 0600 : 0644);
  if (descriptor < 0) return ErrnoStatus("cannot create", temporary);
  absl::Status status = WriteAll(descriptor, bytes, temporary);
  // Before the rename, lest the name stand for a file without its bytes.
  if (status.ok() && fsync(descriptor) != 0) {
    status = ErrnoStatus("cannot sync", temporary);
  }
  close(descriptor);
  RETURN_IF_ERROR(status);
  if (rename(temporary.c_str(), name.c_str()) != 0) {
    return ErrnoStatus("cannot rename to", name);
  }
  unsynced_.insert(folder);
  return absl::OkStatus();
}

absl::Status DiskDirectory::Sync() {
  while (!unsynced_.empty()) {
    RETURN_IF_ERROR(SyncFolder(*unsynced_.begin()));
    unsynced_.erase(unsynced_.begin());
  }
  return absl::OkStatus();
}

}  // namespace enlace::audit
