#include "base/stop_signals.h"

#include <pthread.h>
#include <unistd.h>

namespace enlace {

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void StopSignals::Wait() const {
  int signal = 0;
  sigwait(&signals_, &signal);
}

void StopSignals::Send() { kill(getpid(), SIGTERM); }

}  // namespace enlace
