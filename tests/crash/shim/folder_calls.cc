// Calls that open files, and those that change the entries of folders.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <string>

#include "tests/crash/shim/real_calls.h"
#include "tests/crash/shim/undo_log.h"
#include "tests/crash/shim/watched_files.h"

namespace enlace::crash {
namespace {

bool Exists(const std::string& path) {
  struct stat status;
  return lstat(UndoLog::Get().Absolute(path).c_str(), &status) == 0;
}

void Watch(int descriptor, const std::string& path, bool created) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return;
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return;
  WatchedFiles::Get().Set(
      descriptor,
      new WatchedFile{status.st_ino, S_ISDIR(status.st_mode), path});
  if (!created) return;
  UndoLog::Get().Append(MakeRecord(Change::kCreate, "create", status.st_ino),
                        path);
}

// `open_it` opens the file, whatever it is called.
template <typename Open>
int OpenWatched(const char* path, int flags, const Open& open_it) {
  UndoLog& log = UndoLog::Get();
  const std::string below = log.PathBelow(path);
  if (below.empty()) return open_it();
  const std::lock_guard<std::mutex> lock(log.mutex());
  const bool creates = (flags & O_CREAT) != 0 && !Exists(below);
  if (creates) AtCrashPoint(below, "create", /*after=*/false);
  if (!creates && (flags & O_TRUNC) != 0) {
    log.Append(MakeRecord(Change::kNotModelled, "O_TRUNC"), below);
  }
  const int descriptor = open_it();
  if (descriptor < 0) return descriptor;
  Watch(descriptor, below, creates);
  if (creates) AtCrashPoint(below, "create", /*after=*/true);
  return descriptor;
}

mode_t ModeOf(int flags, va_list arguments) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : 0;
}

// `change` is the real call; `record` is complete but for the inode.
template <typename Call>
int ChangeEntry(Change change, const char* call, const std::string& path,
                const Call& call_it) {
  UndoLog& log = UndoLog::Get();
  const std::lock_guard<std::mutex> lock(log.mutex());
  if ((change == Change::kUnlink) != Exists(path)) return call_it();
  AtCrashPoint(path, call, /*after=*/false);
  Record record = MakeRecord(change, call);
  if (change == Change::kUnlink) record.inode = log.KeepInode(path);
  log.Append(record, path);
  const int result = call_it();
  if (result == 0) AtCrashPoint(path, call, /*after=*/true);
  return result;
}

int RefuseToModel(const char* call, const std::string& path) {
  UndoLog& log = UndoLog::Get();
  const std::lock_guard<std::mutex> lock(log.mutex());
  log.Append(MakeRecord(Change::kNotModelled, call), path);
  return 0;
}

}  // namespace
}  // namespace enlace::crash

using namespace enlace::crash;  // NOLINT: the C library's names are outside

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ModeOf(flags, arguments);
  va_end(arguments);
  ENLACE_REAL(open);
  return OpenWatched(path, flags, [&] { return real(path, flags, mode); });
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ModeOf(flags, arguments);
  va_end(arguments);
  ENLACE_REAL(open64);
  return OpenWatched(path, flags, [&] { return real(path, flags, mode); });
}

int openat(int folder, const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = ModeOf(flags, arguments);
  va_end(arguments);
  ENLACE_REAL(openat);
  const auto open_it = [&] { return real(folder, path, flags, mode); };
  return folder == AT_FDCWD ? OpenWatched(path, flags, open_it) : open_it();
}

FILE* fopen(const char* path, const char* mode) {
  ENLACE_REAL(fopen);
  const std::string below = UndoLog::Get().PathBelow(path);
  if (!below.empty() && mode[0] != 'r') RefuseToModel("fopen", below);
  return real(path, mode);
}

FILE* fopen64(const char* path, const char* mode) { return fopen(path, mode); }

int close(int descriptor) {
  ENLACE_REAL(close);
  WatchedFiles::Get().Set(descriptor, nullptr);
  return real(descriptor);
}

int rename(const char* from, const char* to) noexcept {
  ENLACE_REAL(rename);
  UndoLog& log = UndoLog::Get();
  const std::string old_path = log.PathBelow(from);
  const std::string path = log.PathBelow(to);
  if (old_path.empty() && path.empty()) return real(from, to);
  const std::lock_guard<std::mutex> lock(log.mutex());
  AtCrashPoint(path, "rename", /*after=*/false);
  Record record = MakeRecord(Change::kRename, "rename");
  record.inode = log.KeepInode(old_path);
  record.replaced = log.KeepInode(path);
  log.Append(record, old_path, path);
  const int result = real(from, to);
  AtCrashPoint(path, "rename", /*after=*/true);
  return result;
}

int unlink(const char* path) noexcept {
  ENLACE_REAL(unlink);
  const std::string below = UndoLog::Get().PathBelow(path);
  if (below.empty()) return real(path);
  return ChangeEntry(Change::kUnlink, "unlink", below,
                     [&] { return real(path); });
}

int remove(const char* path) noexcept {
  ENLACE_REAL(remove);
  const std::string below = UndoLog::Get().PathBelow(path);
  if (below.empty()) return real(path);
  return ChangeEntry(Change::kUnlink, "unlink", below,
                     [&] { return real(path); });
}

int mkdir(const char* path, mode_t mode) noexcept {
  ENLACE_REAL(mkdir);
  const std::string below = UndoLog::Get().PathBelow(path);
  if (below.empty()) return real(path, mode);
  return ChangeEntry(Change::kMakeFolder, "mkdir", below,
                     [&] { return real(path, mode); });
}

int rmdir(const char* path) noexcept {
  ENLACE_REAL(rmdir);
  const std::string below = UndoLog::Get().PathBelow(path);
  if (!below.empty()) RefuseToModel("rmdir", below);
  return real(path);
}

int link(const char* from, const char* to) noexcept {
  ENLACE_REAL(link);
  const std::string below = UndoLog::Get().PathBelow(to);
  if (!below.empty()) RefuseToModel("link", below);
  return real(from, to);
}

}  // extern "C"
