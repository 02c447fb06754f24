// The rules of a book, from the blocks that state them.

#ifndef ENLACE_POLICY_ENGINE_READ_RULES_H_
#define ENLACE_POLICY_ENGINE_READ_RULES_H_

#include <vector>

#include "policy/engine/checker.h"
#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

// The rules of all rule and table blocks among `blocks`, sorted by id. Mistakes
// go to `diagnostics`; what is returned then is of no use.
std::vector<Rule> ReadRules(const std::vector<Block>& blocks,
                            const Context& context, Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_READ_RULES_H_
