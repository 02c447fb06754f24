#include "client/cli/end_signals.h"

#include <pthread.h>

namespace enlace::client {

EndSignals::EndSignals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, &before_);
}

EndSignals::~EndSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

bool EndSignals::Came(absl::Duration wait) const {
  const timespec longest = absl::ToTimespec(wait);
  return sigtimedwait(&set_, nullptr, &longest) >= 0;
}

}  // namespace enlace::client
