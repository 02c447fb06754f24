// What is wrong with a command line that CLI11 refused, in the reader's
// language, and what to do.  Pure.
//
// CLI11 says "A subcommand is required" of a misspelt verb; so the words are
// walked again along the tree, up to the first that does not fit.

#ifndef ENLACE_CLIENT_CLI_USAGE_PROBLEM_H_
#define ENLACE_CLIENT_CLI_USAGE_PROBLEM_H_

#include <string>
#include <vector>

#include "client/cli/language.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace enlace::client {

struct UsageProblem {
  std::string what;
  std::string hint;
};

// `error` is CLI11's, told where the walk finds nothing.
UsageProblem FindUsageProblem(const CLI::App& root,
                              const std::vector<std::string>& words,
                              const CLI::ParseError& error, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_USAGE_PROBLEM_H_
