#include "server/core/apply.h"

#include <string>
#include <utility>

#include "base/status_macros.h"
#include "server/core/answer_clock.h"
#include "server/core/apply_override.h"
#include "server/core/apply_register.h"
#include "server/core/apply_review.h"
#include "server/core/book_version.h"
#include "server/core/first_contact.h"
#include "server/core/limits.h"
#include "server/core/maintenance.h"
#include "server/core/retention.h"
#include "server/core/state_index.h"
#include "server/core/transfer_move.h"

namespace enlace::core {
namespace {

namespace jv1 = journal::v1;

// Counts an entry that several records share: the first event of a batch opens
// it, later ones name it again.  An earlier version gave each its own.
absl::Status CountSharedEntry(State& state, v1::AuditStep step,
                              const std::string& link, uint64_t index) {
  const auto open = state.open_entries.find({step, link});
  if (open != state.open_entries.end() && open->second == index) {
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(CountEntry(state, index));
  state.open_entries[{step, link}] = index;
  return absl::OkStatus();
}

absl::Status Insert(State& state, Transfer transfer) {
  const std::string id = transfer.record.transfer_id();
  if (transfer.inbox_cursor != 0) {
    uint64_t& end = state.inbox_end[transfer.record.recipient()];
    if (transfer.inbox_cursor != end + 1) return Misfit("inbox with a gap");
    end = transfer.inbox_cursor;
  }
  if (!state.transfers.Insert(id, std::move(transfer))) {
    return Misfit("a transfer id appears twice");
  }
  Transfer& inserted = *state.transfers.Change(id);
  RETURN_IF_ERROR(IndexTransfer(state, inserted));
  IndexConsent(state, inserted);
  IndexReply(state, inserted);
  UpdateAnswerClocks(state, inserted);
  UpdateWithdrawal(state, inserted);
  UpdateRetention(state, inserted);
  return absl::OkStatus();
}

absl::Status ApplyDecided(State& state, const jv1::Decided& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  if (!event.notice_of().empty()) {
    const Transfer* denied = state.FindTransfer(event.notice_of());
    if (denied == nullptr || denied->state != v1::RECORD_STATE_DENIED ||
        denied->incoming) {
      return Misfit("a safety notice without the denial it goes instead of");
    }
  }
  for (const jv1::LimitUse& use : event.limit_uses()) CountUse(state, use);
  Transfer transfer;
  transfer.record = event.record();
  transfer.decision = event.decision();
  transfer.inbox_cursor = event.inbox_cursor();
  transfer.state = StateAfterDecision(
      event.decision(), transfer.inbox_cursor != 0 ? v1::RECORD_STATE_DELIVERED
                                                   : v1::RECORD_STATE_QUEUED);
  transfer.link = event.link();
  transfer.link_sequence = event.link_sequence();
  transfer.answer = event.outcome();
  transfer.entry_index = event.entry_index();
  transfer.decided_at_ms = event.decided_at_ms();
  if (transfer.state == v1::RECORD_STATE_QUEUED) {
    Link& link = state.links[event.link()];
    if (event.link_sequence() != link.sent_sequence + 1) {
      return Misfit("link sequence with a gap");
    }
    ++link.sent_sequence;
  }
  return Insert(state, std::move(transfer));
}

absl::Status ApplyReceived(State& state, const jv1::Received& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  for (const jv1::LimitUse& use : event.limit_uses()) CountUse(state, use);
  Transfer transfer;
  transfer.record = event.record();
  transfer.incoming = true;
  transfer.decision = event.decision();
  transfer.state =
      StateAfterDecision(event.decision(), v1::RECORD_STATE_DELIVERED);
  transfer.link = event.link();
  transfer.link_sequence = event.link_sequence();
  transfer.inbox_cursor = event.inbox_cursor();
  transfer.answer = event.answer();
  transfer.entry_index = event.entry_index();
  transfer.entry_hash = event.entry_hash();
  transfer.decided_at_ms = event.decided_at_ms();
  // The answer may be lost and the record expire before it is relayed again:
  // then only a report tells the sender's node of the refusal.
  transfer.evidence_owed = transfer.state == v1::RECORD_STATE_DENIED;
  Link& link = state.links[event.link()];
  if (event.link_sequence() == 0 || link.HasReceived(event.link_sequence())) {
    return Misfit("a link sequence was received twice");
  }
  link.MarkReceived(event.link_sequence());
  return Insert(state, std::move(transfer));
}

// The peer's book may want the answer sooner.
template <typename Event>
void TakeAnswerTime(State& state, Transfer& transfer, const Event& event) {
  if (event.answer_due_ms() == 0) return;
  JoinAnswerTime(event.answer_due_ms(), event.answer_latest_ms(),
                 *transfer.record.mutable_answer());
  UpdateAnswerClocks(state, transfer);
}

// Of what is being taken back, the answer to the revocation tells the end.
bool IsTakenBack(State& state, const Transfer& transfer) {
  return transfer.state == v1::RECORD_STATE_REVOKED &&
         state.links[transfer.link].revocations.contains(
             transfer.record.transfer_id());
}

absl::Status ApplyRelayed(State& state, const jv1::Relayed& event) {
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->incoming || transfer->peer_answered) {
    return Misfit("answer that nothing waits for");
  }
  RETURN_IF_ERROR(CountSharedEntry(state, v1::AUDIT_STEP_RELAYED,
                                   transfer->link, event.entry_index()));
  v1::RecordState next = v1::RECORD_STATE_REFUSED;
  if (event.decision() == v1::DECISION_OUTCOME_PERMIT) {
    next = v1::RECORD_STATE_DELIVERED;
  } else if (event.decision() == v1::DECISION_OUTCOME_HOLD) {
    next = v1::RECORD_STATE_HELD_BY_PEER;
  }
  if (!IsTakenBack(state, *transfer) || next == v1::RECORD_STATE_REFUSED) {
    Move(state, *transfer, next);
  }
  TakeAnswerTime(state, *transfer, event);
  transfer->peer_answered = true;
  transfer->peer_reason = event.reason();
  NoteEntry(state, *transfer, event.entry_index());
  return absl::OkStatus();
}

absl::Status ApplyHandedOver(State& state, const jv1::HandedOver& event) {
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->inbox_cursor == 0 ||
      transfer->handed_over) {
    return Misfit("a record that cannot be handed over");
  }
  RETURN_IF_ERROR(CountSharedEntry(state, v1::AUDIT_STEP_HANDED_OVER,
                                   transfer->link, event.entry_index()));
  transfer->handed_over = true;
  UpdateWithdrawal(state, *transfer);
  NoteEntry(state, *transfer, event.entry_index());
  transfer->entry_hash = event.entry_hash();
  return absl::OkStatus();
}

absl::Status ApplyCollected(State& state, const jv1::Collected& event) {
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->inbox_cursor == 0 ||
      transfer->state == v1::RECORD_STATE_COLLECTED) {
    return Misfit("confirmation that nothing waits for");
  }
  RETURN_IF_ERROR(CountSharedEntry(state, v1::AUDIT_STEP_COLLECTED,
                                   transfer->link, event.entry_index()));
  Move(state, *transfer, v1::RECORD_STATE_COLLECTED);
  NoteEntry(state, *transfer, event.entry_index());
  transfer->entry_hash = event.entry_hash();
  if (transfer->incoming) OweEvidence(state, *transfer);
  return absl::OkStatus();
}

