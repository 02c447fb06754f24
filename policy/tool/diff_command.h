// `rulebook diff OLD NEW`: what the new book decides otherwise.

#ifndef ENLACE_POLICY_TOOL_DIFF_COMMAND_H_
#define ENLACE_POLICY_TOOL_DIFF_COMMAND_H_

#include <ostream>
#include <string>

#include "policy/analysis/book_diff.h"
#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"
#include "policy/tool/output_format.h"

namespace enlace::policy {

// Each difference goes to `out` by direction and type, with a record as a case
// block, then one line that sums up.  Returns kExitDone if no rule says
// something else, kExitNo if one does, or if a book has mistakes, which go to
// `err`; kExitBroke if one cannot be read.
int DiffBookFolders(const std::string& before, const std::string& after,
                    const DiffSettings& settings, Language language,
                    Format format, std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_DIFF_COMMAND_H_
