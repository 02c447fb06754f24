// What may be typed next, and the scripts by which shells ask for it.
//
// A shell runs `enlace __complete WORD... CURRENT`, where CURRENT is what the
// cursor stands in, and offers each line: a candidate, and after a tab what it
// is.  No line means: nothing to say, so the shell offers files.

#ifndef ENLACE_CLIENT_CLI_COMPLETION_H_
#define ENLACE_CLIENT_CLI_COMPLETION_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/command.h"

namespace enlace::client {

// The verb for shells; it is in no help.
inline constexpr absl::string_view kCompleteVerb = "__complete";

struct Candidate {
  std::string word;
  std::string text;
};

// `words` without the program's name; the last one is begun.  They may be
// wrong: what does not fit is passed over.
std::vector<Candidate> Complete(const CLI::App& root,
                                const std::vector<std::string>& words,
                                Shell& shell);

// The lines that kCompleteVerb prints.
std::string CompletionText(const std::vector<Candidate>& candidates);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_COMPLETION_H_
