// What becomes of a record after it was decided.

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/sha256.h"
#include "proto/wire/problem.h"
#include "server/core/answer_clock.h"
#include "server/core/lapse.h"
#include "server/core/planner.h"
#include "server/core/retention.h"

namespace enlace::core {

Planned Planner::operator()(RelayAnswered input) {
  const v1::RelayAnswer& answer = input.answer;
  const Transfer* transfer =
      FindOnLink(answer.transfer_id(), input.link, /*incoming=*/false);
  if (transfer == nullptr) return RefuseUnknownTransfer();
  if (transfer->peer_answered || transfer->peer_reported) return Duplicate();
  // The peer could not decide: the record stays in the outbox.
  if (answer.has_problem() ||
      answer.outcome() == v1::DECISION_OUTCOME_UNSPECIFIED) {
    return Done();
  }
  EntrySubject subject = SubjectOf(*transfer);
  subject.outcome = answer.outcome();
  input.entry.national.set_reason(answer.reason());
  input.entry.national.set_peer_entry_index(answer.entry_index());
  input.entry.national.set_peer_entry_hash(answer.entry_hash());
  const uint64_t index = AddToBatch(v1::AUDIT_STEP_RELAYED, *transfer, subject,
                                    std::move(input.entry));

  journal::v1::Relayed& relayed =
      *planned_.events.emplace_back().mutable_relayed();
  relayed.set_transfer_id(answer.transfer_id());
  relayed.set_decision(answer.outcome());
  relayed.set_reason(answer.reason());
  relayed.set_entry_index(index);
  relayed.set_peer_entry_index(answer.entry_index());
  relayed.set_answer_due_ms(answer.answer_due_ms());
  relayed.set_answer_latest_ms(answer.answer_latest_ms());
  if (answer.outcome() == v1::DECISION_OUTCOME_DENY) {
    planned_.dropped_payloads.push_back(answer.transfer_id());
  }
  return Done();
}

const Transfer* Planner::FindDelivery(absl::string_view transfer_id,
                                      absl::string_view caller) const {
  const Transfer* transfer = state_.FindTransfer(transfer_id);
  const bool found = transfer != nullptr && transfer->inbox_cursor != 0 &&
                     transfer->record.recipient() == caller;
  return found ? transfer : nullptr;
}

Planner::DeliveryEntry Planner::AddDeliveryEntry(v1::AuditStep step,
                                                 const Transfer& transfer,
                                                 EntryDraft draft) {
  // A place in a batch names its transfer in the shared opening, which a record
  // that never crosses does not have.
  if (transfer.link.empty()) {
    const Entry entry = AddEntry(step, SubjectOf(transfer), std::move(draft));
    return {entry.index, ToBytes(entry.leaf)};
  }
  return {AddToBatch(step, transfer, SubjectOf(transfer), std::move(draft)),
          ""};
}

Planned Planner::operator()(HandOver input) {
  const Transfer* transfer = FindDelivery(input.transfer_id, input.caller);
  if (transfer == nullptr) return RefuseUnknownDelivery();
  if (transfer->state == v1::RECORD_STATE_COLLECTED) return Duplicate();
  if (transfer->state == v1::RECORD_STATE_REVOKED) return RefuseRevoked();
  if (transfer->state != v1::RECORD_STATE_DELIVERED ||
      IsExpired(transfer->record)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, wire::kExpired,
                  "transfer_id: the record's time ran out before it was "
                  "handed over");
  }
  if (transfer->handed_over) return Duplicate();
  if (state_.withdrawals.contains(input.transfer_id)) return RefuseRevoked();
  const DeliveryEntry entry = AddDeliveryEntry(
      v1::AUDIT_STEP_HANDED_OVER, *transfer, std::move(input.entry));
  journal::v1::HandedOver& handed_over =
      *planned_.events.emplace_back().mutable_handed_over();
  handed_over.set_transfer_id(input.transfer_id);
  handed_over.set_entry_index(entry.index);
  handed_over.set_entry_hash(entry.hash);
  return Done();
}

Planned Planner::operator()(Confirmation input) {
  const Transfer* transfer = FindDelivery(input.transfer_id, input.caller);
  if (transfer == nullptr) return RefuseUnknownDelivery();
  if (transfer->state == v1::RECORD_STATE_COLLECTED) return Duplicate();
  if (transfer->state == v1::RECORD_STATE_REVOKED) return RefuseRevoked();
  if (transfer->state == v1::RECORD_STATE_EXPIRED ||
      IsExpired(transfer->record)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, wire::kExpired,
                  "transfer_id: the record's time ran out before it was "
                  "confirmed; do not use it, ask the sender for a new one");
  }
  const DeliveryEntry entry = AddDeliveryEntry(
      v1::AUDIT_STEP_COLLECTED, *transfer, std::move(input.entry));
  journal::v1::Collected& collected =
      *planned_.events.emplace_back().mutable_collected();
  collected.set_transfer_id(input.transfer_id);
  collected.set_entry_index(entry.index);
  collected.set_entry_hash(entry.hash);
  return Done();
}

Planned Planner::operator()(EvidenceTaken input) {
  const Transfer* transfer =
      FindOnLink(input.transfer_id, input.link, /*incoming=*/true);
  if (transfer == nullptr) return RefuseUnknownTransfer();
  // What happened since the report was made is still to be told.
  if (!transfer->evidence_owed || transfer->entry_index != input.entry_index) {
    return Duplicate();
  }
  planned_.events.emplace_back()
      .mutable_evidence_acknowledged()
      ->set_transfer_id(input.transfer_id);
  return Done();
}

