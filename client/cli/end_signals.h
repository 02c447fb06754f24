// SIGINT and SIGTERM, for a verb that serves until it is told to end.
//
// Kept from every thread that is started while this lives.

#ifndef ENLACE_CLIENT_CLI_END_SIGNALS_H_
#define ENLACE_CLIENT_CLI_END_SIGNALS_H_

#include <csignal>

#include "absl/time/time.h"

namespace enlace::client {

class EndSignals {
 public:
  EndSignals();
  ~EndSignals();
  EndSignals(const EndSignals&) = delete;
  EndSignals& operator=(const EndSignals&) = delete;

  // Waits that long for one; whether it came.
  bool Came(absl::Duration wait) const;

 private:
  sigset_t set_;
  sigset_t before_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_END_SIGNALS_H_
