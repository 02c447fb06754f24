// One step of a node: the real sequencer recovers from the encoded state, runs
// one input, and what it committed must give the same state again.

#ifndef ENLACE_TESTS_EXPLORATION_NODE_STEP_H_
#define ENLACE_TESTS_EXPLORATION_NODE_STEP_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "policy/engine/book.h"
#include "server/core/input.h"
#include "server/core/state.h"
#include "server/core/store.h"

namespace enlace::exploration {

struct NodeStep {
  uint64_t batch_number = 0;
  std::string state;  // encoded
};

core::State DecodedState(const NodeStep& step);
// The sample book that is in force in `state`.
const policy::Book& BookInForce(const core::State& state);

// Runs `input` under the sample book that is in force; `batch` gets what was
// committed, if anything was.  Returns what is broken, or "".
std::string RunStep(NodeStep& step, core::Input input, absl::Time now,
                    core::Batch& batch, core::Answer& answer);

}  // namespace enlace::exploration

#endif  // ENLACE_TESTS_EXPLORATION_NODE_STEP_H_
