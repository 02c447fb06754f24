// The national roots that a verb verifies with.

#ifndef ENLACE_CLIENT_CLI_ROOT_WORDS_H_
#define ENLACE_CLIENT_CLI_ROOT_WORDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "certs/certificate.h"
#include "client/cli/command.h"
#include "client/cli/shell.h"

namespace enlace::client {

// Adds `--root` to `verb`; `paths` must outlive it.
void AddRootWords(Command verb, std::vector<std::string>& paths, Shell& shell);

// The roots in these files, else those of the context.  Fails with
// kInvalidArgument naming the file that holds none.
absl::StatusOr<std::vector<certs::TrustAnchor>> RootsOf(
    const std::vector<std::string>& paths, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ROOT_WORDS_H_
