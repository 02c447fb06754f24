// `rulebook render DIR --out FILE`: the book as a page to read and to print.

#ifndef ENLACE_POLICY_TOOL_RENDER_COMMAND_H_
#define ENLACE_POLICY_TOOL_RENDER_COMMAND_H_

#include <ostream>
#include <string>

#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

// Writes the page to `file`, or to `out` if that is "-".  Returns as
// ForEachBook(), and kExitBroke if the file cannot be written.
int RenderBook(const std::string& directory, const std::string& file,
               Language language, std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_RENDER_COMMAND_H_
