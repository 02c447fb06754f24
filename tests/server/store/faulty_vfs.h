// A disk that fails on demand, below SQLite.
//
// Registered as SQLite's default file system, it passes everything on to the
// real one and counts what changes the disk: writes, syncs, truncations,
// deletions.  The n-th such operation fails, or ends the process, or cuts the
// power: then everything that was not synced is undone first, as if it had
// never left the page cache.
//
// Source of the method: sqlite.org/testing.html, "I/O error testing" and "crash
// testing".

#ifndef ENLACE_TESTS_SERVER_STORE_FAULTY_VFS_H_
#define ENLACE_TESTS_SERVER_STORE_FAULTY_VFS_H_

#include "absl/strings/string_view.h"

namespace enlace::store {

enum class DiskFault {
  kNone,
  kError,     // the n-th operation fails, later ones work
  kErrors,    // from the n-th operation on, all fail
  kFull,      // from the n-th on, writes find the disk full
  kExit,      // the process ends before the n-th
  kPowerCut,  // and what was not synced is lost
};

constexpr int kDiskFaultExitCode = 42;

// Installs the file system once, and arms it: `countdown` 1 is the next
// operation.  Affects this process only.
void ArmDisk(DiskFault fault, int countdown);
void DisarmDisk();

// From now on a sync only counts as one: for disks whose process never ends.
void SimulateSyncs();

// What becomes of open files when their process ends within this one.
enum class Ending {
  kProcess,  // what was written stays
  kPower,    // what was not synced is lost
};

// Ends the files that are open below `directory`: whoever still holds them can
// change nothing any more, by closing them neither.
void EndFilesBelow(absl::string_view directory, Ending ending);

// Operations counted since the last ArmDisk().
int DiskOperations();

}  // namespace enlace::store

#endif  // ENLACE_TESTS_SERVER_STORE_FAULTY_VFS_H_
