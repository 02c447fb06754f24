// `rulebook lint DIR...`: what is allowed but wrong in a book.

#ifndef ENLACE_POLICY_TOOL_LINT_COMMAND_H_
#define ENLACE_POLICY_TOOL_LINT_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "policy/analysis/lint.h"
#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"
#include "policy/tool/output_format.h"

namespace enlace::policy {

// Each finding goes to `out` as `file:line:column: kind: what; what to do`, and
// one line a book; as JSON one array of all findings.  Returns as
// ForEachBook().
int LintBooks(const std::vector<std::string>& directories,
              const LintSettings& settings, Language language, Format format,
              std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_LINT_COMMAND_H_
