// What the conditions of a rule come to, read as logic.
//
// A rule applies if each of its clauses has a literal that holds.  Exceptions
// are turned round: "unless A and B" is the clause "not A, or not B".  Pure.

#ifndef ENLACE_POLICY_ANALYSIS_RULE_LOGIC_H_
#define ENLACE_POLICY_ANALYSIS_RULE_LOGIC_H_

#include <vector>

#include "absl/time/time.h"
#include "policy/engine/book.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

// A condition, or the opposite of one.
struct Literal {
  const Atom* atom = nullptr;
  bool exception = false;  // stands in `unless`: holds if the atom does not

  // True if the test itself is to fail.
  bool negated() const { return atom->negated != exception; }
};

using Clause = std::vector<Literal>;

// Parties and conditions of `rule`, which outlives them.
std::vector<Clause> ClausesOf(const Rule& rule);

// Whether `rule` can apply on the day of `instant` to a record whose facts are
// known, or absent where the rule asks for that.  True where it would take too
// long to tell.
bool CanApply(const Rule& rule, const Book& book, absl::Time instant);

// Whether `b` is sure to apply wherever `a` does, by comparing clause with
// clause: false says nothing.
bool Implies(const Rule& a, const Rule& b);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_RULE_LOGIC_H_
