// Permits that the sender's nation takes back before the record is handed over.

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/sha256.h"
#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "server/core/planner.h"

namespace enlace::core {
namespace {

constexpr size_t kReasonMax = 16;

// Whether there is still something to take back, here or at the peer's node.
bool IsInForce(const Transfer& transfer) {
  return transfer.state == v1::RECORD_STATE_HELD ||
         transfer.state == v1::RECORD_STATE_QUEUED ||
         transfer.state == v1::RECORD_STATE_DELIVERED ||
         transfer.state == v1::RECORD_STATE_HELD_BY_PEER;
}

bool IsRevocationAnswer(v1::RecordState state) {
  return state == v1::RECORD_STATE_REVOKED ||
         state == v1::RECORD_STATE_DELIVERED ||
         state == v1::RECORD_STATE_COLLECTED ||
         state == v1::RECORD_STATE_EXPIRED || state == v1::RECORD_STATE_REFUSED;
}

}  // namespace

journal::v1::Revoked& Planner::AddRevoked(const EntrySubject& subject,
                                          const std::string& reason,
                                          EntryDraft draft) {
  draft.national.set_reason(reason);
  const Entry entry =
      AddEntry(v1::AUDIT_STEP_REVOKED, subject, std::move(draft));
  journal::v1::Revoked& revoked =
      *planned_.events.emplace_back().mutable_revoked();
  revoked.set_transfer_id(subject.record.transfer_id());
  revoked.set_reason(reason);
  revoked.set_entry_index(entry.index);
  revoked.set_entry_hash(ToBytes(entry.leaf));
  return revoked;
}

Planned Planner::operator()(RevocationRequest input) {
  const Transfer* transfer = state_.FindRecord(input.record_id);
  if (transfer == nullptr || transfer->incoming ||
      transfer->record.sender() != input.caller) {
    return Refuse(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                  "the caller has sent no such record");
  }
  if (transfer->revocation_asked) return Duplicate();
  const bool own_inbox = transfer->inbox_cursor != 0;
  if (!IsInForce(*transfer) || (own_inbox && transfer->handed_over)) {
    return Done();
  }
  AddRevoked(SubjectOf(*transfer), input.reason, std::move(input.entry));
  if (transfer->state == v1::RECORD_STATE_HELD ||
      transfer->state == v1::RECORD_STATE_QUEUED || own_inbox) {
    planned_.dropped_payloads.push_back(transfer->record.transfer_id());
  }
  return Done();
}

Planned Planner::operator()(PeerRevocation input) {
  const v1::Revocation& revocation = input.revocation;
  if (revocation.reason().size() > kReasonMax ||
      revocation.link_sequence() == 0) {
    return Refuse(absl::StatusCode::kInvalidArgument, kReportInvalid,
                  "revocation: needs a reason code and a link_sequence");
  }
  input.entry.national.set_peer_entry_index(revocation.entry_index());
  input.entry.national.set_peer_entry_hash(revocation.entry_hash());
  if (state_.FindTransfer(revocation.transfer_id()) == nullptr) {
    return RevokeUnseen(std::move(input));
  }
  const Transfer* transfer =
      FindOnLink(revocation.transfer_id(), input.link, /*incoming=*/true);
  if (transfer == nullptr ||
      transfer->link_sequence != revocation.link_sequence()) {
    return RefuseUnknownTransfer();
  }
  // What was handed over, has ended, or was revoked before stays as it is.
  const bool waits =
      transfer->state == v1::RECORD_STATE_HELD ||
      (transfer->state == v1::RECORD_STATE_DELIVERED && !transfer->handed_over);
  if (!waits) return Duplicate();
  AddRevoked(SubjectOf(*transfer), revocation.reason(), std::move(input.entry));
  planned_.dropped_payloads.push_back(revocation.transfer_id());
  return Done();
}

Planned Planner::RevokeUnseen(PeerRevocation input) {
  const v1::Revocation& revocation = input.revocation;
  const Link* link = state_.FindLink(input.link);
  if (revocation.transfer_id().size() != wire::kTransferIdSize ||
      (link != nullptr && link->HasReceived(revocation.link_sequence()))) {
    return RefuseUnknownTransfer();
  }
  RecordFacts unseen;
  unseen.set_transfer_id(revocation.transfer_id());
  EntrySubject subject{.record = unseen, .incoming = true, .link = input.link};
  subject.link_sequence = revocation.link_sequence();
  subject.crosses = true;
  journal::v1::Revoked& revoked =
      AddRevoked(subject, revocation.reason(), std::move(input.entry));
  revoked.set_link(input.link);
  revoked.set_link_sequence(revocation.link_sequence());
  return Done();
}

Planned Planner::operator()(RevocationAnswered input) {
  const v1::Evidence& evidence = input.evidence;
  if (!IsRevocationAnswer(evidence.state())) {
    return Refuse(absl::StatusCode::kInvalidArgument, kReportInvalid,
                  "state: must be one that answers a revocation");
  }
  const Transfer* transfer =
      FindOnLink(evidence.transfer_id(), input.link, /*incoming=*/false);
  if (transfer == nullptr) return RefuseUnknownTransfer();
  const Link* link = state_.FindLink(input.link);
  const auto pending = link->revocations.find(evidence.transfer_id());
  if (pending == link->revocations.end()) return Duplicate();
  // A refusal or a report that came before stands.
  if (evidence.state() == v1::RECORD_STATE_REVOKED &&
      transfer->state != v1::RECORD_STATE_REFUSED && !transfer->peer_reported) {
    input.entry.national.set_reason(pending->second.reason);
    input.entry.national.set_peer_entry_index(evidence.entry_index());
    input.entry.national.set_peer_entry_hash(evidence.entry_hash());
    const uint64_t index =
        AddToBatch(v1::AUDIT_STEP_REPORTED, *transfer, SubjectOf(*transfer),
                   std::move(input.entry));
    journal::v1::Reported& reported =
        *planned_.events.emplace_back().mutable_reported();
    reported.set_transfer_id(evidence.transfer_id());
    reported.set_state(v1::RECORD_STATE_REVOKED);
    reported.set_entry_index(index);
    reported.set_peer_entry_index(evidence.entry_index());
    planned_.dropped_payloads.push_back(evidence.transfer_id());
  }
  journal::v1::RevocationAnswered& answered =
      *planned_.events.emplace_back().mutable_revocation_answered();
  answered.set_transfer_id(evidence.transfer_id());
  answered.set_state(evidence.state());
  answered.set_peer_entry_index(evidence.entry_index());
  return Done();
}

}  // namespace enlace::core
