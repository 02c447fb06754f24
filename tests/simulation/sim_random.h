// Randomness that one seed determines, for the simulation and its tests.

#ifndef ENLACE_TESTS_SIMULATION_SIM_RANDOM_H_
#define ENLACE_TESTS_SIMULATION_SIM_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/random.h"

namespace enlace::simulation {

// SplitMix64 (Steele, Lea, Flood 2014).  Thread-compatible.
class SimRandom final : public Random {
 public:
  explicit SimRandom(uint64_t seed) : state_(seed) {}

  uint64_t Next();
  // From `low` to `high`, both included.  REQUIRES: low <= high.
  int64_t Between(int64_t low, int64_t high);
  // True in `percent` of 100 calls.
  bool Percent(int percent);
  std::string Bytes(size_t size) override;

 private:
  uint64_t state_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_RANDOM_H_
