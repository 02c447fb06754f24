// Submissions and relayed records: what the node decides about.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/sha256.h"
#include "proto/wire/problem.h"
#include "server/core/first_contact.h"
#include "server/core/lapse.h"
#include "server/core/planner.h"
#include "server/core/thread.h"

namespace enlace::core {
namespace {

v1::DecisionOutcome OutcomeOf(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::kPermit:
      return v1::DECISION_OUTCOME_PERMIT;
    case policy::Outcome::kHold:
      return v1::DECISION_OUTCOME_HOLD;
    case policy::Outcome::kDeny:
      return v1::DECISION_OUTCOME_DENY;
  }
  return v1::DECISION_OUTCOME_DENY;
}

Verdict VerdictOf(policy::Decision decision) {
  Verdict verdict;
  verdict.outcome = OutcomeOf(decision.outcome);
  if (verdict.outcome != v1::DECISION_OUTCOME_PERMIT) {
    verdict.reason = std::move(decision.reason);
    verdict.public_reason = std::move(decision.public_reason);
  }
  verdict.rule_ids = std::move(decision.rule_ids);
  verdict.citations = std::move(decision.citations);
  verdict.caveats = std::move(decision.caveats);
  return verdict;
}

// What is past its time is denied whatever the book says.
Verdict OutOfTime() {
  Verdict verdict;
  verdict.reason = std::string(kOutOfTimeReason);
  verdict.public_reason = std::string(kOutOfTimeReason);
  return verdict;
}

// What may not stand in its thread is denied whatever the book says; where the
// book denies too, its reason stands.
Verdict InThread(Verdict verdict, const std::optional<ThreadFault>& fault) {
  if (!fault || verdict.outcome == v1::DECISION_OUTCOME_DENY) return verdict;
  Verdict denied;
  denied.reason = std::string(fault->reason);
  denied.public_reason = denied.reason;
  return denied;
}

// Only what passes asks for an answer.
void KeepAnswerTime(const Verdict& verdict, RecordFacts& record) {
  if (verdict.outcome == v1::DECISION_OUTCOME_PERMIT || !record.has_answer()) {
    return;
  }
  record.mutable_answer()->clear_due_ms();
  record.mutable_answer()->clear_latest_ms();
}

// Writes the verdict into the national opening.  What does not pass has no
// measures, and what no rule decided has no redactions.
void Describe(const Verdict& verdict, const policy::Book& book,
              EntryDraft& draft) {
  v1::NationalOpening& national = draft.national;
  national.set_reason(verdict.reason);
  national.set_book_digest(ToBytes(book.digest()));
  national.mutable_rule_ids()->Assign(verdict.rule_ids.begin(),
                                      verdict.rule_ids.end());
  national.mutable_citations()->Assign(verdict.citations.begin(),
                                       verdict.citations.end());
  if (verdict.rule_ids.empty()) {
    national.clear_redactions();
    national.clear_silent_paths();
  }
  if (verdict.outcome != v1::DECISION_OUTCOME_PERMIT) {
    draft.shared.clear_measures();
  }
}

}  // namespace

bool Planner::IsCurrent(const StateFacts& known, const policy::Facts& facts,
                        const policy::Decision& decision,
                        const PreparedUnder& under) const {
  if (under.book_digest != AsBytes(book_.digest())) return false;
  if (under.state_facts != known.Canonical()) return false;
  policy::Decision again =
      book_.Decide(facts, absl::FromUnixMillis(instant_ms_));
  // The deadline of a hold runs from the instant of the decision.
  again.deadline = decision.deadline;
  return again == decision;
}

uint64_t Planner::NextCursor(const std::string& recipient) const {
  const auto end = state_.inbox_end.find(recipient);
  return end == state_.inbox_end.end() ? 1 : end->second + 1;
}

bool Planner::IsExpired(const RecordFacts& record) const {
  return EndMs(record) <= instant_ms_;
}

