// One seed: two or three nations, first with faults, then healed until
// everything has drained.

#ifndef ENLACE_TESTS_SIMULATION_RUN_H_
#define ENLACE_TESTS_SIMULATION_RUN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/sha256.h"

namespace enlace::simulation {

// Breaks the system on purpose, outside the product.
enum class Sabotage { kNone, kStoreLiesAboutSync, kDedupeDisabled };

// Where the nodes keep their journals.
enum class Storage {
  kMemory,
  kDisk,  // the product's store on disks that lose power and rot
};

struct RunOptions {
  Storage storage = Storage::kMemory;
  Sabotage sabotage = Sabotage::kNone;
  // Folder that gets the logs that the nodes leave (published_logs.h), unless a
  // promise was broken before; "" for none.
  std::string publish_to = {};
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
