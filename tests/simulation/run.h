// One seed: two or three nations, first with faults, then healed until
// everything has drained.

#ifndef ENLACE_TESTS_SIMULATION_RUN_H_
#define ENLACE_TESTS_SIMULATION_RUN_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/sha256.h"

namespace enlace::simulation {

// Breaks the system on purpose, outside the product.
enum class Sabotage { kNone, kStoreLiesAboutSync, kDedupeDisabled };

// How long faults go on, before everything is healed.
inline constexpr int64_t kFaultyMs = 45 * 1000;

// Where the nodes keep their journals.
enum class Storage {
  kMemory,
  kDisk,  // the product's store on disks that lose power and rot
};

// Less than a whole run, for the search of the smallest one that fails
// (minimise.h).  What is left out is drawn all the same, so that the rest of
// the seed stays what it was as far as it can.
struct Reduction {
  std::set<std::string> without;  // of Reducible()
  int64_t requests = 60;          // that agencies make of themselves
  int64_t faulty_ms = kFaultyMs;
};
// The kinds of faults, and who else may be left out.
const std::vector<std::string>& Reducible();

struct RunOptions {
  Storage storage = Storage::kMemory;
  Sabotage sabotage = Sabotage::kNone;
  // Folder that gets the logs that the nodes leave (published_logs.h), unless a
  // promise was broken before; "" for none.
  std::string publish_to = {};
  Reduction reduction = {};
};

struct RunResult {
  std::vector<std::string> violations;
  Hash trace{};  // the same for two runs of one seed
  uint64_t records = 0;
  uint64_t commits = 0;
  int64_t simulated_ms = 0;
};

RunResult RunSeed(uint64_t seed, const RunOptions& options = {});

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_RUN_H_
