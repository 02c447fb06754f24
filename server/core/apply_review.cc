#include "server/core/apply_review.h"

#include "base/status_macros.h"
#include "server/core/answer_clock.h"
#include "server/core/apply_override.h"
#include "server/core/apply_register.h"
#include "server/core/limits.h"
#include "server/core/retention.h"
#include "server/core/state_index.h"
#include "server/core/transfer_move.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

// Gives a record that is released the place that its first decision did not.
absl::Status GivePlace(State& state, Transfer& transfer,
                       const jv1::Redecided& event) {
  if (event.link_sequence() != 0) {
    Link& link = state.links[transfer.link];
    if (transfer.incoming || event.link_sequence() != link.sent_sequence + 1) {
      return Misfit("link sequence with a gap");
    }
    transfer.link_sequence = ++link.sent_sequence;
  }
  if (event.inbox_cursor() != 0) {
    uint64_t& end = state.inbox_end[transfer.record.recipient()];
    if (event.inbox_cursor() != end + 1) return Misfit("inbox with a gap");
    transfer.inbox_cursor = ++end;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyReviewed(State& state, const jv1::Reviewed& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->state != v1::RECORD_STATE_HELD) {
    return Misfit("review of what is not held");
  }
  if (event.approved()) {
    transfer->approvals.push_back({event.rule_id(), event.rule_digest(),
                                   event.role(), event.reviewer(),
                                   event.substitute_for()});
  }
  return absl::OkStatus();
}

absl::Status ApplyRedecided(State& state, const jv1::Redecided& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->state != v1::RECORD_STATE_HELD) {
    return Misfit("second decision about what is not held");
  }
  Move(state, *transfer,
       StateAfterDecision(event.decision(), event.inbox_cursor() != 0
                                                ? v1::RECORD_STATE_DELIVERED
                                                : v1::RECORD_STATE_QUEUED));
  transfer->decision = event.decision();
  transfer->second_answer = event.answer();
  *transfer->record.mutable_hold() = event.hold();
  NameEntry(state, *transfer, event.entry_index());
  transfer->entry_hash = event.entry_hash();
  if (event.decision() == v1::DECISION_OUTCOME_PERMIT) {
    transfer->decided_at_ms = event.decided_at_ms();
    for (const jv1::LimitUse& use : event.limit_uses()) CountUse(state, use);
    transfer->record.set_permit_until_ms(event.permit_until_ms());
    for (const std::string& id : transfer->record.register_entries()) {
      state.resting.Erase({id, transfer->record.transfer_id()});
    }
    *transfer->record.mutable_register_entries() = event.register_entries();
    transfer->record.set_receipt_level(event.receipt_level());
    transfer->record.set_retain_until_ms(event.retain_until_ms());
    if (event.answer_due_ms() != 0) {
      JoinAnswerTime(event.answer_due_ms(), event.answer_latest_ms(),
                     *transfer->record.mutable_answer());
    }
    for (const jv1::OverriddenRule& rule : event.overridden_rules()) {
      transfer->unreviewed.push_back(FromMessage(rule));
    }
    UpdateUnreviewed(state, *transfer);
    RETURN_IF_ERROR(GivePlace(state, *transfer, event));
  }
  if (transfer->incoming && event.decision() != v1::DECISION_OUTCOME_HOLD) {
    OweEvidence(state, *transfer);
  }
  RETURN_IF_ERROR(IndexPlace(state, *transfer));
  IndexConsent(state, *transfer);
  UpdateAnswerClocks(state, *transfer);
  UpdateWithdrawal(state, *transfer);
  UpdateRetention(state, *transfer);
  return absl::OkStatus();
}

absl::Status ApplyHoldConfirmed(State& state, const jv1::HoldConfirmed& event) {
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->state != v1::RECORD_STATE_HELD) {
    return Misfit("confirmation of a hold that is none");
  }
  jv1::Hold& hold = *transfer->record.mutable_hold();
  if (hold.register_digest() == event.register_digest()) {
    return Misfit("confirmation of a hold for which nothing changed");
  }
  hold.set_register_digest(event.register_digest());
  return absl::OkStatus();
}

}  // namespace enlace::core
