// The whole of `enlace`, from words to exit code.

#ifndef ENLACE_CLIENT_CLI_COMMAND_LINE_H_
#define ENLACE_CLIENT_CLI_COMMAND_LINE_H_

#include <string>
#include <vector>

#include "client/cli/exit_code.h"
#include "client/cli/shell.h"

namespace enlace::client {

// `words` without the program's name.
ExitCode RunCommandLine(const std::vector<std::string>& words,
                        Environment environment);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_COMMAND_LINE_H_
