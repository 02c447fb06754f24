// The `enlace` command line: words, terminal and environment of this process.

#include <grpc/support/log.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/process_rights.h"
#include "certs/tls.h"
#include "certs/tls_dial.h"
#include "client/cli/command_line.h"
#include "client/library/context.h"
#include "client/library/node_session.h"

int main(int argc, char** argv) {
  enlace::KeepOutOfDumps();
  CHECK_OK(enlace::certs::InstallTlsConfiguration());
  // gRPC prints lines of its own that say less than the status it returns.
  gpr_set_log_function([](gpr_log_func_args*) {});
  const std::vector<std::string> words(argv + 1, argv + argc);
  const enlace::client::ExitCode code = enlace::client::RunCommandLine(
      words, {.out = std::cout,
              .err = std::cerr,
              .clock = enlace::RealClock(),
              .random = enlace::SystemRandom(),
              .terminal = isatty(STDERR_FILENO) != 0,
              .variable =
                  [](const std::string& name) {
                    const char* value = std::getenv(name.c_str());
                    return std::string(value == nullptr ? "" : value);
                  },
              .connect =
                  [](const enlace::client::Context& context,
                     absl::string_view locale) {
                    return enlace::client::OpenNodeSession(
                        context, locale, enlace::RealClock(),
                        enlace::SystemRandom());
                  },
              .dial = enlace::certs::DialTls});
  std::cout.flush();
  if (!std::cout.good())
    return static_cast<int>(enlace::client::ExitCode::kBroke);
  return static_cast<int>(code);
}
