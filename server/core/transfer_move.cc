#include "server/core/transfer_move.h"

#include "absl/strings/str_cat.h"
#include "server/core/answer_clock.h"
#include "server/core/apply_register.h"
#include "server/core/lapse.h"
#include "server/core/retention.h"
#include "server/core/state_index.h"

namespace enlace::core {

absl::Status Misfit(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("journal: ", what));
}

v1::RecordState StateAfterDecision(v1::DecisionOutcome decision,
                                   v1::RecordState permitted) {
  if (decision == v1::DECISION_OUTCOME_PERMIT) return permitted;
  if (decision == v1::DECISION_OUTCOME_HOLD) return v1::RECORD_STATE_HELD;
  return v1::RECORD_STATE_DENIED;
}

Transfer* FindToMove(State& state, const std::string& transfer_id) {
  return state.transfers.Change(transfer_id);
}

void Move(State& state, Transfer& transfer, v1::RecordState next) {
  const std::string& id = transfer.record.transfer_id();
  if (transfer.state == v1::RECORD_STATE_QUEUED) {
    TakeFromOutbox(state, transfer);
  }
  if (ExpiresByItself(transfer)) {
    state.expiries.Erase({EndMs(transfer.record), id});
    state.holds.erase({EndMs(transfer.record), id});
  }
  transfer.state = next;
  UpdateAnswerClocks(state, transfer);
  UpdateWithdrawal(state, transfer);
  UpdateRetention(state, transfer);
}

void DropEvidence(State& state, Transfer& transfer) {
  if (!transfer.evidence_owed) return;
  transfer.evidence_owed = false;
  state.links[transfer.link].evidence.erase(
      {transfer.entry_index, transfer.record.transfer_id()});
}

void OweEvidence(State& state, Transfer& transfer) {
  transfer.evidence_owed = true;
  state.links[transfer.link].evidence.emplace(transfer.entry_index,
                                              transfer.record.transfer_id());
}

absl::Status CountEntry(State& state, uint64_t index) {
  if (index != state.audit_size) return Misfit("audit entry out of order");
  ++state.audit_size;
  return absl::OkStatus();
}

void NameEntry(State& state, Transfer& transfer, uint64_t index) {
  const bool owed = transfer.evidence_owed;
  DropEvidence(state, transfer);
  transfer.entry_index = index;
  if (owed) OweEvidence(state, transfer);
}

void NoteEntry(State& state, Transfer& transfer, uint64_t index) {
  NameEntry(state, transfer, index);
  transfer.event_entries.push_back(index);
}

}  // namespace enlace::core
