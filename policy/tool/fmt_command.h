// `rulebook fmt FILE|DIR...`: blocks in the layout that every book shares.

#ifndef ENLACE_POLICY_TOOL_FMT_COMMAND_H_
#define ENLACE_POLICY_TOOL_FMT_COMMAND_H_

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

struct FmtSettings {
  bool check = false;              // write nothing, only tell
  std::optional<Language> blocks;  // translate the keywords of all blocks
};

// Lays out each file, and each .md file of each folder, and names in `out`
// those that it changed, or with `check` those that it would.  Mistakes go to
// `err`; a file with mistakes is left as it is.  Returns kExitNo after
// mistakes, or with `check` if a file would change; kExitBroke if a file cannot
// be read or written; else kExitDone.
int FormatFiles(const std::vector<std::string>& paths,
                const FmtSettings& settings, std::ostream& out,
                std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_FMT_COMMAND_H_
