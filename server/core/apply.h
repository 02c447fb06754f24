// The fold: what each event of the journal does to the state.
//
// Decides nothing, and reads every version of the journal that was ever
// written.  A live node and a replay go through the same code, so that both end
// in the same state.  Pure.

#ifndef ENLACE_SERVER_CORE_APPLY_H_
#define ENLACE_SERVER_CORE_APPLY_H_

#include <cstdint>
#include <map>

#include "absl/status/status.h"
#include "base/sha256.h"
#include "enlace/journal/v1/journal.pb.h"
#include "server/core/state.h"

namespace enlace::core {

// Applies one event.  Fails with kDataLoss if it does not fit the state, and
// with kFailedPrecondition if this version does not know its kind (a newer
// node wrote it); `state` is then of no further use.
absl::Status Apply(State& state, const journal::v1::Event& event);

// Applies a whole batch, and its number and log time.  Fails as Apply() does,
// with kFailedPrecondition if a newer node wrote any of it, and with kDataLoss
// unless number and log time follow the state's.
absl::Status ApplyBatch(State& state, const journal::v1::EventBatch& batch);

// Completes an event that was applied to `state` in the running batch: what
// shares an entry with others learns that entry's hash, by index, only when the
// batch is whole.
void SetEntryHash(State& state, const std::map<uint64_t, Hash>& hashes,
                  journal::v1::Event& event);

// Ends the running batch, whose events were applied one by one.
void EndBatch(State& state, uint64_t number, int64_t log_time_ms);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_APPLY_H_
