// One thread that does housekeeping: when woken, but not more often than it
// should, and at least every so often.  Thread-safe.

#ifndef ENLACE_SERVER_APP_TICKER_H_
#define ENLACE_SERVER_APP_TICKER_H_

#include <functional>
#include <thread>

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/wakeup.h"

namespace enlace::app {

class Ticker {
 public:
  // Calls `work` on an own thread: after Wake(), `pause` at least between two
  // calls, up to `period` if they take more than a tenth of the time; and every
  // `period` without it.
  Ticker(absl::Duration pause, absl::Duration period, Clock& clock,
         std::function<void()> work);
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;
  ~Ticker();

  void Wake() { wakeup_.Ring(); }
  // Ends after the call under way.  Idempotent.
  void Stop();

 private:
  void Run();

  const absl::Duration pause_;
  const absl::Duration period_;
  Clock& clock_;
  const std::function<void()> work_;

  Wakeup wakeup_;
  std::thread thread_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_TICKER_H_
