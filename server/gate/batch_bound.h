// How many inputs may share one commit.
//
// One agency that sends much has its syncs shared by as many inputs as
// possible.  While another one asks, too, commits are short: whoever comes
// waits for the commit that is under way.
//
// Nations' nodes and the own node do not count: nobody waits in front of them.
// Counts records rather than time, so that equal calls give equal batches.
// Thread-compatible.

#ifndef ENLACE_SERVER_GATE_BATCH_BOUND_H_
#define ENLACE_SERVER_GATE_BATCH_BOUND_H_

#include <cstddef>
#include <string>

#include "absl/strings/match.h"

namespace enlace::gate {

class BatchBound {
 public:
  static constexpr size_t kAlone = 128;
  static constexpr size_t kShared = 16;
  // After so many inputs of one caller another one is forgotten.
  static constexpr size_t kRemembered = 16384;

  // `source` (Pipeline::Enqueue()) asks for `inputs` inputs.
  void Note(const std::string& source, size_t inputs) {
    if (!absl::StartsWith(source, "spiffe://")) return;
    if (source == last_) {
      since_other_ += inputs;
    } else {
      since_other_ = last_.empty() ? kRemembered : 0;
      last_ = source;
    }
  }

  size_t max() const { return since_other_ < kRemembered ? kShared : kAlone; }

 private:
  std::string last_;  // caller
  size_t since_other_ = kRemembered;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_BATCH_BOUND_H_
