// The smallest run of a seed that still breaks the same promise: without the
// kinds of faults that it does not need, with fewer requests, and over sooner.

#ifndef ENLACE_TESTS_SIMULATION_MINIMISE_H_
#define ENLACE_TESTS_SIMULATION_MINIMISE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "tests/simulation/run.h"

namespace enlace::simulation {

struct SmallestRun {
  Reduction reduction;
  std::string violation;  // its first one
  uint64_t runs = 0;      // that were tried
};

// Nothing if the seed breaks no promise.  What is found is smallest in one
// sense only: nothing more can be left out of it alone.
std::optional<SmallestRun> Minimise(uint64_t seed, RunOptions options);

// The options of the program that run it again: "--without loss,crash ...".
std::string OptionsOf(const Reduction& reduction);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_MINIMISE_H_
