// Key epochs: one starts, what is stored is wrapped anew, and the key of the
// oldest goes.

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::simulation {

void SimNode::StartEpoch() {
  keys_.insert(*keys_.rbegin() + 1);
  // So that something is on its way that was sealed before.
  if (env_.random.Percent(50)) TurnEpoch();
}

std::vector<std::string> SimNode::PayloadsOfEpoch(uint32_t epoch) {
  std::vector<std::string> ids;
  for (const auto& [id, transfer] : core::RowsOf(state().transfers)) {
    const auto payload = store_->ReadPayload(id);
    if (payload.ok() && payload->key_epoch == epoch) ids.push_back(id);
  }
  return ids;
}

void SimNode::TurnEpoch() {
  if (keys_.size() < 2) return;
  const uint32_t last_before = *std::next(keys_.rbegin());
  if (state().closed_epoch < last_before) {
    Accept(
        [last_before](const core::State&, const policy::Book&) {
          return core::EpochClosing{last_before};
        },
        nullptr);
    return;
  }
  const uint32_t oldest = *keys_.begin();
  std::vector<std::string> left = PayloadsOfEpoch(oldest);
  if (left.empty()) {
    keys_.erase(oldest);
    SIM_REACHED("key_destroyed");
    return;
  }
  left.resize(std::min<size_t>(left.size(),
                               static_cast<size_t>(env_.random.Between(1, 8))));
  Accept(
      [this, left](const core::State& snapshot, const policy::Book&) {
        core::Rewrapping input;
        input.key_epoch = *keys_.rbegin();
        for (const std::string& id : left) {
          // What is known of it may be older than what is read.
          const core::Transfer* const transfer = snapshot.FindTransfer(id);
          auto payload = store_->ReadPayload(id);
          if (transfer == nullptr || !payload.ok()) continue;
          payload->key_epoch = input.key_epoch;
          input.payloads.push_back(
              {id, transfer->entry_index, *std::move(payload)});
        }
        return input;
      },
      nullptr);
}

void SimNode::RequireOpenable(const std::string& id,
                              const core::SealedPayload& payload) {
  if (keys_.count(payload.key_epoch) == 0) {
    env_.ledger.Violation(
        "P1: a record is to be handed out that opens no more");
  }
  if (audit_.Find(v1::AUDIT_STEP_ERASED, id) != nullptr) {
    env_.ledger.Violation("P7: an erased record is handed out");
  }
}

}  // namespace enlace::simulation
