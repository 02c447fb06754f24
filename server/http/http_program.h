// What programs that serve HTTP from one configuration file have in common:
// their words, their exit codes, and that they serve until a signal arrives.
//
//   return RunProgram(argc, argv, {"enlace-http", about, check, configure});

#ifndef ENLACE_SERVER_HTTP_HTTP_PROGRAM_H_
#define ENLACE_SERVER_HTTP_HTTP_PROGRAM_H_

#include <functional>
#include <string>

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

// Serves until `stop`; the log line that it is ready says `what` besides the
// address.
absl::Status ServeUntil(const StopSignals& stop, const ListenSettings& listen,
                        Handler handler, const LogField& what);

}  // namespace enlace::http

#endif  // ENLACE_SERVER_HTTP_HTTP_PROGRAM_H_
