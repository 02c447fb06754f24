// Payloads that are erased, and the keys of those that stay.  docs/erasure.md.

#include <string>
#include <utility>
#include <vector>

#include "server/core/planner.h"
#include "server/core/retention.h"

namespace enlace::core {

void Planner::AddErased(const Transfer& transfer, EntryDraft draft) {
  const RecordFacts& record = transfer.record;
  v1::Erasure& erasure = *draft.national.mutable_erasure();
  erasure.set_retain_until_ms(record.retain_until_ms());
  if (record.retain_until_ms() != 0 &&
      record.retain_until_ms() <= instant_ms_) {
    erasure.set_ground(v1::ERASURE_GROUND_RETENTION);
  } else {
    erasure.set_ground(v1::ERASURE_GROUND_ORDER);
    const std::vector<std::string> orders =
        ErasureOrdersOn(state_, record.transfer_id(), instant_ms_);
    draft.national.mutable_register_entries()->Assign(orders.begin(),
                                                      orders.end());
  }
  const Entry entry =
      AddEntry(v1::AUDIT_STEP_ERASED, SubjectOf(transfer), std::move(draft));
  journal::v1::Erased& erased =
      *planned_.events.emplace_back().mutable_erased();
  erased.set_transfer_id(record.transfer_id());
  erased.set_entry_index(entry.index);
  planned_.dropped_payloads.push_back(record.transfer_id());
}

bool Planner::MayStore(const SealedPayload& payload) const {
  return payload.sealed.empty() || payload.key_epoch > state_.closed_epoch;
}

Planned Planner::operator()(Rewrapping input) {
  if (input.key_epoch <= state_.closed_epoch) return Stale();
  journal::v1::KeysRewrapped rewrapped;
  rewrapped.set_key_epoch(input.key_epoch);
  for (RewrappedPayload& each : input.payloads) {
    const Transfer* const transfer = state_.FindTransfer(each.transfer_id);
    // A payload changes or goes with an entry: then another was read.
    if (transfer == nullptr || transfer->erased ||
        transfer->entry_index != each.entry_index ||
        each.payload.key_epoch != input.key_epoch) {
      continue;
    }
    rewrapped.add_transfer_ids(each.transfer_id);
    planned_.payloads.push_back(
        {std::move(each.transfer_id), std::move(each.payload)});
  }
  if (rewrapped.transfer_ids().empty()) return Duplicate();
  *planned_.events.emplace_back().mutable_keys_rewrapped() =
      std::move(rewrapped);
  return Done();
}

Planned Planner::operator()(const EpochClosing& input) {
  if (input.last_epoch <= state_.closed_epoch) return Duplicate();
  planned_.events.emplace_back().mutable_epochs_closed()->set_last_epoch(
      input.last_epoch);
  return Done();
}

}  // namespace enlace::core
