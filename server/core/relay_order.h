// Which records go over a link next.
//
// What is more urgent goes first; a quarter of every relay is kept for what is
// less urgent, if that waits, so that nothing waits for ever.  Among records of
// one urgency the link sequence decides.  A record never overtakes the one that
// it answers: if that one still waits, it goes first, whatever its urgency.
//
// A view of committed state: what it names has its permit in the log.  Pure.

#ifndef ENLACE_SERVER_CORE_RELAY_ORDER_H_
#define ENLACE_SERVER_CORE_RELAY_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/core/state.h"

namespace enlace::core {

// How much of the own log is proven: the size of its last checkpoint that was
// signed, and of the last that the other nation cosigned.
struct ProvenLog {
  uint64_t signed_size = 0;
  uint64_t cosigned_size = 0;
};

// Transfer ids of at most `max` records to relay over `link`, in the order in
// which they go.  Left out is what is past its time at `now` or must be
// withdrawn; and what waits, with what comes after it in its thread: what a
// rule lets go only once `log` proves its permit, and what is `set_aside`.
std::vector<std::string> PendingRelays(
    const State& state, absl::string_view link, const ProvenLog& log,
    absl::Time now, size_t max, const std::set<std::string>& set_aside = {});

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_RELAY_ORDER_H_
