// What a campaign tells a running node's shim, and how: one page that both map.
// disk.py writes it by the same offsets.

#ifndef ENLACE_TESTS_CRASH_SHIM_CONTROL_H_
#define ENLACE_TESTS_CRASH_SHIM_CONTROL_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace enlace::crash {

// When, as seen from a call that changes files, the process is killed.
enum class Phase : uint32_t {
  kNever = 0,
  kBefore = 1,
  kHalf = 2,  // of a write: its first half is written
  kAfter = 3,
};

struct Control {
  // The wall clock of the process is ahead by this; 0 again is the true time.
  std::atomic<int64_t> clock_ahead_ns;
  // 1: whatever is synced, nothing is noted as synced.  Shows that the checks
  // notice.
  std::atomic<uint32_t> forget_syncs;
  std::atomic<uint32_t> phase;      // a Phase
  std::atomic<uint32_t> countdown;  // of calls of that name; the last one kills
  std::atomic<uint32_t> clock_jumps;  // 1: waits must notice them
  char name[256];  // "store/journal.db-wal:fdatasync", ends with 0
};
static_assert(offsetof(Control, forget_syncs) == 8);
static_assert(offsetof(Control, name) == 24);

// The page of this process; all zero if the process was told of none.
// Thread-safe.
Control& TheControl();

}  // namespace enlace::crash

#endif  // ENLACE_TESTS_CRASH_SHIM_CONTROL_H_
