// Time as a dependency.
//
// Code that decides anything by the time takes a Clock or the instant itself;
// nothing outside base/clock.cc asks the system.  Names follow absl::Clock of
// newer Abseil releases.

#ifndef ENLACE_BASE_CLOCK_H_
#define ENLACE_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace enlace {

// Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual absl::Time TimeNow() = 0;
};

// The system clock.  Never destroyed.
Clock& RealClock();

}  // namespace enlace

#endif  // ENLACE_BASE_CLOCK_H_
