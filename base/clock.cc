#include "base/clock.h"

#include "absl/time/clock.h"

namespace enlace {
namespace {

class SystemClock final : public Clock {
 public:
  absl::Time TimeNow() override { return absl::Now(); }
};

}  // namespace

Clock& RealClock() {
  static auto& clock = *new SystemClock;
  return clock;
}

}  // namespace enlace
