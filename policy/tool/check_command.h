// `rulebook check DIR...`: is each folder a rule book that a node would load?

#ifndef ENLACE_POLICY_TOOL_CHECK_COMMAND_H_
#define ENLACE_POLICY_TOOL_CHECK_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "policy/tool/loaded_books.h"

namespace enlace::policy {

// One line a sound book goes to `out`.  Returns as ForEachBook().
int CheckBooks(const std::vector<std::string>& directories, std::ostream& out,
               std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_CHECK_COMMAND_H_
