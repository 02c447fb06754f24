// Looks up every name of the parsed cases, and gives each its facts.

#ifndef ENLACE_POLICY_ENGINE_CASE_CHECKER_H_
#define ENLACE_POLICY_ENGINE_CASE_CHECKER_H_

#include <vector>

#include "policy/engine/case.h"
#include "policy/engine/checker.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

// The cases among `blocks`, sorted by id, ready to be run.  `rules` are those
// of the book, sorted by id.  Mistakes go to `diagnostics`; what is returned
// then is of no use.
std::vector<Case> CheckCases(const std::vector<Block>& blocks,
                             const std::vector<Rule>& rules,
                             const Context& context, Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_CASE_CHECKER_H_
