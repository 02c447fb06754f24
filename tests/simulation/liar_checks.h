// What must hold at a node whatever one of its peers says.

#ifndef ENLACE_TESTS_SIMULATION_LIAR_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_LIAR_CHECKS_H_

#include "tests/simulation/environment.h"

namespace enlace::simulation {

// The peer is believed about nothing that never crossed; what it claimed, and
// nothing else, stands as its claim in the log; nothing is in an inbox that the
// own book did not permit.  Nothing to check in a run in which nobody lies.
void CheckLies(Environment& env);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_LIAR_CHECKS_H_
