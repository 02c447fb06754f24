// The promises of the README, checked once everything has drained.

#ifndef ENLACE_TESTS_SIMULATION_CHECKS_H_
#define ENLACE_TESTS_SIMULATION_CHECKS_H_

#include "tests/simulation/environment.h"

namespace enlace::simulation {

// Compares every node with the ledger and the nodes with each other; what does
// not fit becomes a violation in the ledger.  REQUIRES: every node is up.
//
//   P1  each acknowledged outcome is in state and journal, byte for byte
//   P2  each record was accepted once, collected once, confirmed once
//   P3  what was not permitted never crossed
//   P4  each root ever seen is a prefix of the log
//   P5  each crossing has its matching entries in both logs
//   P8  nothing permitted is still on its way
//   P9  each decision is what the oracle says of the book that decided
void CheckPromises(Environment& env);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_CHECKS_H_