std::string Planner::AddDecided(const Verdict& verdict, Submitted submitted) {
  const RecordFacts& record = submitted.record;
  const bool permitted = verdict.outcome == v1::DECISION_OUTCOME_PERMIT;
  const bool domestic = submitted.link.empty();
  const Link* link = state_.FindLink(submitted.link);
  const uint64_t sent = link == nullptr ? 0 : link->sent_sequence;

  EntrySubject subject{.record = record, .link = submitted.link};
  subject.link_sequence = permitted && !domestic ? sent + 1 : 0;
  subject.outcome = verdict.outcome;
  subject.decided_at_ms = instant_ms_;
  subject.crosses = permitted && !domestic;
  Describe(verdict, book_, submitted.entry);
  submitted.entry.national.set_notice_of(submitted.notice_of);
  const Entry entry = AddEntry(v1::AUDIT_STEP_DECIDED_OUTGOING, subject,
                               std::move(submitted.entry));

  v1::Outcome& outcome = submitted.outcome;
  outcome.set_record_id(record.record_id());
  outcome.set_transfer_id(record.transfer_id());
  outcome.set_decision(verdict.outcome);
  outcome.set_reason(verdict.reason);
  outcome.mutable_rule_ids()->Assign(verdict.rule_ids.begin(),
                                     verdict.rule_ids.end());
  outcome.mutable_citations()->Assign(verdict.citations.begin(),
                                      verdict.citations.end());
  outcome.mutable_caveats()->Assign(verdict.caveats.begin(),
                                    verdict.caveats.end());
  if (verdict.rule_ids.empty()) outcome.clear_redactions();
  outcome.set_book_digest(ToBytes(book_.digest()));
  outcome.set_decided_at_ms(instant_ms_);
  outcome.set_entry_index(entry.index);
  outcome.set_entry_hash(ToBytes(entry.leaf));
  outcome.set_answer_due_ms(record.answer().due_ms());
  outcome.set_answer_latest_ms(record.answer().latest_ms());
  std::string bytes = outcome.SerializeAsString();

  journal::v1::Decided& decided =
      *planned_.events.emplace_back().mutable_decided();
  decided.set_decision(verdict.outcome);
  decided.set_outcome(bytes);
  decided.set_link(submitted.link);
  decided.set_link_sequence(subject.link_sequence);
  decided.set_entry_index(entry.index);
  decided.set_decided_at_ms(instant_ms_);
  decided.set_notice_of(std::move(submitted.notice_of));
  if (permitted && domestic) {
    decided.set_inbox_cursor(NextCursor(record.recipient()));
  }
  if (verdict.outcome != v1::DECISION_OUTCOME_DENY) {
    planned_.payloads.push_back(
        {record.transfer_id(), std::move(submitted.payload)});
  }
  *decided.mutable_record() = std::move(submitted.record);
  return bytes;
}

Planned Planner::operator()(PreparedSubmission input) {
  const RecordFacts& record = input.record;
  if (const Transfer* known =
          state_.FindMessage(record.sender(), record.message_id())) {
    if (known->record.record_id() == record.record_id()) {
      return Duplicate(known->answer);
    }
    return Refuse(absl::StatusCode::kAlreadyExists, wire::kMessageIdReused,
                  "message_id: was used for another record; make a new one");
  }
  if (!clock_trusted_) return RefuseForClock();
  const bool domestic = input.link.empty();
  absl::Status open = domestic ? absl::OkStatus()
                               : CheckLinkOpen(state_, input.link,
                                               input.link_files, instant_ms_);
  if (!open.ok()) return Refuse(std::move(open));
  // Two random ids that meet are a wonder, not an error.
  if (state_.FindTransfer(record.transfer_id()) != nullptr) return Stale();
  const StateFacts known =
      FindStateFacts(state_, record, input.under.purpose, instant_ms_);
  if (!IsCurrent(known, input.facts, input.decision, input.under)) {
    return Stale();
  }
  input.record.set_permit_until_ms(
      PermitUntilMs(input.decision, known.consent_until_ms));
  // What is past its time, or stands where it may not, is denied by no rule,
  // and nothing goes instead.
  if (IsExpired(record) || input.decision.outcome != policy::Outcome::kDeny) {
    input.notice.reset();
  }
  std::optional<Verdict> notice;
  if (input.notice) {
    notice = NoticeVerdict(*input.notice);
    if (!notice) return Stale();
  }
  const Verdict verdict =
      IsExpired(record)
          ? OutOfTime()
          : InThread(VerdictOf(std::move(input.decision)),
                     FindThreadFault(record, known.parent, domestic));
  KeepAnswerTime(verdict, input.record);
  const std::string transfer_id = record.transfer_id();
  v1::Outcome outcome;
  *outcome.mutable_redactions() =
      std::move(*input.outcome.mutable_redactions());
  if (notice && notice->outcome == v1::DECISION_OUTCOME_PERMIT) {
    outcome.set_safety_notice(input.notice->record.transfer_id());
  }
  std::string bytes = AddDecided(
      verdict, {std::move(input.record), input.link, std::move(input.payload),
                std::move(input.entry), std::move(outcome), /*notice_of=*/""});
  if (notice) {
    AddDecided(*notice,
               {std::move(input.notice->record), input.link,
                std::move(input.notice->payload),
                std::move(input.notice->entry), v1::Outcome(), transfer_id});
  }
  return Done(std::move(bytes));
}

