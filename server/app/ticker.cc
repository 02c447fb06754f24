#include "server/app/ticker.h"

#include <algorithm>
#include <utility>

namespace enlace::app {
namespace {

// While the node is busy, work that takes long comes less often.
constexpr int kRestPerWork = 9;

}  // namespace

Ticker::Ticker(absl::Duration pause, absl::Duration period, Clock& clock,
               std::function<void()> work)
    : pause_(pause),
      period_(period),
      clock_(clock),
      work_(std::move(work)),
      thread_([this] { Run(); }) {}

Ticker::~Ticker() { Stop(); }

void Ticker::Wake() {
  absl::MutexLock lock(&mutex_);
  awake_ = true;
}

void Ticker::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return;
    stopping_ = true;
  }
  thread_.join();
}

void Ticker::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      const auto woken = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
        return awake_ || stopping_;
      };
      mutex_.AwaitWithTimeout(absl::Condition(&woken), period_);
      if (stopping_) return;
      awake_ = false;
    }
    const absl::Time began = clock_.TimeNow();
    work_();
    const absl::Duration rest =
        std::clamp(kRestPerWork * (clock_.TimeNow() - began), pause_, period_);
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), rest);
    if (stopping_) return;
  }
}

}  // namespace enlace::app
