#include "base/rename.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace enlace {
namespace {

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  if (synced) return absl::OkStatus();
  return absl::ErrnoToStatus(error, absl::StrCat("cannot sync `", folder, "`"));
}

}  // namespace

absl::Status RenameDurably(absl::string_view from, absl::string_view to) {
  const std::string old_name(from);
  const std::string new_name(to);
  std::error_code error;
  // A dangling link is in the way too.
  if (std::filesystem::symlink_status(new_name, error).type() !=
      std::filesystem::file_type::not_found) {
    return absl::AlreadyExistsError(
        absl::StrCat("`", to, "` exists; choose another name"));
  }
  if (rename(old_name.c_str(), new_name.c_str()) != 0) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("cannot rename to `", to, "`"));
  }
  RETURN_IF_ERROR(SyncFolder(FolderOf(new_name)));
  if (FolderOf(old_name) == FolderOf(new_name)) return absl::OkStatus();
  return SyncFolder(FolderOf(old_name));
}

}  // namespace enlace
