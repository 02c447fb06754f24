// The fold: what each event of the journal does to the state.
//
// Decides nothing, and reads every version of the journal that was ever
// written.  A live node and a replay go through the same code, so that both end
// in the same state.  Pure.

#ifndef ENLACE_SERVER_CORE_APPLY_H_
#define ENLACE_SERVER_CORE_APPLY_H_

#include "absl/status/status.h"
#include "enlace/journal/v1/journal.pb.h"
#include "server/core/state.h"

namespace enlace::core {

// Applies one event.  Fails with kDataLoss if it does not fit the state, and
// with kFailedPrecondition if this version does not know its kind (a newer
// node wrote it); `state` is then of no further use.
absl::Status Apply(State& state, const journal::v1::Event& event);

// Applies a whole batch, and its number and log time.  Fails as Apply() does,
// and with kDataLoss unless number and log time follow the state's.
absl::Status ApplyBatch(State& state, const journal::v1::EventBatch& batch);

// Adds to the lookups of `state` what follows from `transfer`, which the
// snapshot codec does not store.  Fails with kDataLoss if it contradicts
// another transfer.
absl::Status IndexTransfer(State& state, const Transfer& transfer);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_APPLY_H_
