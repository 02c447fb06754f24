#include "tests/client/command_line_fixture.h"

#include <memory>
#include <sstream>

#include "certs/tls_dial.h"
#include "client/cli/command_line.h"

namespace enlace::client {

Ran CommandLineTest::Run(const std::vector<std::string>& words,
                         const std::map<std::string, std::string>& variables) {
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = RunCommandLine(
      words, {.out = out,
              .err = err,
              .clock = nations_.clock,
              .random = nations_.random,
              .terminal = terminal_,
              .variable =
                  [&](const std::string& name) {
                    const auto it = variables.find(name);
                    return it == variables.end() ? std::string() : it->second;
                  },
              .connect = [this](const Context&, absl::string_view)
                  -> absl::StatusOr<std::unique_ptr<Node>> {
                return std::make_unique<FakeNodeLink>(node_);
              },
              .dial = [this](const std::string&,
                             const certs::DialOptions&) { return dialled_; }});
  return {out.str(), err.str(), static_cast<int>(code)};
}

}  // namespace enlace::client
