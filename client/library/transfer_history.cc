#include "client/library/transfer_history.h"

#include <utility>

namespace enlace::client {
namespace {

constexpr v1::DecisionOutcome kPermit = v1::DECISION_OUTCOME_PERMIT;
constexpr v1::DecisionOutcome kDeny = v1::DECISION_OUTCOME_DENY;
constexpr v1::DecisionOutcome kHold = v1::DECISION_OUTCOME_HOLD;
constexpr absl::string_view kOutOfTime = "T05";

void TakeIfEmpty(std::string& to, const std::string& from) {
  if (to.empty()) to = from;
}

// Fields that every opening of a transfer repeats.
void TakeParties(const OpenedEntry& opened, TransferRow& row) {
  const auto take = [&](const auto& opening) {
    TakeIfEmpty(row.type, opening.type());
    TakeIfEmpty(row.sender, opening.sender());
    TakeIfEmpty(row.recipient, opening.recipient());
    TakeIfEmpty(row.record_id, opening.record_id());
  };
  if (opened.shared.has_value()) {
    take(*opened.shared);
    row.channel = opened.shared->channel();
    row.urgency = opened.shared->urgency();
    row.link_sequence = opened.shared->link_sequence();
  }
  if (opened.national.has_value()) {
    take(*opened.national);
    TakeIfEmpty(row.caller, opened.national->caller());
  }
}

v1::DecisionOutcome OutcomeOf(const OpenedEntry& opened) {
  if (opened.shared.has_value()) return opened.shared->outcome();
  if (opened.national.has_value()) return opened.national->outcome();
  return v1::DECISION_OUTCOME_UNSPECIFIED;
}

// A decision of the own node, or what stands in for one.
void TakeDecision(const OpenedEntry& opened, TransferRow& row) {
  row.outcome = OutcomeOf(opened);
  if (!opened.national.has_value()) return;
  const v1::NationalOpening& national = *opened.national;
  row.reason = national.reason();
  row.problem = national.problem();
  row.notice_of = national.notice_of();
  row.rule_ids.assign(national.rule_ids().begin(), national.rule_ids().end());
  row.citations.assign(national.citations().begin(),
                       national.citations().end());
  row.redactions = static_cast<uint64_t>(national.redactions_size());
  row.silent_redactions = static_cast<uint64_t>(national.silent_paths_size());
}

bool Crossed(const TransferRow& row) {
  if (row.outcome != kPermit) return false;
  return row.kind == TransferRow::Kind::kReceived ||
         (row.kind == TransferRow::Kind::kSent && row.peer_outcome == kPermit);
}

// A report may overtake the answer to the relay, and then stands for it: a
// refusal says so, and what was collected or expired there had arrived.
void TakeReport(const OpenedEntry& opened, TransferRow& row) {
  row.reported_outcome = OutcomeOf(opened);
  if (opened.national.has_value()) {
    row.reported_reason = opened.national->reason();
    row.reported_state = opened.national->reported_state();
  }
  // What was taken back may never have arrived.
  if (row.ReportedState() == "REVOKED") return;
  if (OutcomeOf(opened) == kDeny) {
    row.peer_outcome = kDeny;
  } else if (row.reported_state == v1::RECORD_STATE_DELIVERED ||
             row.reported_state == v1::RECORD_STATE_COLLECTED) {
    // What the peer may have held has passed.
    row.peer_outcome = kPermit;
  } else if (row.peer_outcome == v1::DECISION_OUTCOME_UNSPECIFIED) {
    row.peer_outcome = OutcomeOf(opened);
  }
}

void Take(const OpenedEntry& opened, TransferRow& row) {
  TakeParties(opened, row);
  switch (opened.entry.step) {
    case v1::AUDIT_STEP_DECIDED_OUTGOING:
      row.kind = TransferRow::Kind::kSent;
      TakeDecision(opened, row);
      break;
    case v1::AUDIT_STEP_DECIDED_INCOMING:
      row.kind = TransferRow::Kind::kReceived;
      TakeDecision(opened, row);
      break;
    case v1::AUDIT_STEP_TRIED:
      row.kind = TransferRow::Kind::kTried;
      TakeDecision(opened, row);
      break;
    case v1::AUDIT_STEP_REFUSED:
      row.kind = TransferRow::Kind::kRefused;
      TakeDecision(opened, row);
      break;
    case v1::AUDIT_STEP_RELAYED:
      row.peer_outcome = OutcomeOf(opened);
      if (opened.national.has_value()) {
        row.peer_reason = opened.national->reason();
      }
      break;
    case v1::AUDIT_STEP_REVOKED:
      row.revocation_asked = row.kind == TransferRow::Kind::kSent;
      break;
    case v1::AUDIT_STEP_REPORTED:
      TakeReport(opened, row);
      break;
    case v1::AUDIT_STEP_LINK_ACCEPTED:
      row.kind = TransferRow::Kind::kLink;
      row.sender = row.caller;
      if (opened.national.has_value()) {
        row.recipient = opened.national->link_nation();
      }
      break;
    case v1::AUDIT_STEP_LINK_ACCEPTED_BY_PEER:
      row.kind = TransferRow::Kind::kLink;
      row.sender = row.caller;
      break;
    default:
      break;
  }
  row.crossed = Crossed(row);
}

// Acts about the register, the rule book and the node itself, searches, lists
// that were shown and whoever was turned away have an id of their own; looks do
// nothing to a record.
bool ConcernsNoTransfer(v1::AuditStep step) {
  return step == v1::AUDIT_STEP_LOOKED_AT ||
         step == v1::AUDIT_STEP_REGISTER_PROPOSED ||
         step == v1::AUDIT_STEP_REGISTER_APPROVED ||
         step == v1::AUDIT_STEP_REGISTER_REVOKED ||
         step == v1::AUDIT_STEP_BOOK_SCHEDULED ||
         step == v1::AUDIT_STEP_BOOK_ACTIVATED ||
         step == v1::AUDIT_STEP_LISTED || step == v1::AUDIT_STEP_TURNED_AWAY ||
         step == v1::AUDIT_STEP_SUBJECT_SEARCHED ||
         step == v1::AUDIT_STEP_INSPECTED ||
         step == v1::AUDIT_STEP_MAINTENANCE_PLANNED ||
         step == v1::AUDIT_STEP_MAINTENANCE_PLANNED_BY_PEER;
}

}  // namespace

absl::string_view TransferRow::ReportedState() const {
  if (reported_state == v1::RECORD_STATE_DELIVERED) return "DELIVERED";
  if (reported_outcome == v1::DECISION_OUTCOME_DENY) return "REFUSED";
  if (reported_reason == kOutOfTime) return "EXPIRED";
  return reported_reason.empty() ? "COLLECTED" : "REVOKED";
}

absl::string_view TransferRow::State() const {
  if (kind == Kind::kTried) return "TRIED";
  if (kind == Kind::kRefused) return "REFUSED";
  if (kind == Kind::kLink) {
    return last_step == v1::AUDIT_STEP_LINK_ACCEPTED ? "LINK_ACCEPTED"
                                                     : "LINK_ACCEPTED_BY_PEER";
  }
  if (last_step == v1::AUDIT_STEP_EXPIRED) return "EXPIRED";
  if (last_step == v1::AUDIT_STEP_HANDED_OVER) return "HANDED_OVER";
  if (last_step == v1::AUDIT_STEP_COLLECTED) return "COLLECTED";
  if (last_step == v1::AUDIT_STEP_REPORTED) return ReportedState();
  // Of what may have left, the other nation's word comes as a report.
  if (revocation_asked && outcome == kPermit) return "REVOKING";
  if (last_step == v1::AUDIT_STEP_REVOKED) return "REVOKED";
  if (outcome == v1::DECISION_OUTCOME_UNSPECIFIED) return "UNKNOWN";
  if (outcome == kHold) return "HELD";
  if (outcome != kPermit) return "DENIED";
  if (crossed) return "DELIVERED";
  if (peer_outcome == v1::DECISION_OUTCOME_UNSPECIFIED) return "QUEUED";
  return peer_outcome == kHold ? "HELD_BY_PEER" : "REFUSED";
}

void TransferHistory::Add(const OpenedEntry& opened) {
  if (ConcernsNoTransfer(opened.entry.step)) return;
  const auto [it, is_new] =
      by_transfer_.emplace(opened.transfer_id, rows_.size());
  if (is_new) {
    TransferRow& row = rows_.emplace_back();
    row.transfer_id = opened.transfer_id;
    row.first_log_time_ms = opened.entry.log_time_ms;
  }
  TransferRow& row = rows_[it->second];
  row.entries.push_back(opened.index);
  row.last_log_time_ms = opened.entry.log_time_ms;
  // The record stands where it stood.
  if (opened.entry.step == v1::AUDIT_STEP_ANSWER_OVERDUE) {
    row.answer_overdue = true;
    return;
  }
  if (opened.entry.step == v1::AUDIT_STEP_ERASED) {
    row.erased = true;
    return;
  }
  row.last_step = opened.entry.step;
  Take(opened, row);
}

}  // namespace enlace::client
