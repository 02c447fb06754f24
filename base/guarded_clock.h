// A wall clock whose leaps forward are not believed.
//
// What a log said once of the time it cannot take back: a node that believed a
// leap for one second would let records run out that are still valid, and
// decide nothing more until the true time has caught up.  So a leap is measured
// by a clock that nobody sets.  While the wall clock is further ahead than that
// one can explain, the time goes on at its pace from the last instant that was
// believed, and the log says so.  Should the leap be a correction, a restart
// takes it over.
//
// A wall clock that runs back is passed through as it is: the core decides
// nothing then (server/core/plan.h).

#ifndef ENLACE_BASE_GUARDED_CLOCK_H_
#define ENLACE_BASE_GUARDED_CLOCK_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"

namespace enlace {

// Thread-safe.
class GuardedClock final : public Clock {
 public:
  // What the wall clock may gain on the steady one at once.
  static constexpr absl::Duration kLeapMax = absl::Seconds(5);

  // `steady` says how much time has passed since some instant; it never runs
  // back, and goes on while the machine sleeps.  `wall` outlives this.
  GuardedClock(Clock& wall, std::function<absl::Duration()> steady);

  absl::Time TimeNow() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Clock& wall_;
  const std::function<absl::Duration()> steady_;
  absl::Mutex mutex_;
  // The last instant that was believed, and when that was.
  absl::Time believed_ ABSL_GUARDED_BY(mutex_);
  absl::Duration believed_at_ ABSL_GUARDED_BY(mutex_);
  bool leapt_ ABSL_GUARDED_BY(mutex_) = false;
};

// The system clock, guarded by the time since the machine started.  Never
// destroyed.
Clock& NodeClock();

}  // namespace enlace

#endif  // ENLACE_BASE_GUARDED_CLOCK_H_