absl::Status ApplyEvidenceAcknowledged(State& state,
                                       const jv1::EvidenceAcknowledged& event) {
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || !transfer->evidence_owed) {
    return Misfit("acknowledgement of evidence that is not owed");
  }
  DropEvidence(state, *transfer);
  return absl::OkStatus();
}

absl::Status ApplyReported(State& state, const jv1::Reported& event) {
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr || transfer->incoming || transfer->peer_reported) {
    return Misfit("report that nothing waits for");
  }
  RETURN_IF_ERROR(CountSharedEntry(state, v1::AUDIT_STEP_REPORTED,
                                   transfer->link, event.entry_index()));
  if (event.state() == v1::RECORD_STATE_DELIVERED) {
    // The decision of a peer that held the record; what becomes of it is
    // reported later.
    if (!IsTakenBack(state, *transfer)) {
      Move(state, *transfer, v1::RECORD_STATE_DELIVERED);
    }
    transfer->peer_answered = true;
    transfer->peer_reason.clear();
  } else {
    Move(state, *transfer, event.state());
    transfer->peer_reported = true;
  }
  TakeAnswerTime(state, *transfer, event);
  NoteEntry(state, *transfer, event.entry_index());
  return absl::OkStatus();
}

// The sender's node: the permit is taken back.  What may have left is asked
// back over the link.
void TakeBack(State& state, Transfer& transfer, const jv1::Revoked& event) {
  if (transfer.state == v1::RECORD_STATE_QUEUED ||
      transfer.state == v1::RECORD_STATE_HELD || transfer.inbox_cursor != 0) {
    Move(state, transfer, v1::RECORD_STATE_REVOKED);
  }
  transfer.revocation_asked = true;
  UpdateWithdrawal(state, transfer);
  NoteEntry(state, transfer, event.entry_index());
  if (transfer.link_sequence == 0) return;
  state.links[transfer.link].revocations.emplace(
      event.transfer_id(),
      Revocation{event.reason(), event.entry_index(), event.entry_hash()});
}

