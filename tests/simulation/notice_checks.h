// What must hold of safety notices when everything is at rest.

#ifndef ENLACE_TESTS_SIMULATION_NOTICE_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_NOTICE_CHECKS_H_

#include "tests/simulation/environment.h"

namespace enlace::simulation {

// In every journal a notice stands in the batch of the denial that it goes
// instead of; the sender of the denied record is told of it exactly if it was
// permitted; and every denial by the book of what warned has one.
void CheckNotices(Environment& env);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_NOTICE_CHECKS_H_
