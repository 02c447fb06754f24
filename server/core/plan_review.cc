// Held records: what reviewers decide about them, and the decision that
// follows.

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "policy/engine/rule.h"
#include "proto/wire/problem.h"
#include "server/core/answer_clock.h"
#include "server/core/apply_override.h"
#include "server/core/approvals.h"
#include "server/core/first_contact.h"
#include "server/core/lapse.h"
#include "server/core/planner.h"
#include "server/core/register.h"
#include "server/core/substitution.h"
#include "server/core/thread.h"
#include "server/core/verdict.h"

namespace enlace::core {
namespace {

// Whether `reviewer` has approved the rule as `input` names it.
bool HasApproved(const Transfer& transfer, const Review& input) {
  return std::any_of(transfer.approvals.begin(), transfer.approvals.end(),
                     [&](const Approval& each) {
                       return each.reviewer == input.reviewer &&
                              each.rule_id == input.rule_id &&
                              each.rule_digest == input.rule_digest;
                     });
}

// Whether another person has approved the rule in the same place.
bool SeatIsTaken(const Transfer& transfer, const Review& input) {
  const std::string& seat =
      input.substitute_for.empty() ? input.reviewer : input.substitute_for;
  return std::any_of(transfer.approvals.begin(), transfer.approvals.end(),
                     [&](const Approval& each) {
                       return each.seat() == seat &&
                              each.rule_id == input.rule_id &&
                              each.rule_digest == input.rule_digest;
                     });
}

bool AsksFor(const policy::Rule& rule, const std::string& role) {
  return std::any_of(
      rule.reviews.begin(), rule.reviews.end(),
      [&](const policy::Review& each) { return each.role == role; });
}

bool IsHeldBy(const RecordFacts& record, const std::string& rule_id) {
  const auto& ids = record.hold().rule_ids();
  return std::find(ids.begin(), ids.end(), rule_id) != ids.end();
}

bool SameRules(const journal::v1::Hold& a, const journal::v1::Hold& b) {
  return std::equal(a.rule_ids().begin(), a.rule_ids().end(),
                    b.rule_ids().begin(), b.rule_ids().end());
}

// Makes `hold` follow on `before`: what was known when the record came stays,
// and a rule that held it before gains no time.
void HoldOnAfter(const journal::v1::Hold& before, journal::v1::Hold& hold) {
  if (before.has_denied_silently()) {
    hold.set_denied_silently(before.denied_silently());
  }
  const auto& ids = before.rule_ids();
  const bool goes_on =
      std::any_of(hold.rule_ids().begin(), hold.rule_ids().end(),
                  [&](const std::string& id) {
                    return std::find(ids.begin(), ids.end(), id) != ids.end();
                  });
  if (!goes_on) return;
  hold.set_deadline_ms(EarlierEndMs(before.deadline_ms(), hold.deadline_ms()));
  hold.set_since_ms(before.since_ms());
}

absl::Status RuleChanged() {
  return wire::Refusal(absl::StatusCode::kFailedPrecondition, kRuleChanged,
                       "rule_digest: the rule is another now, or holds the "
                       "record no more; look again");
}

}  // namespace

absl::Status Planner::CheckHold(const SeenHold& seen,
                                const Transfer* held) const {
  if (held == nullptr || !held->record.has_hold() ||
      (!held->incoming && held->record.sender() == seen.reviewer)) {
    return wire::Refusal(absl::StatusCode::kPermissionDenied,
                         wire::kNotEntitled,
                         "record_id: no held record that the caller may "
                         "review; a sender never reviews its own");
  }
  if (held->state != v1::RECORD_STATE_HELD) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition, kRecordNotHeld,
                         "record_id: the record is held no more");
  }
  if (IsExpired(held->record)) {
    return wire::Refusal(absl::StatusCode::kFailedPrecondition, wire::kExpired,
                         "record_id: the time to decide about it ran out");
  }
  const policy::Rule* const rule = book_.FindRule(seen.rule_id);
  if (rule == nullptr || !IsHeldBy(held->record, seen.rule_id) ||
      seen.rule_digest != AsBytes(rule->digest)) {
    return RuleChanged();
  }
  return absl::OkStatus();
}

absl::Status Planner::CheckReview(const Review& input,
                                  const Transfer* held) const {
  RETURN_IF_ERROR(
      CheckHold({input.reviewer, input.rule_id, input.rule_digest}, held));
  if (!AsksFor(*book_.FindRule(input.rule_id), input.role)) {
    return wire::Refusal(absl::StatusCode::kPermissionDenied,
                         wire::kNotEntitled,
                         "role: the rule does not ask for it");
  }
  if (input.approves && SeatIsTaken(*held, input)) {
    return wire::Refusal(absl::StatusCode::kAlreadyExists,
                         wire::kAlreadyAccepted,
                         "role: who holds it has approved, or a substitute in "
                         "that place; another place must");
  }
  return absl::OkStatus();
}

