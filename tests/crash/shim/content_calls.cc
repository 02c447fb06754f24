// Calls that change or sync the content of open files.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <mutex>

#include "tests/crash/shim/control.h"
#include "tests/crash/shim/real_calls.h"
#include "tests/crash/shim/undo_log.h"
#include "tests/crash/shim/watched_files.h"

namespace enlace::crash {
namespace {

const WatchedFile* Watched(int descriptor) {
  return WatchedFiles::Get().Find(descriptor);
}

// Where the next write() of this descriptor goes.
uint64_t Position(int descriptor) {
  const bool append = (fcntl(descriptor, F_GETFL) & O_APPEND) != 0;
  return static_cast<uint64_t>(
      lseek(descriptor, 0, append ? SEEK_END : SEEK_CUR));
}

// `write` writes the first so many bytes.
template <typename Write>
ssize_t WriteWatched(const char* call, const WatchedFile& file, int descriptor,
                     uint64_t offset, size_t length, const Write& write) {
  UndoLog& log = UndoLog::Get();
  const std::lock_guard<std::mutex> lock(log.mutex());
  const bool half =
      AtCrashPoint(file.path, call, /*after=*/false, /*divisible=*/true);
  log.BeforeWrite(call, descriptor, file.inode, file.path, offset, length);
  if (half) {
    write(length / 2);
    Die();
  }
  const ssize_t written = write(length);
  AtCrashPoint(file.path, call, /*after=*/true);
  return written;
}

template <typename Truncate>
int TruncateWatched(const WatchedFile& file, int descriptor, uint64_t size,
                    const Truncate& truncate) {
  UndoLog& log = UndoLog::Get();
  const std::lock_guard<std::mutex> lock(log.mutex());
  AtCrashPoint(file.path, "ftruncate", /*after=*/false);
  log.BeforeTruncate("ftruncate", descriptor, file.inode, file.path, size);
  const int result = truncate();
  AtCrashPoint(file.path, "ftruncate", /*after=*/true);
  return result;
}

// The disk that counts is that of disk.py; the real one is spared.
int SyncWatched(const char* call, const WatchedFile& file) {
  UndoLog& log = UndoLog::Get();
  const std::lock_guard<std::mutex> lock(log.mutex());
  AtCrashPoint(file.path, call, /*after=*/false);
  if (TheControl().forget_syncs == 0) {
    log.Append(MakeRecord(file.is_folder ? Change::kSyncFolder : Change::kSync,
                          call, file.inode),
               file.path);
  }
  AtCrashPoint(file.path, call, /*after=*/true);
  return 0;
}

void NotModelled(const char* call, const WatchedFile& file) {
  UndoLog& log = UndoLog::Get();
  const std::lock_guard<std::mutex> lock(log.mutex());
  log.Append(MakeRecord(Change::kNotModelled, call, file.inode), file.path);
}

}  // namespace
}  // namespace enlace::crash

using namespace enlace::crash;  // NOLINT: the C library's names are outside

extern "C" {

ssize_t write(int descriptor, const void* bytes, size_t length) {
  ENLACE_REAL(write);
  const WatchedFile* file = Watched(descriptor);
  if (file == nullptr) return real(descriptor, bytes, length);
  return WriteWatched("write", *file, descriptor, Position(descriptor), length,
                      [&](size_t n) { return real(descriptor, bytes, n); });
}

ssize_t writev(int descriptor, const struct iovec* parts, int count) {
  ENLACE_REAL(writev);
  const WatchedFile* file = Watched(descriptor);
  if (file != nullptr) NotModelled("writev", *file);
  return real(descriptor, parts, count);
}

ssize_t pwrite(int descriptor, const void* bytes, size_t length, off_t offset) {
  ENLACE_REAL(pwrite);
  const WatchedFile* file = Watched(descriptor);
  if (file == nullptr) return real(descriptor, bytes, length, offset);
  return WriteWatched(
      "pwrite", *file, descriptor, static_cast<uint64_t>(offset), length,
      [&](size_t n) { return real(descriptor, bytes, n, offset); });
}

ssize_t pwrite64(int descriptor, const void* bytes, size_t length,
                 off64_t offset) {
  return pwrite(descriptor, bytes, length, offset);
}

int ftruncate(int descriptor, off_t size) noexcept {
  ENLACE_REAL(ftruncate);
  const WatchedFile* file = Watched(descriptor);
  if (file == nullptr) return real(descriptor, size);
  return TruncateWatched(*file, descriptor, static_cast<uint64_t>(size),
                         [&] { return real(descriptor, size); });
}

int ftruncate64(int descriptor, off64_t size) noexcept {
  return ftruncate(descriptor, size);
}

int fsync(int descriptor) {
  ENLACE_REAL(fsync);
  const WatchedFile* file = Watched(descriptor);
  return file == nullptr ? real(descriptor) : SyncWatched("fsync", *file);
}

int fdatasync(int descriptor) {
  ENLACE_REAL(fdatasync);
  const WatchedFile* file = Watched(descriptor);
  return file == nullptr ? real(descriptor) : SyncWatched("fdatasync", *file);
}

// Of SQLite only the index of the write-ahead log is mapped for writing; it is
// made anew whenever nobody has it open.
void* mmap(void* address, size_t length, int protection, int flags,
           int descriptor, off_t offset) noexcept {
  ENLACE_REAL(mmap);
  const WatchedFile* file = Watched(descriptor);
  if (file != nullptr && (flags & MAP_SHARED) != 0 &&
      (protection & PROT_WRITE) != 0 &&
      file->path.find("-shm") == std::string::npos) {
    NotModelled("mmap", *file);
  }
  return real(address, length, protection, flags, descriptor, offset);
}

void* mmap64(void* address, size_t length, int protection, int flags,
             int descriptor, off64_t offset) noexcept {
  return mmap(address, length, protection, flags, descriptor, offset);
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) {
  ENLACE_REAL(fallocate);
  const WatchedFile* file = Watched(descriptor);
  if (file != nullptr) NotModelled("fallocate", *file);
  return real(descriptor, mode, offset, length);
}

int posix_fallocate(int descriptor, off_t offset, off_t length) {
  ENLACE_REAL(posix_fallocate);
  const WatchedFile* file = Watched(descriptor);
  if (file != nullptr) NotModelled("posix_fallocate", *file);
  return real(descriptor, offset, length);
}

int posix_fallocate64(int descriptor, off64_t offset, off64_t length) {
  return posix_fallocate(descriptor, offset, length);
}

ssize_t copy_file_range(int from, off64_t* from_offset, int to,
                        off64_t* to_offset, size_t length, unsigned flags) {
  ENLACE_REAL(copy_file_range);
  const WatchedFile* file = Watched(to);
  if (file != nullptr) NotModelled("copy_file_range", *file);
  return real(from, from_offset, to, to_offset, length, flags);
}

}  // extern "C"
