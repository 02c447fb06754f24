// Limits of the sample book: an oracle that counts in the log alone.

#ifndef ENLACE_TESTS_SIMULATION_LIMIT_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_LIMIT_CHECKS_H_

#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

// Whether rule OUT-17 stood against `transfer` when its node first decided: as
// many like it as the rule allows had been permitted in that hour, as the log
// of `node` tells.
bool WasOverLimit(const SimNode& node, const core::Transfer& transfer);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_LIMIT_CHECKS_H_
