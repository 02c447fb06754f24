// The tree of all verbs, with its texts in the shell's language.

#ifndef ENLACE_CLIENT_CLI_COMMAND_TREE_H_
#define ENLACE_CLIENT_CLI_COMMAND_TREE_H_

#include <CLI/CLI.hpp>
#include <memory>

#include "client/cli/shell.h"

namespace enlace::client {

// Parsing words with it chooses what `shell` runs, which must outlive it.
std::unique_ptr<CLI::App> MakeCommandTree(Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_COMMAND_TREE_H_
