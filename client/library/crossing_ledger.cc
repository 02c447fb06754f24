#include "client/library/crossing_ledger.h"

#include <algorithm>

namespace enlace::client {
namespace {

// Steps whose entries have a shared part if the record crossed.
bool IsAboutARecord(v1::AuditStep step) {
  switch (step) {
    case v1::AUDIT_STEP_DECIDED_OUTGOING:
    case v1::AUDIT_STEP_DECIDED_INCOMING:
    case v1::AUDIT_STEP_RELAYED:
    case v1::AUDIT_STEP_COLLECTED:
    case v1::AUDIT_STEP_REPORTED:
    case v1::AUDIT_STEP_EXPIRED:
    case v1::AUDIT_STEP_HANDED_OVER:
    case v1::AUDIT_STEP_REVOKED:
    case v1::AUDIT_STEP_ANSWER_OVERDUE:
    case v1::AUDIT_STEP_ERASED:
      return true;
    default:
      return false;
  }
}

void Take(const OpenedEntry& opened, Crossing& crossing) {
  const v1::DecisionOutcome outcome = opened.shared->outcome();
  const bool denied = outcome == v1::DECISION_OUTCOME_DENY;
  switch (opened.entry.step) {
    case v1::AUDIT_STEP_DECIDED_OUTGOING:
    case v1::AUDIT_STEP_DECIDED_INCOMING:
      crossing.decided.push_back(outcome);
      crossing.refused = denied;
      if (outcome == v1::DECISION_OUTCOME_PERMIT) {
        crossing.measures.assign(opened.shared->measures().begin(),
                                 opened.shared->measures().end());
      }
      break;
    case v1::AUDIT_STEP_RELAYED:
      crossing.answered = outcome;
      crossing.refused = denied;
      break;
    case v1::AUDIT_STEP_REPORTED:
      crossing.reported = true;
      crossing.refused = crossing.refused || denied;
      break;
    case v1::AUDIT_STEP_REVOKED:
      crossing.revoked = true;
      break;
    case v1::AUDIT_STEP_EXPIRED:
      crossing.expired = true;
      break;
    default:
      break;
  }
  if (opened.national.has_value() &&
      opened.national->peer_entry_hash().size() == kHashSize) {
    crossing.peer_entries.push_back({opened.index,
                                     opened.national->peer_entry_index(),
                                     opened.national->peer_entry_hash()});
  }
}

}  // namespace

void CrossingLedger::Add(const OpenedEntry& opened) {
  if (hashes_.empty()) first_log_time_ms_ = opened.entry.log_time_ms;
  hashes_.emplace(opened.index, opened.leaf_hash);
  last_log_time_ms_ = std::max(last_log_time_ms_, opened.entry.log_time_ms);
  if (!opened.shared.has_value()) {
    const bool told = opened.national.has_value() || opened.closed_places != 0;
    if (told || !IsAboutARecord(opened.entry.step)) return;
    ++unreadable_;
    closed_.try_emplace(
        opened.transfer_id,
        ClosedEntry{opened.index, opened.entry.step, opened.entry.log_time_ms});
    return;
  }
  // Of what stays within a nation, or did not leave it, there is none.
  if (opened.shared->link_sequence() == 0) return;
  const auto [it, is_new] = crossings_.try_emplace(opened.transfer_id);
  Crossing& crossing = it->second;
  // A record that comes after its revocation has particulars at last.
  if (is_new || crossing.IsUnseen()) crossing.shared = *opened.shared;
  if (is_new) {
    crossing.transfer_id = opened.transfer_id;
    crossing.first_entry = opened.index;
    crossing.first_log_time_ms = opened.entry.log_time_ms;
  }
  Take(opened, crossing);
}

}  // namespace enlace::client
