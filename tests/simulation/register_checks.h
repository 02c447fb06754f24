// Of a run that is over: what rested on an entry of the register that was
// revoked never reached anybody afterwards.  Told from the log alone.

#ifndef ENLACE_TESTS_SIMULATION_REGISTER_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_REGISTER_CHECKS_H_

#include "tests/simulation/environment.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

// Reports violations about `transfer` of `node` to the ledger.
void CheckRegister(Environment& env, SimNode& node,
                   const core::Transfer& transfer);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_REGISTER_CHECKS_H_
