// Which operation of a disk meets which fault: one in a run, the n-th of those
// that are counted.
//
// A run without a fault tells how many operations there are and of which sort;
// each run with one takes the same course up to it.

#ifndef ENLACE_TESTS_EVERY_FAULT_FAULT_PLAN_H_
#define ENLACE_TESTS_EVERY_FAULT_FAULT_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/simulation/sim_random.h"

namespace enlace::every_fault {

enum class Operation : uint8_t {
  kRead,
  kWrite,
  kSync,
  kTruncate,
  kDelete,
  kSnapshot,  // a snapshot is saved, as a whole
};

enum class FaultKind : uint8_t {
  kNone,
  kError,            // fails once
  kFull,             // from here on the disk has no room, until a restart
  kShortWrite,       // half is written, and then the disk has no room once
  kTornWrite,        // some sectors of 512 bytes are written, then all stops
  kCrashBefore,      // the process ends; what was written stays
  kCrashAfter,       //
  kPowerCut,         // after it: what was not synced is lost
  kPartialPowerCut,  // after it: any pages of what was not synced are lost
  kForgottenSync,    // fails once; the pages count as written and are not
  kBitFlip,          // a bit is read that was not written
};

// "torn-write" and so on.
std::string NameOf(FaultKind kind);
// kNone unless it is such a name.
FaultKind FaultNamed(absl::string_view name);
std::string NameOf(Operation operation);

// What can happen to `operation`, and how many draws of each are worth it.
struct PossibleFault {
  FaultKind kind = FaultKind::kNone;
  uint64_t draws = 1;
};
const std::vector<PossibleFault>& FaultsOf(Operation operation);

struct PlannedFault {
  FaultKind kind = FaultKind::kNone;
  uint64_t operation = 0;  // from 1
  uint64_t draw = 0;       // decides what is left to chance
  uint64_t course = 1;     // of the scenario: who acts when
};

class FaultPlan {
 public:
  explicit FaultPlan(const PlannedFault& fault)
      : fault_(fault), random_(fault.operation * 64 + fault.draw) {}

  // From now on operations are counted.
  void Begin() { counting_ = true; }
  void End() { counting_ = false; }

  // Counts one; what it meets.
  FaultKind Next(Operation operation);

  bool struck() const { return struck_; }
  FaultKind kind() const { return fault_.kind; }
  const std::vector<Operation>& operations() const { return operations_; }
  simulation::SimRandom& random() { return random_; }

 private:
  const PlannedFault fault_;
  simulation::SimRandom random_;
  bool counting_ = false;
  bool struck_ = false;
  std::vector<Operation> operations_;
};

}  // namespace enlace::every_fault

#endif  // ENLACE_TESTS_EVERY_FAULT_FAULT_PLAN_H_
