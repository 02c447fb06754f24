// Folds what happens to a held record.  Internal to server/core: others call
// Apply().

#ifndef ENLACE_SERVER_CORE_APPLY_REVIEW_H_
#define ENLACE_SERVER_CORE_APPLY_REVIEW_H_

#include "absl/status/status.h"
#include "enlace/journal/v1/journal.pb.h"
#include "server/core/state.h"

namespace enlace::core {

// They fail with kDataLoss as Apply() does.
absl::Status ApplyReviewed(State& state, const journal::v1::Reviewed& event);
absl::Status ApplyRedecided(State& state, const journal::v1::Redecided& event);
absl::Status ApplyHoldConfirmed(State& state,
                                const journal::v1::HoldConfirmed& event);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_APPLY_REVIEW_H_
