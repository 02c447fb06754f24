#include "server/gate/subject_view.h"

#include <vector>

#include "server/core/retention.h"

namespace enlace::gate {
namespace {

// Whether the recipient has the record, or it waits for the recipient where the
// own nation can no longer stop it.
bool MayHaveArrived(const core::Transfer& transfer) {
  switch (transfer.state) {
    case v1::RECORD_STATE_HELD_BY_PEER:
    case v1::RECORD_STATE_DELIVERED:
    case v1::RECORD_STATE_COLLECTED:
      return true;
    case v1::RECORD_STATE_EXPIRED:
    case v1::RECORD_STATE_REVOKED:
      return transfer.handed_over;
    default:
      return false;
  }
}

// Whether the payload went when the record came to its end.
bool WasDropped(const core::Transfer& transfer) {
  return transfer.decision == v1::DECISION_OUTCOME_DENY ||
         transfer.state == v1::RECORD_STATE_REFUSED ||
         transfer.state == v1::RECORD_STATE_EXPIRED ||
         transfer.state == v1::RECORD_STATE_REVOKED;
}

void AddRecipients(const core::State& state, const core::Transfer& transfer,
                   v1::SubjectRecord& view) {
  if (!MayHaveArrived(transfer)) return;
  v1::SubjectRecipient& first = *view.add_recipients();
  first.set_agency(transfer.record.recipient());
  first.set_since_ms(transfer.decided_at_ms);
  first.set_purpose(view.purpose());
  const std::string& used = transfer.record.record_id();
  const core::Names from(used, "");
  state.consents.Scan(from, [&](const core::Names& named, core::Nothing) {
    if (named.first != used) return false;
    const core::Transfer& grant = state.TransferAt(named.second);
    if (!MayHaveArrived(grant)) return true;
    const journal::v1::Consent& consent = grant.record.consent();
    v1::SubjectRecipient& next = *view.add_recipients();
    next.set_agency(consent.recipient().empty() ? transfer.record.recipient()
                                                : consent.recipient());
    next.set_since_ms(grant.decided_at_ms);
    next.set_consent(named.second);
    next.set_purpose(consent.purpose());
    return true;
  });
}

void AddFollowUps(const core::State& state, const SubjectHit& hit,
                  v1::SubjectRecord& view) {
  for (const std::string& id : hit.follow_ups) {
    const core::Transfer* const transfer = state.FindTransfer(id);
    if (transfer == nullptr) continue;
    v1::SubjectFollowUp& about = *view.add_follow_ups();
    about.set_transfer_id(id);
    about.set_type(transfer->record.type());
    about.set_sender(transfer->record.sender());
    about.set_recipient(transfer->record.recipient());
    about.set_state(transfer->state);
    about.set_decided_at_ms(transfer->decided_at_ms);
  }
}

}  // namespace

v1::SubjectRecord ViewOf(const core::State& state,
                         const core::Transfer& transfer, const SubjectHit& hit,
                         int64_t instant_ms,
                         const std::set<std::string>& may_be_told) {
  const journal::v1::RecordFacts& record = transfer.record;
  v1::SubjectRecord view;
  view.set_transfer_id(record.transfer_id());
  view.set_record_id(record.record_id());
  view.set_type(record.type());
  view.set_sender(record.sender());
  view.set_recipient(record.recipient());
  view.set_channel(record.channel());
  view.set_purpose(hit.purpose);
  view.set_incoming(transfer.incoming);
  view.set_decided_at_ms(transfer.decided_at_ms);
  view.set_state(transfer.state);
  view.set_is_stored(!transfer.erased && !WasDropped(transfer));
  view.set_retain_until_ms(record.retain_until_ms());
  const std::vector<std::string> holds =
      core::LegalHoldsOn(state, record, instant_ms);
  view.mutable_legal_holds()->Assign(holds.begin(), holds.end());
  const std::vector<std::string> orders =
      core::ErasureOrdersOn(state, record.transfer_id(), instant_ms);
  view.mutable_erasure_orders()->Assign(orders.begin(), orders.end());
  view.mutable_matched()->Assign(hit.keys.begin(), hit.keys.end());
  AddRecipients(state, transfer, view);
  AddFollowUps(state, hit, view);
  view.set_may_be_told(!transfer.incoming && !view.recipients().empty() &&
                       may_be_told.contains(record.type()));
  return view;
}

}  // namespace enlace::gate
