// A disk in memory, below SQLite, that keeps apart what was written and what
// was synced.
//
// SQLite's default file system from the first disk on.  A file has the bytes
// that whoever reads it sees, and those that a power cut leaves; a sync copies
// the pages between them.  When the process ends its open files are cut loose:
// whoever still holds one can change nothing any more.  Locks and the shared
// memory of the write-ahead log are those of one process with one thread.
//
// Source of the model: sqlite.org/testing.html, "I/O error testing" and "crash
// testing"; of the sync that fails once and then works: Rebello and others,
// "Can Applications Recover from fsync Failures?", USENIX ATC 2020.

#ifndef ENLACE_TESTS_EVERY_FAULT_MEMORY_DISK_H_
#define ENLACE_TESTS_EVERY_FAULT_MEMORY_DISK_H_

#include <map>
#include <memory>
#include <string>

#include "tests/every_fault/fault_plan.h"

namespace enlace::every_fault {

struct DiskFile;

// Not thread-safe.
class MemoryDisk {
 public:
  enum class Ending {
    kProcess,       // what was written stays
    kPower,         // what was not synced is lost
    kPartialPower,  // of what was not synced, any pages are lost
  };

  // Has the files whose names begin with `folder`.
  MemoryDisk(std::string folder, FaultPlan& plan);
  ~MemoryDisk();
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  // The process ends, and with it perhaps the power; down until Start().
  void End(Ending ending);
  void Start();
  bool down() const { return down_; }
  // Whether the present process met the fault of the plan.
  bool met_fault() const { return met_fault_; }
  // REQUIRES: down().
  void Empty() { files_.clear(); }

  // Counts an operation; the fault that it meets.  Ends the process where the
  // fault says so before the operation.
  FaultKind Meet(Operation operation);
  // Ends the process where the fault says so after the operation.
  void EndAfter(FaultKind met);

  // For the file system below SQLite.  A sync also makes earlier deletions
  // durable, as with a journaling file system.
  void SettleDeletions();
  const std::string& folder() const { return folder_; }
  std::map<std::string, std::shared_ptr<DiskFile>>& files() { return files_; }
  FaultPlan& plan() { return plan_; }
  bool full() const { return full_; }

 private:
  const std::string folder_;
  FaultPlan& plan_;
  std::map<std::string, std::shared_ptr<DiskFile>> files_;
  bool down_ = true;
  bool full_ = false;
  bool met_fault_ = false;
};

}  // namespace enlace::every_fault

#endif  // ENLACE_TESTS_EVERY_FAULT_MEMORY_DISK_H_
