// What the nodes promise about answers that are due.

#ifndef ENLACE_TESTS_SIMULATION_ANSWER_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_ANSWER_CHECKS_H_

#include "tests/simulation/environment.h"

namespace enlace::simulation {

// Both nodes name the same instant; what a node calls late is in its log; and
// what is late in the log of who should have answered is so in that of who
// asked, unless the answer reached that one in time.
void CheckAnswers(Environment& env);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_ANSWER_CHECKS_H_
