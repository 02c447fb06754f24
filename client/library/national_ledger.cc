#include "client/library/national_ledger.h"

namespace enlace::client {
namespace {

bool IsDecision(v1::AuditStep step) {
  return step == v1::AUDIT_STEP_DECIDED_OUTGOING ||
         step == v1::AUDIT_STEP_DECIDED_INCOMING;
}

}  // namespace

void NationalLedger::Add(const OpenedEntry& opened) {
  const v1::AuditStep step = opened.entry.step;
  const bool outgoing = step == v1::AUDIT_STEP_DECIDED_OUTGOING;
  if (step == v1::AUDIT_STEP_EXPIRED || step == v1::AUDIT_STEP_REVOKED) {
    const auto waiting = waiting_.find(opened.transfer_id);
    if (waiting == waiting_.end()) return;
    holds_[waiting->second].until_ms = opened.entry.log_time_ms;
    waiting_.erase(waiting);
    return;
  }
  if (!IsDecision(step)) return;
  if (!opened.national.has_value()) {
    unopened_.push_back(opened.entry.log_time_ms);
    return;
  }
  const v1::NationalOpening& national = *opened.national;
  NationalDecision& decision = decisions_.emplace_back();
  decision.at_ms = opened.entry.log_time_ms;
  decision.outgoing = outgoing;
  decision.outcome = national.outcome();
  decision.reason = national.reason();
  decision.type = national.type();
  decision.crosses = national.outcome() == v1::DECISION_OUTCOME_PERMIT &&
                     opened.shared.has_value();
  decision.redactions = static_cast<uint64_t>(national.redactions_size());
  TrackHold(opened, outgoing);
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
