// The values that a coarse fact may stand for, as far as another book tells
// them apart.
//
// One value stands for all those of which every rule of the other book says the
// same.  Where the fact was told as finely as that book asks, there is one; for
// a fact that nobody told, everything is possible: it may be absent, unreadable
// or any value.  A value that is listed may be impossible for a reason that is
// not looked at; none that is possible is missing.  Pure.

#ifndef ENLACE_POLICY_REPLAY_POSSIBLE_VALUES_H_
#define ENLACE_POLICY_REPLAY_POSSIBLE_VALUES_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/facts/facts.h"
#include "policy/replay/coarse_fact.h"
#include "policy/replay/fact_question.h"

namespace enlace::policy {

struct PossibleValue {
  FactState state = FactState::kAbsent;
  Value value = {};  // of kKnown

  void SetIn(Facts& facts, absl::string_view name) const;
};

struct DecisionDays {
  absl::CivilDay told;   // of the decision in the zone of the book that told
  absl::CivilDay asked;  // in that of the book that asks
};

// What `fact`, null if nothing was told of it, may be to `question`, which is
// that about `name`; never empty.  Nothing if there are too many.
std::optional<std::vector<PossibleValue>> PossibleValues(
    absl::string_view name, const CoarseFact* fact,
    const FactQuestion& question, const DecisionDays& days);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_REPLAY_POSSIBLE_VALUES_H_
