// What a state looks up by: everything that follows from its transfers.  Pure.

#ifndef ENLACE_SERVER_CORE_STATE_INDEX_H_
#define ENLACE_SERVER_CORE_STATE_INDEX_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "server/core/state.h"

namespace enlace::core {

// Whether the transfer ends by itself when its time runs out.
bool ExpiresByItself(const Transfer& transfer);

// Its row among those of the outbox that go before routine ones.
std::pair<std::pair<std::string, uint64_t>, uint64_t> HurriedKey(
    const Transfer& transfer);

// REQUIRES: it is in the outbox.
void TakeFromOutbox(State& state, const Transfer& transfer);

// Adds to the lookups of `state` what follows from `transfer`.  Fails with
// kDataLoss if it contradicts another transfer.
absl::Status IndexTransfer(State& state, const Transfer& transfer);

// The part of IndexTransfer() that follows from where the transfer stands.
absl::Status IndexPlace(State& state, const Transfer& transfer);

// Adds to the leaves of `state` the one that `grant` gives, if it gives one.
// REQUIRES: the records before it in its thread are indexed.
void IndexConsent(State& state, const Transfer& grant);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_INDEX_H_
