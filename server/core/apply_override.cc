#include "server/core/apply_override.h"

#include <algorithm>

#include "base/status_macros.h"
#include "server/core/transfer_move.h"

namespace enlace::core {

namespace jv1 = journal::v1;

absl::Status ApplyOverridden(State& state, const jv1::Overridden& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->state != v1::RECORD_STATE_HELD) {
    return Misfit("override of what is not held");
  }
  transfer->overrides.push_back({event.rule_id(), event.rule_digest(),
                                 event.role(), event.person(),
                                 event.statement(), event.overridden_at_ms()});
  return absl::OkStatus();
}

absl::Status ApplyOverrideReviewed(State& state,
                                   const jv1::OverrideReviewed& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr ||
      std::erase_if(transfer->unreviewed, [&](const OverriddenRule& rule) {
        return rule.rule_id == event.rule_id();
      }) != 1) {
    return Misfit("a look at an override that is none");
  }
  UpdateUnreviewed(state, *transfer);
  return absl::OkStatus();
}

void UpdateUnreviewed(State& state, const Transfer& transfer) {
  if (transfer.unreviewed.empty()) {
    state.unreviewed.erase(transfer.record.transfer_id());
  } else {
    state.unreviewed.insert(transfer.record.transfer_id());
  }
}

jv1::OverriddenRule ToMessage(const OverriddenRule& rule) {
  jv1::OverriddenRule message;
  message.set_rule_id(rule.rule_id);
  message.mutable_roles()->Assign(rule.roles.begin(), rule.roles.end());
  return message;
}

OverriddenRule FromMessage(const jv1::OverriddenRule& message) {
  return {message.rule_id(), {message.roles().begin(), message.roles().end()}};
}

}  // namespace enlace::core