// The recipient's node: the record never came, and never will.
absl::Status ApplyNeverReceived(State& state, const jv1::Revoked& event) {
  Link& link = state.links[event.link()];
  if (event.link_sequence() == 0 || link.HasReceived(event.link_sequence())) {
    return Misfit("revocation of an unknown transfer");
  }
  link.MarkReceived(event.link_sequence());
  Transfer transfer;
  transfer.record.set_transfer_id(event.transfer_id());
  transfer.incoming = true;
  transfer.state = v1::RECORD_STATE_REVOKED;
  transfer.link = event.link();
  transfer.link_sequence = event.link_sequence();
  transfer.entry_index = event.entry_index();
  transfer.entry_hash = event.entry_hash();
  return Insert(state, std::move(transfer));
}

absl::Status ApplyRevoked(State& state, const jv1::Revoked& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr) return ApplyNeverReceived(state, event);
  if (!transfer->incoming) {
    if (transfer->revocation_asked) return Misfit("revoked twice");
    TakeBack(state, *transfer, event);
    return absl::OkStatus();
  }
  if (transfer->handed_over || !ExpiresByItself(*transfer)) {
    return Misfit("revocation of what cannot be revoked");
  }
  Move(state, *transfer, v1::RECORD_STATE_REVOKED);
  // The answer to the revocation tells where it stands.
  DropEvidence(state, *transfer);
  NoteEntry(state, *transfer, event.entry_index());
  transfer->entry_hash = event.entry_hash();
  return absl::OkStatus();
}

absl::Status ApplyRevocationAnswered(State& state,
                                     const jv1::RevocationAnswered& event) {
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr ||
      state.links[transfer->link].revocations.erase(event.transfer_id()) == 0) {
    return Misfit("answer for a revocation that nothing waits for");
  }
  // A refusal, a collection or an expiry comes as an answer or a report.
  if (transfer->state == v1::RECORD_STATE_REVOKED &&
      event.state() == v1::RECORD_STATE_DELIVERED) {
    Move(state, *transfer, v1::RECORD_STATE_DELIVERED);
  }
  return absl::OkStatus();
}

absl::Status ApplyExpired(State& state, const jv1::Expired& event) {
  RETURN_IF_ERROR(CountEntry(state, event.entry_index()));
  Transfer* transfer = FindToMove(state, event.transfer_id());
  if (transfer == nullptr) return Misfit("expiry of an unknown transfer");
  Move(state, *transfer, v1::RECORD_STATE_EXPIRED);
  NoteEntry(state, *transfer, event.entry_index());
  transfer->entry_hash = event.entry_hash();
  if (transfer->incoming) OweEvidence(state, *transfer);
  return absl::OkStatus();
}

