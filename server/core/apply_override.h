// Folds the events of overrides.  Internal to server/core: others call Apply().

#ifndef ENLACE_SERVER_CORE_APPLY_OVERRIDE_H_
#define ENLACE_SERVER_CORE_APPLY_OVERRIDE_H_

#include "absl/status/status.h"
#include "enlace/journal/v1/review.pb.h"
#include "server/core/state.h"

namespace enlace::core {

// Each fails with kDataLoss if the event cannot have happened.
absl::Status ApplyOverridden(State& state,
                             const journal::v1::Overridden& event);
absl::Status ApplyOverrideReviewed(State& state,
                                   const journal::v1::OverrideReviewed& event);

// Brings the list of what is to be looked at up to date with `transfer`.
void UpdateUnreviewed(State& state, const Transfer& transfer);

journal::v1::OverriddenRule ToMessage(const OverriddenRule& rule);
OverriddenRule FromMessage(const journal::v1::OverriddenRule& message);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_APPLY_OVERRIDE_H_
