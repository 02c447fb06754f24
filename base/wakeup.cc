#include "base/wakeup.h"

namespace enlace {

void Wakeup::Ring() {
  const std::lock_guard<std::mutex> lock(mutex_);
  rung_ = true;
  changed_.notify_all();
}

bool Wakeup::Stop() {
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool first = !stopped_;
  stopped_ = true;
  changed_.notify_all();
  return first;
}

bool Wakeup::WaitForRing(absl::Duration max) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoNanoseconds(max),
                    [this] { return rung_ || stopped_; });
  rung_ = false;
  return !stopped_;
}

bool Wakeup::Pause(absl::Duration duration) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoNanoseconds(duration),
                    [this] { return stopped_; });
  return !stopped_;
}

}  // namespace enlace
