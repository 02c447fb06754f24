// Versions of a small rule book, and what they must decide: an independent
// oracle of a few lines beside the real engine.

#ifndef ENLACE_TESTS_SIMULATION_SAMPLE_BOOK_H_
#define ENLACE_TESTS_SIMULATION_SAMPLE_BOOK_H_

#include "absl/strings/string_view.h"
#include "enlace/v1/envelope.pb.h"
#include "policy/engine/book.h"
#include "policy/facts/extract.h"

namespace enlace::simulation {

// Version 1 or 2, or 3, which has limits and retention and no oracle; parsed
// once.
const policy::Book& SampleBook(int version);

// A term of the register: the agencies that it stands for are sent, and heard
// in, what waits for a person otherwise.
inline constexpr char kClearedTerm[] = "cleared";

// Whether the rule asks nothing but that.
inline bool WaitsForClearance(absl::string_view rule_id) {
  return rule_id == "OUT-16" || rule_id == "IN-16";
}

// What SampleBook(version) must decide, whatever the engine says, within its
// limits (tests/simulation/limit_checks.h); `cleared`: the term stands for the
// agency of the other side, or the recipient.
v1::DecisionOutcome ExpectedOutcome(int version,
                                    const policy::RecordFacts& record,
                                    bool cleared);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SAMPLE_BOOK_H_
