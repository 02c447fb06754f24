// How long a node keeps the payload of a record, and what is erased when.
//
// A permit says until when its record may be kept; the strictest of both
// nations' counts where the record came over a link.  What still waits to be
// relayed, released or confirmed is not erased: it is delivered or expires
// first.  An entry of the register may order that a record be erased before.
// What belongs to a case of which the register says that it is needed (a legal
// hold) is not erased in either way.  docs/erasure.md.  Pure.

#ifndef ENLACE_SERVER_CORE_RETENTION_H_
#define ENLACE_SERVER_CORE_RETENTION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "enlace/journal/v1/erasure.pb.h"
#include "enlace/journal/v1/journal.pb.h"
#include "policy/engine/decision.h"
#include "server/core/state.h"

namespace enlace::core {

// Notes in `record` until when it may be kept by `decision`, made at
// `instant_ms`, if that permits.  What the record says already, on the word of
// the sender's node, is only ever shortened.
void LimitRetention(const policy::Decision& decision, int64_t instant_ms,
                    journal::v1::RecordFacts& record);

// Names of the entries for which `record` is not erased at `instant_ms`, and of
// those that order that the record of a transfer be; sorted.
std::vector<std::string> LegalHoldsOn(const State& state,
                                      const journal::v1::RecordFacts& record,
                                      int64_t instant_ms);
std::vector<std::string> ErasureOrdersOn(const State& state,
                                         const std::string& transfer_id,
                                         int64_t instant_ms);

// Transfer ids of at most `max` records that are to be erased at `instant_ms`,
// the longest due first, then what is ordered.
std::vector<std::string> DueToErase(const State& state, int64_t instant_ms,
                                    size_t max);

// Folds that `transfer` is new, has come to another state, or is named by an
// erasure order that was approved or revoked.
void UpdateRetention(State& state, const Transfer& transfer);

// Folds `event`.  Fails with kDataLoss if that record was not to be erased, or
// was before.
absl::Status MarkErased(State& state, const journal::v1::Erased& event);

// Folds `event`.  Fails with kDataLoss if one of its transfers has no payload
// here, or its epoch is closed.
absl::Status NoteRewrapped(const State& state,
                           const journal::v1::KeysRewrapped& event);

// Folds `event`.  Fails with kDataLoss if the epoch was closed before.
absl::Status CloseEpochs(State& state, const journal::v1::EpochsClosed& event);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_RETENTION_H_
