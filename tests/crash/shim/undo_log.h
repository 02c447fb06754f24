// What a process changed in the files below one folder, and how to take it
// back.
//
// Every change appends a record to a file that outlives the process.  disk.py
// reads it after a power cut: what was synced stays, of the rest a part is
// taken back.  No file is watched unless ENLACE_DISK_ROOT names the folder and
// ENLACE_DISK_STATE another one, on the same file system, for the records.

#ifndef ENLACE_TESTS_CRASH_SHIM_UNDO_LOG_H_
#define ENLACE_TESTS_CRASH_SHIM_UNDO_LOG_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>

namespace enlace::crash {

enum class Change : uint8_t {
  kCreate = 1,    // path; inode
  kWrite = 2,     // inode, offset, length; old size, old bytes
  kTruncate = 3,  // inode, offset: the new size; old size, old bytes beyond it
  kSync = 4,      // inode: all of its content is durable
  kSyncFolder = 5,   // path: all of its entries are
  kRename = 6,       // path to other; inode, replaced inode
  kUnlink = 7,       // path; inode
  kMakeFolder = 8,   // path
  kNotModelled = 9,  // path; disk.py refuses to go on
};

// One record.  Strings and bytes follow it.
struct Record {
  uint8_t change;
  char call[15];  // as its crash point is named, such as "fdatasync"
  uint64_t inode;
  uint64_t replaced;
  uint64_t offset;
  uint64_t length;
  uint64_t old_size;
  uint32_t path_size;
  uint32_t other_size;
  uint64_t bytes_size;
};
static_assert(sizeof(Record) == 72);

class UndoLog {
 public:
  // Of this process.  Never destroyed.
  static UndoLog& Get();

  bool active() const { return log_ >= 0; }

  // The path below the root, or "" if it is not there.  The root itself is ".".
  std::string PathBelow(const char* path) const;

  // All calls below: hold the mutex, over the change as well.
  std::mutex& mutex() { return mutex_; }

  void Append(Record record, const std::string& path,
              const std::string& other = "", const std::string& bytes = "");
  // Before bytes [offset, offset + length) of an open file are overwritten.
  void BeforeWrite(const char* call, int descriptor, uint64_t inode,
                   const std::string& path, uint64_t offset, uint64_t length);
  void BeforeTruncate(const char* call, int descriptor, uint64_t inode,
                      const std::string& path, uint64_t size);
  // Before `path` stops being a name of its inode: keeps it by another. Returns
  // the inode, 0 if there is no such file.
  uint64_t KeepInode(const std::string& path);

  std::string Absolute(const std::string& path) const;

 private:
  UndoLog();

  std::string root_;  // with a slash
  std::string state_;
  std::string working_folder_;
  int log_ = -1;
  std::mutex mutex_;
};

Record MakeRecord(Change change, const char* call, uint64_t inode = 0);

// Kills the process if the campaign chose this call and phase.  True if the
// phase is kHalf and the write must do half of its work, and call again.
// `path` is below the root.
bool AtCrashPoint(const std::string& path, const char* call, bool after,
                  bool divisible = false);
[[noreturn]] void Die();

}  // namespace enlace::crash

#endif  // ENLACE_TESTS_CRASH_SHIM_UNDO_LOG_H_
