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

void Ticker::Stop() {
  if (wakeup_.Stop()) thread_.join();
}

void Ticker::Run() {
  while (wakeup_.WaitForRing(period_)) {
    const absl::Time began = clock_.TimeNow();
    work_();
    const absl::Duration rest =
        std::clamp(kRestPerWork * (clock_.TimeNow() - began), pause_, period_);
    if (!wakeup_.Pause(rest)) return;
  }
}

}  // namespace enlace::app