// What becomes of payloads, and of the keys they are sealed under.
absl::Status ApplyToPayloads(State& state, const jv1::Event& event) {
  if (event.has_keys_rewrapped()) {
    return NoteRewrapped(state, event.keys_rewrapped());
  }
  if (event.has_epochs_closed()) {
    return CloseEpochs(state, event.epochs_closed());
  }
  RETURN_IF_ERROR(CountEntry(state, event.erased().entry_index()));
  return MarkErased(state, event.erased());
}

}  // namespace

absl::Status Apply(State& state, const jv1::Event& event) {
  switch (event.kind_case()) {
    case jv1::Event::kDecided:
      return ApplyDecided(state, event.decided());
    case jv1::Event::kReceived:
      return ApplyReceived(state, event.received());
    case jv1::Event::kRelayed:
      return ApplyRelayed(state, event.relayed());
    case jv1::Event::kCollected:
      return ApplyCollected(state, event.collected());
    case jv1::Event::kEvidenceAcknowledged:
      return ApplyEvidenceAcknowledged(state, event.evidence_acknowledged());
    case jv1::Event::kReported:
      return ApplyReported(state, event.reported());
    case jv1::Event::kNoted:
      return CountEntry(state, event.noted().entry_index());
    case jv1::Event::kExpired:
      return ApplyExpired(state, event.expired());
    case jv1::Event::kLinkAccepted:
      RETURN_IF_ERROR(CountEntry(state, event.link_accepted().entry_index()));
      return FoldAcceptance(event.link_accepted(),
                            state.links[event.link_accepted().link()].contact);
    case jv1::Event::kLinkAcceptedByPeer:
      RETURN_IF_ERROR(
          CountEntry(state, event.link_accepted_by_peer().entry_index()));
      FoldPeersWord(event.link_accepted_by_peer(),
                    state.links[event.link_accepted_by_peer().link()].contact);
      return absl::OkStatus();
    case jv1::Event::kMaintenancePlanned:
      RETURN_IF_ERROR(
          CountEntry(state, event.maintenance_planned().entry_index()));
      FoldMaintenance(state, event.maintenance_planned());
      return absl::OkStatus();
    case jv1::Event::kHandedOver:
      return ApplyHandedOver(state, event.handed_over());
    case jv1::Event::kRevoked:
      return ApplyRevoked(state, event.revoked());
    case jv1::Event::kRevocationAnswered:
      return ApplyRevocationAnswered(state, event.revocation_answered());
    case jv1::Event::kOverridden:
      return ApplyOverridden(state, event.overridden());
    case jv1::Event::kOverrideReviewed:
      return ApplyOverrideReviewed(state, event.override_reviewed());
    case jv1::Event::kReviewed:
      return ApplyReviewed(state, event.reviewed());
    case jv1::Event::kRedecided:
      return ApplyRedecided(state, event.redecided());
    case jv1::Event::kRegisterProposed:
      return ApplyRegisterProposed(state, event.register_proposed());
    case jv1::Event::kRegisterApproved:
      return ApplyRegisterApproved(state, event.register_approved());
    case jv1::Event::kRegisterRevoked:
      return ApplyRegisterRevoked(state, event.register_revoked());
    case jv1::Event::kBookScheduled:
      RETURN_IF_ERROR(CountEntry(state, event.book_scheduled().entry_index()));
      return FoldBookScheduled(state, event.book_scheduled());
    case jv1::Event::kBookActivated:
      RETURN_IF_ERROR(CountEntry(state, event.book_activated().entry_index()));
      return FoldBookActivated(state, event.book_activated());
    case jv1::Event::kHoldConfirmed:
      return ApplyHoldConfirmed(state, event.hold_confirmed());
    case jv1::Event::kAnswerOverdue:
      RETURN_IF_ERROR(CountEntry(state, event.answer_overdue().entry_index()));
      return MarkOverdue(state, event.answer_overdue());
    case jv1::Event::kErased:
    case jv1::Event::kKeysRewrapped:
    case jv1::Event::kEpochsClosed:
      return ApplyToPayloads(state, event);
    case jv1::Event::KIND_NOT_SET:
      break;
  }
  return absl::FailedPreconditionError(
      "journal: an event of a kind this version does not know; start the "
      "version that wrote it, or a newer one");
}

}  // namespace enlace::core
