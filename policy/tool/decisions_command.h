// `rulebook decisions DIR`: what a book decides in its cases, as decisions for
// `rulebook replay`.

#ifndef ENLACE_POLICY_TOOL_DECISIONS_COMMAND_H_
#define ENLACE_POLICY_TOOL_DECISIONS_COMMAND_H_

#include <ostream>
#include <string>

#include "policy/tool/loaded_books.h"

namespace enlace::policy {

// One line for each case of the book at `path`, by the id of the case.  Returns
// kExitDone, kExitNo if the book has mistakes, which go to `err`, and
// kExitBroke if it cannot be read.
int WriteCaseDecisions(const std::string& path, std::ostream& out,
                       std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_DECISIONS_COMMAND_H_
