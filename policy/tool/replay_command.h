// `rulebook replay NEW FILE`: what a new book would have decided otherwise of
// the decisions that a node has made.

#ifndef ENLACE_POLICY_TOOL_REPLAY_COMMAND_H_
#define ENLACE_POLICY_TOOL_REPLAY_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"
#include "policy/tool/output_format.h"

namespace enlace::policy {

struct ReplaySettings {
  std::string book;                   // folder or bundle of the new book
  std::string file;                   // of decisions, docs/replay.md
  std::vector<std::string> old = {};  // books that made them
};

// Counts what differs, by kind, rule and law, and what is unknown.  Returns
// kExitDone if every decision stays as it is, kExitNo if one does not or is
// unknown, or if a book has mistakes, which go to `err`; kExitBroke if
// something cannot be read, with the number of the line.
int ReplayDecisions(const ReplaySettings& settings, Language language,
                    Format format, std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_REPLAY_COMMAND_H_
