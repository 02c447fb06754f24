// A store that survives its node and fails on demand: in memory
// (memory_store.h), or the real one on a disk that forgets (disk_store.h) or
// fails at any operation (tests/every_fault/fault_store.h).

#ifndef ENLACE_TESTS_SIMULATION_SIM_STORE_H_
#define ENLACE_TESTS_SIMULATION_SIM_STORE_H_

#include "absl/status/status.h"
#include "server/core/store.h"

namespace enlace::simulation {

// Not thread-safe.
class SimStore : public core::Store {
 public:
  enum class CommitFault {
    kNone,
    kLost,       // fails; nothing is on disk
    kPersisted,  // fails; everything is on disk
  };

  // The next commit meets this.
  virtual void FailNextCommit(CommitFault fault) = 0;
  // The process ended; another one opens the store.
  virtual absl::Status Reopen() = 0;
  virtual bool has_snapshot() = 0;
  // Whether the disk itself failed since Reopen(), as whoever made it planned.
  virtual bool HasMetFault() const { return false; }
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_STORE_H_
