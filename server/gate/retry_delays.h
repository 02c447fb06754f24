// After which time those come back who were refused because too many wait.
//
// Who is refused at one moment would else come back at one moment, with all
// that was refused, and keep everybody else from being heard while it is read.
// So each is asked back a little later than the one before.
//
// Thread-compatible.

#ifndef ENLACE_SERVER_GATE_RETRY_DELAYS_H_
#define ENLACE_SERVER_GATE_RETRY_DELAYS_H_

#include <cstdint>

#include "absl/time/time.h"

namespace enlace::gate {

class RetryDelays {
 public:
  // By then what waits of one source is done.
  static constexpr absl::Duration kMin = absl::Seconds(1);
  static constexpr absl::Duration kMax = absl::Seconds(2);
  static constexpr int64_t kSteps = 128;

  // At least kMin, less than kMax; so many one after the other all differ.
  absl::Duration Next() {
    return kMin + (kMax - kMin) * (count_++ % kSteps) / kSteps;
  }

 private:
  int64_t count_ = 0;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_RETRY_DELAYS_H_
