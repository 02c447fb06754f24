// What programs that serve HTTP from one configuration file have in common:
// their words, their exit codes, and that they serve until a signal arrives.
//
//   return RunProgram(argc, argv, {"enlace-http", about, check, configure});

#ifndef ENLACE_SERVER_HTTP_HTTP_PROGRAM_H_
#define ENLACE_SERVER_HTTP_HTTP_PROGRAM_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/log.h"
#include "base/stop_signals.h"
#include "server/http/http_server.h"
#include "server/http/listen_table.h"

namespace enlace::http {

// What a configuration says.
struct Configured {
  std::string description;              // for a person
  std::function<absl::Status()> serve;  // until it is told to stop
};

struct Program {
  const char* name;
  const char* about;
  const char* check;  // what --check does
  // Reads the file at `path`; fails with what is wrong with it.
  std::function<absl::StatusOr<Configured>(const std::string& path)> configure;
};

// Does what the words say; the exit code: 0 done, 1 it does not start, 2 the
// words or the configuration are wrong, which standard error tells.
int RunProgram(int argc, char** argv, const Program& program);

// Where something is served, and what.
struct Listener {
  ListenSettings settings;
  Handler handler;
  // Besides the address, in the log line that it is ready.
  std::pair<std::string, std::string> what;
};

// Serves all of `listeners` until `stop`.  None is ready before all are, and
// the ready file of the first one is written last.
absl::Status ServeUntil(const StopSignals& stop,
                        std::vector<Listener> listeners);

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_HTTP_PROGRAM_H_
