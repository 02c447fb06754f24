// `rulebook coverage DIR...`: which rules and conditions no case shows.

#ifndef ENLACE_POLICY_TOOL_COVERAGE_COMMAND_H_
#define ENLACE_POLICY_TOOL_COVERAGE_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

// Each rule that is not shown whole, with its place and what is missing, and
// one line a book, go to `out`.  Returns as ForEachBook().
int CoverBooks(const std::vector<std::string>& directories, Language language,
               std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_COVERAGE_COMMAND_H_