std::string Planner::EntryToStandIn(const Review& input,
                                    const Transfer& held) const {
  for (const Substitution& each :
       SubstitutionsOf(state_, input.reviewer, held, instant_ms_)) {
    if (each.role == input.role && each.principal == input.substitute_for) {
      return each.entry_id;
    }
  }
  return "";
}

Planned Planner::operator()(Review input) {
  const Transfer* const held = state_.FindRecord(input.record_id);
  if (held != nullptr && input.approves && HasApproved(*held, input)) {
    return Duplicate();
  }
  absl::Status allowed = CheckReview(input, held);
  if (!allowed.ok()) return Refuse(std::move(allowed));
  if (!clock_trusted_) return RefuseForClock();
  v1::NationalOpening& national = input.entry.national;
  if (!input.substitute_for.empty()) {
    std::string entry_id = EntryToStandIn(input, *held);
    if (entry_id.empty()) {
      return Refuse(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                    "role: the caller does not stand in for anybody now");
    }
    national.add_register_entries(std::move(entry_id));
    national.mutable_review()->set_substitute_for(input.substitute_for);
  }

  // Who reviewed what is the own nation's affair.
  EntrySubject subject = SubjectOf(*held);
  subject.crosses = false;
  subject.outcome =
      input.approves ? v1::DECISION_OUTCOME_PERMIT : v1::DECISION_OUTCOME_DENY;
  national.set_reason(input.reason);
  national.add_rule_ids(input.rule_id);
  national.mutable_review()->set_role(input.role);
  national.mutable_review()->set_rule_digest(input.rule_digest);
  national.set_book_digest(ToBytes(book_.digest()));
  const Entry entry =
      AddEntry(v1::AUDIT_STEP_REVIEWED, subject, std::move(input.entry));

  journal::v1::Reviewed& reviewed =
      *planned_.events.emplace_back().mutable_reviewed();
  reviewed.set_transfer_id(held->record.transfer_id());
  reviewed.set_rule_id(input.rule_id);
  reviewed.set_rule_digest(input.rule_digest);
  reviewed.set_role(input.role);
  reviewed.set_reviewer(input.reviewer);
  reviewed.set_substitute_for(input.substitute_for);
  reviewed.set_approved(input.approves);
  reviewed.set_entry_index(entry.index);
  if (!input.approves) {
    const Verdict verdict =
        Rejected(*book_.FindRule(input.rule_id), input.reason);
    DecideAgain(*held,
                {.verdict = verdict, .entry = std::move(input.decision_entry)});
  }
  return Done();
}

Planned Planner::operator()(PreparedRelease input) {
  const Transfer* const held = state_.FindTransfer(input.transfer_id);
  if (held == nullptr) return RefuseUnknownTransfer();
  if (held->state != v1::RECORD_STATE_HELD) return Duplicate();
  if (!clock_trusted_) return RefuseForClock();
  const RecordFacts& record = held->record;
  if (IsExpired(record)) {
    return Refuse(absl::StatusCode::kFailedPrecondition, wire::kExpired,
                  "transfer_id: the record's time ran out");
  }
  const bool domestic = held->link.empty();
  absl::Status open = domestic ? absl::OkStatus()
                               : CheckLinkOpen(state_, held->link,
                                               input.link_files, instant_ms_);
  if (!open.ok()) return Refuse(std::move(open));
  const StateFacts known =
      FindStateFacts(state_, record, input.under.purpose, instant_ms_);
  if (!IsCurrent(known, input.facts, input.decision, input.under) ||
      !MayStore(input.payload)) {
    return Stale();
  }
  const absl::Time deadline = input.decision.deadline;
  RecordFacts released = record;
  const policy::Direction direction = held->incoming
                                          ? policy::Direction::kIncoming
                                          : policy::Direction::kOutgoing;
  RestPermit(known, direction, input.decision, released);
  const Verdict verdict =
      InThread(VerdictOf(std::move(input.decision)),
               FindThreadFault(record, known.parent, domestic));
  journal::v1::Hold hold;
  if (verdict.outcome == v1::DECISION_OUTCOME_HOLD) {
    hold = HoldOn({record, direction, known}, verdict, deadline);
    if (SameRules(hold, record.hold())) return ConfirmHold(*held, hold);
    HoldOnAfter(record.hold(), hold);
  }
  std::vector<OverriddenRule> overridden;
  if (verdict.outcome == v1::DECISION_OUTCOME_PERMIT) {
    planned_.payloads.push_back({input.transfer_id, std::move(input.payload)});
    overridden =
        OverriddenRulesOf(record, known.approvals, known.overrides, book_);
  }
  DecideAgain(*held, {.verdict = verdict,
                      .entry = std::move(input.entry),
                      .outcome = std::move(input.outcome),
                      .hold = std::move(hold),
                      .permit_until_ms = released.permit_until_ms(),
                      .register_entries = {released.register_entries().begin(),
                                           released.register_entries().end()},
                      .overridden = std::move(overridden),
                      .receipt_level = released.receipt_level(),
                      .retain_until_ms = released.retain_until_ms(),
                      .answer = std::move(input.answer)});
  return Done();
}

