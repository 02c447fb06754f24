// The steps that folding an event is made of: a transfer moves to another
// state, an entry is counted, evidence comes to be owed.  Internal to
// server/core: others call Apply().

#ifndef ENLACE_SERVER_CORE_TRANSFER_MOVE_H_
#define ENLACE_SERVER_CORE_TRANSFER_MOVE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/core/state.h"

namespace enlace::core {

// kDataLoss: the journal says what cannot have happened.
absl::Status Misfit(absl::string_view what);

// Where a record stands after `decision`; `permitted` if it may pass.
v1::RecordState StateAfterDecision(v1::DecisionOutcome decision,
                                   v1::RecordState permitted);

// The transfer an event names; null if there is none.
Transfer* FindToMove(State& state, const std::string& transfer_id);

// Moves a transfer to `next`, and out of the lists that it leaves thereby.
void Move(State& state, Transfer& transfer, v1::RecordState next);

// Evidence of what became of a received record is owed from now on, or no more.
void OweEvidence(State& state, Transfer& transfer);
void DropEvidence(State& state, Transfer& transfer);

// Fails unless `index` is that of the next audit entry.
absl::Status CountEntry(State& state, uint64_t index);

// The entry at `index` is the newest about `transfer`: evidence that is owed
// names it from now on.
void NameEntry(State& state, Transfer& transfer, uint64_t index);

// The same for an entry of what happened after the decision.
void NoteEntry(State& state, Transfer& transfer, uint64_t index);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_TRANSFER_MOVE_H_
