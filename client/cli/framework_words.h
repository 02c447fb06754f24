// The words of a verb that name a results framework and who approved it.

#ifndef ENLACE_CLIENT_CLI_FRAMEWORK_WORDS_H_
#define ENLACE_CLIENT_CLI_FRAMEWORK_WORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/library/results_framework.h"

namespace enlace::client {

struct FrameworkWords {
  std::string path;
  std::vector<std::string> approval_paths;
  std::vector<std::string> root_paths;
};

// `words` must outlive the verb.
void AddFrameworkWords(Command verb, FrameworkWords& words, Shell& shell);

// The framework that is named, if it was approved by all of its signers;
// nothing if none is named.  Fails as ReadFramework(), with kInvalidArgument
// for files that are not what they should be.
absl::StatusOr<std::optional<ResultsFramework>> LoadFramework(
    const FrameworkWords& words, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_FRAMEWORK_WORDS_H_
