// P7 about what may be kept no longer: it is erased once, in time and for good,
// and what stays can still be opened.

#ifndef ENLACE_TESTS_SIMULATION_ERASURE_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_ERASURE_CHECKS_H_

#include "tests/simulation/environment.h"

namespace enlace::simulation {

// Of all nodes, after everything drained.  Reports violations to the ledger.
void CheckErasure(Environment& env);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_ERASURE_CHECKS_H_
