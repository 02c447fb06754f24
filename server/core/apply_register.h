// Folds the events of the register.  Internal to server/core: others call
// Apply().

#ifndef ENLACE_SERVER_CORE_APPLY_REGISTER_H_
#define ENLACE_SERVER_CORE_APPLY_REGISTER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "enlace/journal/v1/register.pb.h"
#include "server/core/state.h"

namespace enlace::core {

// Each fails with kDataLoss if the event cannot have happened.
absl::Status ApplyRegisterProposed(State& state,
                                   const journal::v1::RegisterProposed& event);
absl::Status ApplyRegisterApproved(State& state,
                                   const journal::v1::RegisterApproved& event);
absl::Status ApplyRegisterRevoked(State& state,
                                  const journal::v1::RegisterRevoked& event);

// Adds `item` to the register and to its index.
absl::Status InsertRegisterItem(State& state, RegisterItem item);

// An item of these bytes, which nobody has approved.
absl::StatusOr<RegisterItem> RegisterItemOf(const std::string& entry,
                                            const std::string& matter_tag);

// Brings the list of records to withdraw up to date with `transfer`.
void UpdateWithdrawal(State& state, const Transfer& transfer);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_APPLY_REGISTER_H_
