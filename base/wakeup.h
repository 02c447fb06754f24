// A thread that waits for a word of another one, at most so long.
//
// By the steady clock: a wait of absl::Mutex ends at an instant of the wall
// clock, so that one which began while the clock was three days ahead, or
// before it was set back, lasts for days.

#ifndef ENLACE_BASE_WAKEUP_H_
#define ENLACE_BASE_WAKEUP_H_

#include <condition_variable>
#include <mutex>

#include "absl/time/time.h"

namespace enlace {

// Thread-safe; one thread waits.  The first wait ends at once.
class Wakeup {
 public:
  // Ends the wait for it that is under way, or the next one.
  void Ring();
  // Ends every wait from now on.  True the first time.
  bool Stop();

  // Each returns false once stopped.
  bool WaitForRing(absl::Duration max);
  // Lets rings wait.
  bool Pause(absl::Duration duration);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  // Both by mutex_.
  bool rung_ = true;
  bool stopped_ = false;
};

}  // namespace enlace

#endif  // ENLACE_BASE_WAKEUP_H_
