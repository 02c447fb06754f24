#include "client/library/national_ledger.h"

#include "proto/wire/problem.h"

namespace enlace::client {

void NationalLedger::Add(const OpenedEntry& opened) {
  switch (opened.entry.step) {
    case v1::AUDIT_STEP_DECIDED_OUTGOING:
    case v1::AUDIT_STEP_DECIDED_INCOMING:
      if (IsOpen(opened)) AddDecision(opened);
      break;
    case v1::AUDIT_STEP_REFUSED:
      AddRefusal(opened);
      break;
    case v1::AUDIT_STEP_ERASED:
      if (IsOpen(opened)) AddErasure(opened);
      break;
    case v1::AUDIT_STEP_RELAYED:
      EndDelivery(opened);
      break;
    case v1::AUDIT_STEP_EXPIRED:
    case v1::AUDIT_STEP_REVOKED:
      EndHold(opened);
      EndDelivery(opened);
      break;
    default:
      break;
  }
}

bool NationalLedger::IsOpen(const OpenedEntry& opened) {
  if (opened.national.has_value()) return true;
  unopened_.push_back(opened.entry.log_time_ms);
  return false;
}

void NationalLedger::AddDecision(const OpenedEntry& opened) {
  const v1::NationalOpening& national = *opened.national;
  const int64_t at_ms = opened.entry.log_time_ms;
  const bool outgoing = opened.entry.step == v1::AUDIT_STEP_DECIDED_OUTGOING;
  NationalDecision& decision = decisions_.emplace_back();
  decision.at_ms = at_ms;
  decision.outgoing = outgoing;
  decision.outcome = national.outcome();
  decision.reason = national.reason();
  decision.type = national.type();
  decision.crosses = national.outcome() == v1::DECISION_OUTCOME_PERMIT &&
                     opened.shared.has_value();
  decision.redactions = static_cast<uint64_t>(national.redactions_size());
  TrackHold(opened, outgoing);
  outgoing_.emplace(opened.transfer_id, outgoing);
  if (!outgoing) return;
  // What was held is decided again: it was presented once.
  if (presented_.insert(national.record_id()).second) {
    submissions_.push_back({at_ms, national.type(), /*complete=*/true});
  }
  if (decision.crosses &&
      leaving_.emplace(opened.transfer_id, deliveries_.size()).second) {
    deliveries_.push_back({at_ms, std::nullopt, std::nullopt});
  }
}

void NationalLedger::AddRefusal(const OpenedEntry& opened) {
  if (!opened.national.has_value()) return;
  const v1::NationalOpening& national = *opened.national;
  // The other nation's node presents records of agencies that are not here.
  const bool own =
      !national.sender().empty() && national.sender() == national.caller();
  if (!own || national.problem() != wire::kFieldInvalid) return;
  if (presented_.insert(national.record_id()).second) {
    submissions_.push_back(
        {opened.entry.log_time_ms, national.type(), /*complete=*/false});
  }
}

void NationalLedger::AddErasure(const OpenedEntry& opened) {
  const v1::Erasure& erasure = opened.national->erasure();
  // What an order erases was not due.
  if (erasure.ground() != v1::ERASURE_GROUND_RETENTION) return;
  const auto decided = outgoing_.find(opened.transfer_id);
  erasures_.push_back({opened.entry.log_time_ms,
                       decided != outgoing_.end() && decided->second,
                       erasure.retain_until_ms()});
}

void NationalLedger::EndDelivery(const OpenedEntry& opened) {
  const auto leaving = leaving_.find(opened.transfer_id);
  if (leaving == leaving_.end()) return;
  NationalDelivery& delivery = deliveries_[leaving->second];
  if (delivery.until_ms || delivery.ended_ms) return;
  if (opened.entry.step == v1::AUDIT_STEP_RELAYED) {
    delivery.until_ms = opened.entry.log_time_ms;
  } else {
    delivery.ended_ms = opened.entry.log_time_ms;
  }
}

void NationalLedger::EndHold(const OpenedEntry& opened) {
  const auto waiting = waiting_.find(opened.transfer_id);
  if (waiting == waiting_.end()) return;
  holds_[waiting->second].until_ms = opened.entry.log_time_ms;
  waiting_.erase(waiting);
}

void NationalLedger::TrackHold(const OpenedEntry& opened, bool outgoing) {
  const v1::DecisionOutcome outcome = opened.national->outcome();
  const auto waiting = waiting_.find(opened.transfer_id);
  if (outcome == v1::DECISION_OUTCOME_HOLD) {
    // Held by another rule than before: it has waited all the time.
    if (waiting != waiting_.end()) return;
    waiting_.emplace(opened.transfer_id, holds_.size());
    holds_.push_back({outgoing, opened.entry.log_time_ms, std::nullopt,
                      v1::DECISION_OUTCOME_UNSPECIFIED});
    return;
  }
  if (waiting == waiting_.end()) return;
  NationalHold& hold = holds_[waiting->second];
  hold.until_ms = opened.entry.log_time_ms;
  hold.outcome = outcome;
  waiting_.erase(waiting);
}

}  // namespace enlace::client
