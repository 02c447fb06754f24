// `rulebook check DIR...`: is each folder a rule book that a node would load?

#ifndef ENLACE_POLICY_TOOL_CHECK_COMMAND_H_
#define ENLACE_POLICY_TOOL_CHECK_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

namespace enlace::policy {

// Exit codes of every `rulebook` command.
inline constexpr int kExitDone = 0;
inline constexpr int kExitBroke = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNo = 3;

// Checks every folder, also after one that has mistakes.  One line a sound
// book goes to `out`, every mistake to `err`.  Returns kExitDone if all are
// sound, kExitNo if one has mistakes, kExitBroke if one cannot be read.
int CheckBooks(const std::vector<std::string>& directories, std::ostream& out,
               std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_CHECK_COMMAND_H_
