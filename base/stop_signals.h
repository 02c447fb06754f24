// SIGTERM and SIGINT, for a program that serves until it is told to end.
//
//   const StopSignals stop;      // first in main(): threads inherit it
//   ...                          // start to serve
//   stop.Wait();

#ifndef ENLACE_BASE_STOP_SIGNALS_H_
#define ENLACE_BASE_STOP_SIGNALS_H_

#include <csignal>

namespace enlace {

class StopSignals {
 public:
  // From now on they arrive in Wait() alone, in this thread and in those that
  // it starts.
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Until one arrives.
  void Wait() const;

  // Ends Wait() as if one had arrived.  Needs a StopSignals.
  static void Send();

 private:
  sigset_t signals_;
};

}  // namespace enlace

#endif  // ENLACE_BASE_STOP_SIGNALS_H_