std::optional<Verdict> Planner::NoticeVerdict(PreparedNotice& notice) const {
  RecordFacts& record = notice.record;
  const StateFacts known =
      FindStateFacts(state_, record, notice.under.purpose, instant_ms_);
  if (state_.FindTransfer(record.transfer_id()) != nullptr ||
      state_.FindMessage(record.sender(), record.message_id()) != nullptr ||
      !IsCurrent(known, notice.facts, notice.decision, notice.under)) {
    return std::nullopt;
  }
  record.set_permit_until_ms(
      PermitUntilMs(notice.decision, known.consent_until_ms));
  if (IsExpired(record)) return OutOfTime();
  return VerdictOf(std::move(notice.decision));
}

Planned Planner::operator()(PreparedRelay input) {
  const RecordFacts& record = input.record;
  if (const Transfer* known = state_.FindTransfer(record.transfer_id())) {
    if (known->incoming && known->link == input.link &&
        known->record.record_id() == record.record_id()) {
      return Duplicate(known->answer);
    }
    if (known->IsUnseen() && known->link == input.link) return RefuseRevoked();
    return Refuse(absl::StatusCode::kAlreadyExists, kTransferIdReused,
                  "transfer_id: names another record");
  }
  if (state_.FindRecord(record.record_id()) != nullptr ||
      state_.FindMessage(record.sender(), record.message_id()) != nullptr) {
    return Refuse(absl::StatusCode::kAlreadyExists, kRecordRelayedTwice,
                  "record: is known under another transfer_id");
  }
  if (input.link_sequence == 0) {
    return Refuse(absl::StatusCode::kInvalidArgument, kLinkSequenceInvalid,
                  "link_sequence: must be at least 1");
  }
  const Link* link = state_.FindLink(input.link);
  if (link != nullptr && link->HasReceived(input.link_sequence)) {
    return Refuse(absl::StatusCode::kAlreadyExists, kLinkSequenceInvalid,
                  "link_sequence: was given to another record");
  }
  if (!clock_trusted_) return RefuseForClock();
  absl::Status open =
      CheckLinkOpen(state_, input.link, input.link_files, instant_ms_);
  if (!open.ok()) return Refuse(std::move(open));
  const StateFacts known =
      FindStateFacts(state_, record, input.under.purpose, instant_ms_);
  if (!IsCurrent(known, input.facts, input.decision, input.under)) {
    return Stale();
  }
  input.record.set_permit_until_ms(
      PermitUntilMs(input.decision, known.consent_until_ms));
  const Verdict verdict =
      IsExpired(record)
          ? OutOfTime()
          : InThread(VerdictOf(std::move(input.decision)),
                     FindThreadFault(record, known.parent, /*domestic=*/false));
  KeepAnswerTime(verdict, input.record);

  EntrySubject subject{.record = record, .incoming = true, .link = input.link};
  subject.link_sequence = input.link_sequence;
  subject.outcome = verdict.outcome;
  subject.decided_at_ms = instant_ms_;
  subject.crosses = true;
  Describe(verdict, book_, input.entry);
  const Entry entry = AddEntry(v1::AUDIT_STEP_DECIDED_INCOMING, subject,
                               std::move(input.entry));

  v1::RelayAnswer answer;
  answer.set_transfer_id(record.transfer_id());
  answer.set_outcome(verdict.outcome);
  answer.set_reason(verdict.public_reason);
  answer.set_entry_index(entry.index);
  answer.set_entry_hash(ToBytes(entry.leaf));
  answer.set_answer_due_ms(record.answer().due_ms());
  answer.set_answer_latest_ms(record.answer().latest_ms());
  std::string bytes = answer.SerializeAsString();

  journal::v1::Received& received =
      *planned_.events.emplace_back().mutable_received();
  received.set_decision(verdict.outcome);
  received.set_answer(bytes);
  received.set_link(input.link);
  received.set_link_sequence(input.link_sequence);
  received.set_entry_index(entry.index);
  received.set_entry_hash(ToBytes(entry.leaf));
  received.set_decided_at_ms(instant_ms_);
  if (verdict.outcome == v1::DECISION_OUTCOME_PERMIT) {
    received.set_inbox_cursor(NextCursor(record.recipient()));
  }
  if (verdict.outcome != v1::DECISION_OUTCOME_DENY) {
    planned_.payloads.push_back(
        {record.transfer_id(), std::move(input.payload)});
  }
  *received.mutable_record() = std::move(input.record);
  return Done(std::move(bytes));
}

}  // namespace enlace::core
