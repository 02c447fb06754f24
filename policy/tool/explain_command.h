// `rulebook explain DIR CASE`: what the book says of a case, and why nothing
// else.

#ifndef ENLACE_POLICY_TOOL_EXPLAIN_COMMAND_H_
#define ENLACE_POLICY_TOOL_EXPLAIN_COMMAND_H_

#include <ostream>
#include <string>

#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

// Rules, law and fields of the decision go to `out`, then the permits that came
// nearest and what each lacks.  Returns kExitUsage, with the nearest id, if the
// book has no such case; else as ForEachBook().
int ExplainCase(const std::string& directory, const std::string& case_id,
                Language language, std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_EXPLAIN_COMMAND_H_
