// The checks of Lint(), by what they look at.  Each adds what it finds.

#ifndef ENLACE_POLICY_ANALYSIS_LINT_CHECKS_H_
#define ENLACE_POLICY_ANALYSIS_LINT_CHECKS_H_

#include "policy/analysis/finding.h"
#include "policy/analysis/lint.h"
#include "policy/engine/book.h"

namespace enlace::policy {

// uncited, untranslated, undated-law, weak-law.
void CheckLaw(const Book& book, Findings& findings);

// no-case, no-counter-case.
void CheckCasesOfRules(const Book& book, Findings& findings);

// expired, sunset-gap.
void CheckTimes(const Book& book, const LintSettings& settings,
                Findings& findings);

// never-applies, overruled, shadowed.
void CheckReach(const Book& book, const LintSettings& settings,
                Findings& findings);

// no-deadline, no-retention, unheld-role, unscanned-text.
void CheckHandling(const Book& book, const LintSettings& settings,
                   Findings& findings);

// unclaimed-basis, ungrouped, untranslated.
void CheckNames(const Book& book, Findings& findings);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_LINT_CHECKS_H_
