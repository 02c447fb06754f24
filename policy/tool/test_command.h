// `rulebook test DIR...`: does each book say of its cases what they expect?

#ifndef ENLACE_POLICY_TOOL_TEST_COMMAND_H_
#define ENLACE_POLICY_TOOL_TEST_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

// Each case that came out otherwise, with its place and what differs, and one
// line a book, go to `out`.  A book without cases is a finding: it has shown
// nothing.  Returns as ForEachBook().
int TestBooks(const std::vector<std::string>& directories, Language language,
              std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_TEST_COMMAND_H_