Planned Planner::operator()(PeerReport input) {
  const v1::Evidence& evidence = input.evidence;
  const bool refused = evidence.state() == v1::RECORD_STATE_REFUSED;
  const bool released = evidence.state() == v1::RECORD_STATE_DELIVERED;
  if (evidence.state() != v1::RECORD_STATE_COLLECTED &&
      evidence.state() != v1::RECORD_STATE_EXPIRED && !refused && !released) {
    return Refuse(absl::StatusCode::kInvalidArgument, kReportInvalid,
                  "state: must be COLLECTED, EXPIRED, REFUSED or DELIVERED");
  }
  const Transfer* transfer =
      FindOnLink(evidence.transfer_id(), input.link, /*incoming=*/false);
  if (transfer == nullptr) return RefuseUnknownTransfer();
  const bool known_refused = transfer->state == v1::RECORD_STATE_REFUSED;
  if (refused && known_refused) return Duplicate();
  // What the peer decides about a record that it held comes as a report.
  const bool undecided = !transfer->peer_answered || transfer->PeerHolds();
  if (released && !known_refused && (!undecided || transfer->peer_reported)) {
    return Duplicate();
  }
  if (known_refused || (refused && !undecided) ||
      (transfer->peer_reported && transfer->state != evidence.state())) {
    return Refuse(absl::StatusCode::kFailedPrecondition, kReportInvalid,
                  "state: contradicts what was answered or reported before");
  }
  if (transfer->peer_reported) return Duplicate();
  EntrySubject subject = SubjectOf(*transfer);
  if (refused) subject.outcome = v1::DECISION_OUTCOME_DENY;
  input.entry.national.set_reported_state(evidence.state());
  if (evidence.state() == v1::RECORD_STATE_EXPIRED) {
    input.entry.national.set_reason(std::string(kOutOfTimeReason));
  }
  input.entry.national.set_peer_entry_index(evidence.entry_index());
  input.entry.national.set_peer_entry_hash(evidence.entry_hash());
  const uint64_t index = AddToBatch(v1::AUDIT_STEP_REPORTED, *transfer, subject,
                                    std::move(input.entry));
  journal::v1::Reported& reported =
      *planned_.events.emplace_back().mutable_reported();
  reported.set_transfer_id(evidence.transfer_id());
  reported.set_state(evidence.state());
  reported.set_entry_index(index);
  reported.set_peer_entry_index(evidence.entry_index());
  reported.set_answer_due_ms(evidence.answer_due_ms());
  reported.set_answer_latest_ms(evidence.answer_latest_ms());
  if (refused || evidence.state() == v1::RECORD_STATE_EXPIRED) {
    planned_.dropped_payloads.push_back(evidence.transfer_id());
  }
  return Done();
}

Planned Planner::operator()(const Note& input) {
  const v1::AuditStep step = input.entry.step;
  CHECK(step == v1::AUDIT_STEP_REFUSED || step == v1::AUDIT_STEP_TRIED ||
        step == v1::AUDIT_STEP_LOOKED_AT || step == v1::AUDIT_STEP_LISTED ||
        step == v1::AUDIT_STEP_TURNED_AWAY ||
        step == v1::AUDIT_STEP_SUBJECT_SEARCHED)
      << "a note of step " << step;
  const Entry entry = AddNote(input.entry);
  journal::v1::Noted& noted = *planned_.events.emplace_back().mutable_noted();
  noted.set_step(step);
  noted.set_entry_index(entry.index);
  return Done();
}

Planned Planner::operator()(Tick input) {
  // What ends now was overdue before.
  const std::vector<std::string> overdue =
      OverdueAnswers(state_, instant_ms_, input.drafts.size());
  auto draft = input.drafts.begin();
  for (const std::string& id : overdue) {
    AddOverdue(state_.TransferAt(id), std::move(*draft++));
  }
  for (const std::string& id : state_.withdrawals) {
    if (draft == input.drafts.end()) break;
    AddWithdrawn(state_.TransferAt(id), std::move(*draft++));
  }
  state_.expiries.Scan({}, [&](const Due& due, Nothing) {
    if (draft == input.drafts.end() || due.first > instant_ms_) return false;
    const Transfer& transfer = state_.TransferAt(due.second);
    if (!state_.withdrawals.contains(due.second)) {
      AddExpired(transfer, EndReason(transfer.record), std::move(*draft));
    }
    ++draft;
    return true;
  });
  const auto left = static_cast<size_t>(input.drafts.end() - draft);
  for (const std::string& id : DueToErase(state_, instant_ms_, left)) {
    AddErased(state_.TransferAt(id), std::move(*draft++));
  }
  return Done();
}

void Planner::AddOverdue(const Transfer& transfer, EntryDraft draft) {
  const Entry entry = AddEntry(v1::AUDIT_STEP_ANSWER_OVERDUE,
                               SubjectOf(transfer), std::move(draft));
  journal::v1::AnswerOverdue& overdue =
      *planned_.events.emplace_back().mutable_answer_overdue();
  overdue.set_transfer_id(transfer.record.transfer_id());
  overdue.set_entry_index(entry.index);
}

void Planner::AddExpired(const Transfer& transfer, absl::string_view reason,
                         EntryDraft draft) {
  const std::string& id = transfer.record.transfer_id();
  draft.national.set_reason(std::string(reason));
  const Entry entry =
      AddEntry(v1::AUDIT_STEP_EXPIRED, SubjectOf(transfer), std::move(draft));
  journal::v1::Expired& expired =
      *planned_.events.emplace_back().mutable_expired();
  expired.set_transfer_id(id);
  expired.set_entry_index(entry.index);
  expired.set_entry_hash(ToBytes(entry.leaf));
  planned_.dropped_payloads.push_back(id);
}

}  // namespace enlace::core
