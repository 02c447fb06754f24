// Whether a rule applies.
//
// Conditions are pushed down to single atoms, and an atom whose fact is absent
// or an error takes the value that is safe for the kind of rule: a permit or an
// exception then does not apply, a forbid, hold or require does.  Only `is
// present` and `is absent` are about absence itself; they are unknown only on
// errors.

#ifndef ENLACE_POLICY_ENGINE_EVALUATE_H_
#define ENLACE_POLICY_ENGINE_EVALUATE_H_

#include "absl/time/civil_time.h"
#include "policy/engine/rule.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

// What rules are evaluated on.
struct Occasion {
  const Facts& facts;
  absl::Time instant;
  absl::CivilDay today;  // of `instant`, in the book's zone
};

// The truth of `atom`, negation included; `unknown` where it has none.
bool Holds(const Atom& atom, const Occasion& occasion, bool unknown);

// A condition without atoms holds.
bool Holds(const Condition& condition, const Occasion& occasion, bool unknown);

// What element `index` of a list says for itself, by the names that `condition`
// has for the facts of each.
Facts FactsOfElement(const Facts& facts, const Condition& condition, int index);

// What an atom without a truth counts as in the `when` of such a rule; in its
// `unless`, which is negated, the opposite.
bool UnknownCountsAs(const Rule& rule);

bool InForce(const Rule& rule, const Occasion& occasion);

// Sender and recipient are those that the rule is about.
bool PartiesMatch(const Rule& rule, const Occasion& occasion);

// Every `when` holds and no `unless` does.
bool ConditionsMatch(const Rule& rule, const Occasion& occasion);

// In force, for these parties, on these conditions; whether its limit is used
// up, an exception lifts it, or a permit's basis is claimed, is another matter.
bool Matches(const Rule& rule, const Occasion& occasion);

// The rule has a limit that is known not to be used up.
bool IsWithinLimit(const Rule& rule, const Facts& facts);

// A hold has all the approvals that it asks for, or was set aside for an urgent
// record.
bool IsApproved(const Rule& hold, const Facts& facts);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_EVALUATE_H_
