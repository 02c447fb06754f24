// That nothing crossed a link before both nations accepted each other's file.

#ifndef ENLACE_TESTS_SIMULATION_CONTACT_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_CONTACT_CHECKS_H_

#include "tests/simulation/environment.h"

namespace enlace::simulation {

// Reports every decision about a record before whose entry the log of its node
// does not hold that link's acceptances, by two persons and by the peer; and
// every acceptance of a file that is not of the nation it names.
void CheckFirstContact(Environment& env);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_CONTACT_CHECKS_H_
