// What a state looks up by: everything that follows from its transfers, and
// that a snapshot therefore does not store.
//
// The fold and the snapshot codec go through here, so that a state that was
// read equals one that was folded.  Pure.

#ifndef ENLACE_SERVER_CORE_STATE_INDEX_H_
#define ENLACE_SERVER_CORE_STATE_INDEX_H_

#include "absl/status/status.h"
#include "server/core/state.h"

namespace enlace::core {

// Whether the transfer ends by itself when its time runs out.
bool ExpiresByItself(const Transfer& transfer);

// Adds to the lookups of `state` what follows from `transfer`, which the
// snapshot codec does not store.  Fails with kDataLoss if it contradicts
// another transfer.
absl::Status IndexTransfer(State& state, const Transfer& transfer);

// The part of IndexTransfer() that follows from where the transfer stands.
absl::Status IndexPlace(State& state, const Transfer& transfer);

// Adds to the leaves of `state` the one that `grant` gives, if it gives one.
// REQUIRES: the records before it in its thread are indexed.
void IndexConsent(State& state, const Transfer& grant);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_INDEX_H_
