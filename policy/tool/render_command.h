// `rulebook render DIR --out FILE`: the book as a page to read and to print.

#ifndef ENLACE_POLICY_TOOL_RENDER_COMMAND_H_
#define ENLACE_POLICY_TOOL_RENDER_COMMAND_H_

#include <ostream>
#include <string>

#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

struct RenderSettings {
  std::string directory;
  std::string file = "-";  // to write; "-" prints it
  std::string since;       // older version of the book; "": mark no changes
  bool protocol = false;   // the data-protection protocol instead
};

// Writes the page.  Returns as ForEachBook(), and kExitBroke if the file cannot
// be written.
int RenderBook(const RenderSettings& settings, Language language,
               std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_RENDER_COMMAND_H_
