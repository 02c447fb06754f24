// What a book would have decided on facts of which only the coarse part was
// kept.
//
// Never guesses: where what was told leaves several values open, the book
// decides each of them, and there is an answer only if it is always the same.
// Which rules stand behind it may then still be open; those are named that do
// in every case.
//
//   const AskedFacts asked(*book);
//   const Redecision again = Redecide(asked, {line.facts, line.at, line.day});
//   if (!again.decision.has_value()) Count(again.unsettled);

#ifndef ENLACE_POLICY_REPLAY_REDECIDE_H_
#define ENLACE_POLICY_REPLAY_REDECIDE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "policy/engine/decision.h"
#include "policy/replay/coarse_facts.h"
#include "policy/replay/fact_question.h"

namespace enlace::policy {

struct CoarseOccasion {
  const CoarseFacts& facts;
  absl::Time instant;
  absl::CivilDay day;  // of the decision in the zone of the book that told
};

struct Redecision {
  // Outcome, obligations and reviews are those of the decision on the whole
  // facts; its rules and citations are among theirs, and are theirs if nothing
  // was left open.  Reasons, counts, `silent` and `stable_until` mean nothing.
  std::optional<Decision> decision = {};

  // The facts on which it would depend, sorted: "context.purpose_code",
  // "associates[].role".  Empty if there is a decision.
  std::vector<std::string> unsettled = {};
};

// Pure, and a decision where the book is the one that told.  REQUIRES: an
// instant and a day of the years 2 to 9998.
Redecision Redecide(const AskedFacts& asked, const CoarseOccasion& occasion);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_REDECIDE_H_