journal::v1::Hold Planner::HoldOn(const HeldRecord& held,
                                  const Verdict& verdict,
                                  absl::Time deadline) const {
  journal::v1::Hold hold = HoldOf(verdict, deadline, held.known.repeated);
  hold.set_since_ms(instant_ms_);
  hold.set_register_digest(DigestOfTerms(
      RestsOn(held.known.standing, book_, held.direction, held.record.type())));
  return hold;
}

Planned Planner::ConfirmHold(const Transfer& held,
                             const journal::v1::Hold& hold) {
  if (hold.register_digest() == held.record.hold().register_digest()) {
    return Duplicate();
  }
  journal::v1::HoldConfirmed& confirmed =
      *planned_.events.emplace_back().mutable_hold_confirmed();
  confirmed.set_transfer_id(held.record.transfer_id());
  confirmed.set_register_digest(hold.register_digest());
  return Done();
}

void Planner::DecideAgain(const Transfer& held, SecondDecision second) {
  const Verdict& verdict = second.verdict;
  const bool permitted = verdict.outcome == v1::DECISION_OUTCOME_PERMIT;
  const bool leaves = permitted && !held.incoming && !held.link.empty();
  Transfer now = held;
  now.record.mutable_register_entries()->Assign(second.register_entries.begin(),
                                                second.register_entries.end());
  // The hold left it without a time for its answer.
  if (permitted && second.answer.due_ms() != 0) {
    JoinAnswerTime(second.answer.due_ms(), second.answer.latest_ms(),
                   *now.record.mutable_answer());
  }
  const RecordFacts& record = now.record;
  EntrySubject subject = SubjectOf(now);
  subject.outcome = verdict.outcome;
  subject.decided_at_ms = instant_ms_;
  if (leaves) {
    subject.link_sequence = state_.FindLink(held.link)->sent_sequence + 1;
    subject.crosses = true;
  }
  Describe(verdict, book_, second.entry);
  for (const OverriddenRule& each : second.overridden) {
    second.entry.national.add_overridden_rules(each.rule_id);
  }
  const Entry entry = AddEntry(held.incoming ? v1::AUDIT_STEP_DECIDED_INCOMING
                                             : v1::AUDIT_STEP_DECIDED_OUTGOING,
                               subject, std::move(second.entry));

  journal::v1::Redecided& redecided =
      *planned_.events.emplace_back().mutable_redecided();
  redecided.set_transfer_id(record.transfer_id());
  redecided.set_decision(verdict.outcome);
  if (held.incoming) {
    v1::RelayAnswer answer;
    answer.set_transfer_id(record.transfer_id());
    answer.set_outcome(verdict.outcome);
    answer.set_reason(verdict.public_reason);
    answer.set_entry_index(entry.index);
    answer.set_entry_hash(ToBytes(entry.leaf));
    answer.set_answer_due_ms(record.answer().due_ms());
    answer.set_answer_latest_ms(record.answer().latest_ms());
    redecided.set_answer(answer.SerializeAsString());
  } else {
    v1::Outcome outcome = OutcomeOf(record, verdict, second.outcome, book_);
    outcome.set_decided_at_ms(instant_ms_);
    outcome.set_entry_index(entry.index);
    outcome.set_entry_hash(ToBytes(entry.leaf));
    redecided.set_answer(outcome.SerializeAsString());
  }
  if (leaves) redecided.set_link_sequence(subject.link_sequence);
  if (permitted && !leaves) {
    redecided.set_inbox_cursor(NextCursor(record.recipient()));
  }
  redecided.set_entry_index(entry.index);
  redecided.set_entry_hash(ToBytes(entry.leaf));
  redecided.set_decided_at_ms(instant_ms_);
  AddUses(verdict, record, *redecided.mutable_limit_uses());
  redecided.set_permit_until_ms(second.permit_until_ms);
  *redecided.mutable_register_entries() = record.register_entries();
  for (const OverriddenRule& each : second.overridden) {
    *redecided.add_overridden_rules() = ToMessage(each);
  }
  redecided.set_receipt_level(second.receipt_level);
  redecided.set_retain_until_ms(second.retain_until_ms);
  redecided.set_answer_due_ms(record.answer().due_ms());
  redecided.set_answer_latest_ms(record.answer().latest_ms());
  if (verdict.outcome == v1::DECISION_OUTCOME_HOLD) {
    *redecided.mutable_hold() = std::move(second.hold);
  }
  if (verdict.outcome == v1::DECISION_OUTCOME_DENY) {
    planned_.dropped_payloads.push_back(record.transfer_id());
  }
}

}  // namespace enlace::core
