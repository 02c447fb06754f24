// What is allowed but wrong in a book.
//
//   for (const Finding& finding : Lint(*book, settings)) ...
//
// The checker (policy/engine/checker.h) refuses what has no meaning; lint looks
// for what has one that nobody wants: law that no rule cites, a rule that can
// never apply, a permit that will end without another.  A book can accept a
// finding with a written reason, `accept KIND SUBJECT "..." / "..."` in its
// vocabulary; an acceptance that accepts nothing is a finding too.
//
// Kinds: docs/policy-language.md, "Lint".  Pure.

#ifndef ENLACE_POLICY_ANALYSIS_LINT_H_
#define ENLACE_POLICY_ANALYSIS_LINT_H_

#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/analysis/finding.h"
#include "policy/engine/book.h"

namespace enlace::policy {

struct LintSettings {
  absl::Time now;
  // A gap that begins within so many days is a finding.
  int warning_days = 180;
  // Roles that somebody holds; empty: not known, hence not checked.
  std::set<std::string> held_roles;
};

// By file, line, column and kind; without those that the book accepts.
Findings Lint(const Book& book, const LintSettings& settings);

// Every kind, sorted.
const std::vector<std::string>& FindingKinds();

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_LINT_H_
