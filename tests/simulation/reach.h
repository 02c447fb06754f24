// Named states that the simulation must have been in: a seed count says
// nothing about what the seeds met.

#ifndef ENLACE_TESTS_SIMULATION_REACH_H_
#define ENLACE_TESTS_SIMULATION_REACH_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::simulation {

// Counts one visit.  REQUIRES: `name` is one of AllReachPoints().
void Reached(absl::string_view name);

const std::vector<std::string>& AllReachPoints();

// Visits since the process started.
const std::map<std::string, int64_t>& ReachCounts();

// The points without a visit.
std::vector<std::string> MissingReachPoints();

}  // namespace enlace::simulation

#define SIM_REACHED(name) ::enlace::simulation::Reached(name)

#endif  // ENLACE_TESTS_SIMULATION_REACH_H_
