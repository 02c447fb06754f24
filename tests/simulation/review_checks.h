// What must hold of records that were held: nothing is released without its
// approvals or what the register must say, and the log tells of both.

#ifndef ENLACE_TESTS_SIMULATION_REVIEW_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_REVIEW_CHECKS_H_

#include "server/core/state.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

// Reports violations about `transfer` of `node` to the ledger.
void CheckReviews(Environment& env, SimNode& node,
                  const core::Transfer& transfer);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_REVIEW_CHECKS_H_
