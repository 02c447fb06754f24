// What the cases of a book show of its rules, and what they leave unshown.
//
// A case *shows* a rule if the rule applies in it, and *spares* it if the case
// is of the rule's direction and type and the rule does not apply.  A rule that
// an exception lifts does not apply, and an exception only where it lifts one.
// It shows a condition to matter if the rule would come out otherwise without
// it: where all conditions of a list must hold, if that one alone does not;
// where any may, if that one alone does.  Of a clause about single elements the
// same is asked of each element of the cases in which the rule applies.  Pure.

#ifndef ENLACE_POLICY_ENGINE_COVERAGE_H_
#define ENLACE_POLICY_ENGINE_COVERAGE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "policy/engine/book.h"

namespace enlace::policy {

struct Atom;
struct ElementClause;
struct Rule;

struct RuleCoverage {
  const Rule* rule = nullptr;
  int shown = 0;        // cases in which it applies
  int spared = 0;       // cases in which it does not
  bool always = false;  // has neither parties nor conditions: is never spared
  // Conditions of `when`, `unless` and `drop each` that no case shows to
  // matter.
  std::vector<const Atom*> idle;
  // Clauses `drop each` by which no case drops an element.
  std::vector<const ElementClause*> unseen;

  bool whole() const {
    return shown > 0 && (spared > 0 || always) && idle.empty() &&
           unseen.empty();
  }
};

// One for each rule, in their order.  Points into `book`.
std::vector<RuleCoverage> CoverageOf(const Book& book);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_COVERAGE_H_
