// What a node still has to do, read from its state: evidence to report,
// deliveries to hand out, holds to release, times that ran out.  What it relays
// next says relay_order.h.
//
// Views of committed state: what they name has its permit in the log.  Pure.

#ifndef ENLACE_SERVER_CORE_OUTBOX_H_
#define ENLACE_SERVER_CORE_OUTBOX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/peer_service.pb.h"
#include "policy/engine/book.h"
#include "server/core/state.h"

namespace enlace::core {

// Evidence that the nation at the other end of `link` has not yet taken note
// of, oldest first: records that were collected, expired or refused here.
std::vector<v1::Evidence> PendingEvidence(const State& state,
                                          absl::string_view link, size_t max);

// Where a record that the peer relayed stands, and the entry that says so.
v1::Evidence EvidenceOf(const Transfer& transfer);

// Permits that were taken back and that the nation at the other end of `link`
// has not answered for.
std::vector<v1::Revocation> PendingRevocations(const State& state,
                                               absl::string_view link,
                                               size_t max);

// Transfer ids of `agency`'s deliveries with cursors after `after`, in order;
// what is past its time at `now` or must be withdrawn is left out.  With
// `include_confirmed` also those collected before, at whatever time, and not
// erased since.
std::vector<std::string> Inbox(const State& state, absl::string_view agency,
                               uint64_t after, absl::Time now, size_t max,
                               bool include_confirmed);

// Whether `held` is to be decided again: `book` asks for no more approvals, the
// register says something else to its rules than before, or a limit for which
// it is held counts anew.
bool IsToBeDecidedAgain(const State& state, const Transfer& held,
                        const policy::Book& book, absl::Time now);

// Transfer ids of the held records that are to be decided again at `now` and
// that `may_move` lets through; what ends first first.
std::vector<std::string> DueToRelease(
    const State& state, const policy::Book& book, absl::Time now, size_t max,
    const std::function<bool(const Transfer&)>& may_move);

// How many held records end by `until_ms`.
size_t CountHoldsEnding(const State& state, int64_t until_ms);

// Transfer ids of the records that the next Tick would expire at `now`.
std::vector<std::string> DueToExpire(const State& state, absl::Time now,
                                     size_t max);

// How many drafts the next Tick takes at `now`, at most `max`: for what
// expires, for answers that are overdue, for what rests on a revoked entry of
// the register, for what may be kept no longer.
size_t DueForTick(const State& state, absl::Time now, size_t max);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_OUTBOX_H_
