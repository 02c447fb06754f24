#include "base/guarded_clock.h"

#include <time.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/log.h"

namespace enlace {
namespace {

absl::Duration SinceMachineStarted() {
  timespec passed = {};
  clock_gettime(CLOCK_BOOTTIME, &passed);
  return absl::DurationFromTimespec(passed);
}

}  // namespace

GuardedClock::GuardedClock(Clock& wall, std::function<absl::Duration()> steady)
    : wall_(wall),
      steady_(std::move(steady)),
      believed_(wall_.TimeNow()),
      believed_at_(steady_()) {}

absl::Time GuardedClock::TimeNow() {
  const absl::MutexLock lock(&mutex_);
  const absl::Time wall = wall_.TimeNow();
  const absl::Duration steady = steady_();
  const absl::Time expected = believed_ + (steady - believed_at_);
  const bool leaps = wall - expected > kLeapMax;
  if (leaps != leapt_) {
    leapt_ = leaps;
    Log(leaps ? Severity::kError : Severity::kInfo,
        leaps ? "the clock leapt forward and is not believed; set it right, or "
                "restart the node if it is right now"
              : "the clock is believed again",
        {{"ahead_seconds",
          absl::StrCat(absl::ToInt64Seconds(wall - expected))}});
  }
  if (leaps) return expected;
  // Of a clock that ran back the last instant stays: what brings it right again
  // is no leap.
  if (expected - wall <= kLeapMax) {
    believed_ = wall;
    believed_at_ = steady;
  }
  return wall;
}

Clock& NodeClock() {
  static auto& clock = *new GuardedClock(RealClock(), &SinceMachineStarted);
  return clock;
}

}  // namespace enlace
