// Versions of a small rule book, and what they must decide: an independent
// oracle of a few lines beside the real engine.

#ifndef ENLACE_TESTS_SIMULATION_SAMPLE_BOOK_H_
#define ENLACE_TESTS_SIMULATION_SAMPLE_BOOK_H_

#include "enlace/v1/envelope.pb.h"
#include "policy/engine/book.h"
#include "policy/engine/extract.h"

namespace enlace::simulation {

// Version 1 or 2, or 3, which has limits and no oracle; parsed once.
const policy::Book& SampleBook(int version);

// What SampleBook(version) must decide, whatever the engine says, within its
// limits (tests/simulation/limit_checks.h).
v1::DecisionOutcome ExpectedOutcome(int version,
                                    const policy::RecordFacts& record);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SAMPLE_BOOK_H_
