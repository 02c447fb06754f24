// The events of one transaction.

#include "base/status_macros.h"
#include "server/core/apply.h"
#include "server/core/journal_format.h"
#include "server/core/transfer_move.h"

namespace enlace::core {

namespace jv1 = journal::v1;

absl::Status ApplyBatch(State& state, const jv1::EventBatch& batch) {
  RETURN_IF_ERROR(CheckUnderstood(batch));
  if (batch.number() != state.batch_number + 1) {
    return Misfit("batch number with a gap");
  }
  if (batch.log_time_ms() < state.log_time_ms) {
    return Misfit("log time goes back");
  }
  for (const jv1::Event& event : batch.events()) {
    RETURN_IF_ERROR(Apply(state, event));
  }
  EndBatch(state, batch.number(), batch.log_time_ms());
  return absl::OkStatus();
}

void SetEntryHash(State& state, const std::map<uint64_t, Hash>& hashes,
                  jv1::Event& event) {
  const auto set = [&](auto& happened) {
    const auto found = hashes.find(happened.entry_index());
    if (found == hashes.end()) return;
    happened.set_entry_hash(ToBytes(found->second));
    Transfer* transfer = FindToMove(state, happened.transfer_id());
    if (transfer->entry_index != happened.entry_index()) return;
    transfer->entry_hash = happened.entry_hash();
  };
  if (event.has_handed_over()) set(*event.mutable_handed_over());
  if (event.has_collected()) set(*event.mutable_collected());
}

void EndBatch(State& state, uint64_t number, int64_t log_time_ms) {
  state.open_entries.clear();
  state.batch_number = number;
  state.log_time_ms = log_time_ms;
}

}  // namespace enlace::core
