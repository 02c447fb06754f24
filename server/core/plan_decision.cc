// Submissions and relayed records: what the node decides about.

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "base/sha256.h"
#include "policy/facts/extract.h"
#include "policy/facts/facts.h"
#include "proto/wire/problem.h"
#include "server/core/book_version.h"
#include "server/core/first_contact.h"
#include "server/core/lapse.h"
#include "server/core/limits.h"
#include "server/core/planner.h"
#include "server/core/thread.h"
#include "server/core/verdict.h"

namespace enlace::core {

bool Planner::IsCurrent(const StateFacts& known, const policy::Facts& facts,
                        const policy::Decision& decision,
                        const PreparedUnder& under) const {
  if (under.book_digest != AsBytes(book_.digest())) return false;
  if (IsBookDue(state_, instant_ms_)) return false;
  if (under.state_facts != known.Canonical()) return false;
  const absl::Time instant = absl::FromUnixMillis(instant_ms_);
  if (!LimitFactsHold(known.counts, book_, instant, facts)) return false;
  policy::Decision again = book_.Decide(facts, instant);
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

  v1::Outcome outcome = OutcomeOf(record, verdict, submitted.outcome, book_);
  outcome.set_decided_at_ms(instant_ms_);
  outcome.set_entry_index(entry.index);
  outcome.set_entry_hash(ToBytes(entry.leaf));
  if (!permitted) {
    outcome.set_limited_until_ms(
        LimitedUntilMs(verdict.rule_ids, book_, instant_ms_));
  }
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
  AddUses(verdict, record, *decided.mutable_limit_uses());
  if (permitted && domestic) {
    decided.set_inbox_cursor(NextCursor(record.recipient()));
  }
  if (verdict.outcome != v1::DECISION_OUTCOME_DENY) {
    planned_.payloads.push_back(
        {record.transfer_id(), std::move(submitted.payload)});
    if (!submitted.subjects.tags().empty()) {
      *decided.mutable_subjects() = std::move(submitted.subjects);
    }
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
  if (!IsCurrent(known, input.facts, input.decision, input.under) ||
      !MayStore(input.payload)) {
    return Stale();
  }
  RestPermit(known, policy::Direction::kOutgoing, input.decision, input.record);
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
  const absl::Time deadline = input.decision.deadline;
  const Verdict verdict =
      IsExpired(record)
          ? OutOfTime()
          : InThread(VerdictOf(std::move(input.decision)),
                     FindThreadFault(record, known.parent, domestic));
  KeepAnswerTime(verdict, input.record);
  if (verdict.outcome == v1::DECISION_OUTCOME_HOLD) {
    *input.record.mutable_hold() = HoldOn(
        {record, policy::Direction::kOutgoing, known}, verdict, deadline);
  }
  const std::string transfer_id = record.transfer_id();
  v1::Outcome outcome;
  *outcome.mutable_redactions() =
      std::move(*input.outcome.mutable_redactions());
  if (notice && notice->outcome == v1::DECISION_OUTCOME_PERMIT) {
    outcome.set_safety_notice(input.notice->record.transfer_id());
  }
  std::string bytes = AddDecided(
      verdict, {std::move(input.record), input.link, std::move(input.payload),
                std::move(input.subjects), std::move(input.entry),
                std::move(outcome), /*notice_of=*/""});
  if (notice) {
    AddDecided(*notice,
               {std::move(input.notice->record), input.link,
                std::move(input.notice->payload), journal::v1::SubjectTags(),
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
      !IsCurrent(known, notice.facts, notice.decision, notice.under) ||
      !MayStore(notice.payload)) {
    return std::nullopt;
  }
  RestPermit(known, policy::Direction::kOutgoing, notice.decision, record);
  if (IsExpired(record)) return OutOfTime();
  const absl::Time deadline = notice.decision.deadline;
  Verdict verdict = VerdictOf(std::move(notice.decision));
  if (verdict.outcome == v1::DECISION_OUTCOME_HOLD) {
    journal::v1::Hold& hold = *record.mutable_hold();
    hold = HoldOn({record, policy::Direction::kOutgoing, known}, verdict,
                  deadline);
    const policy::Value* silently =
        notice.facts.Find(policy::kFactDeniedSilently);
    if (silently != nullptr)
      hold.set_denied_silently(std::get<bool>(*silently));
  }
  return verdict;
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
  if (!IsCurrent(known, input.facts, input.decision, input.under) ||
      !MayStore(input.payload)) {
    return Stale();
  }
  RestPermit(known, policy::Direction::kIncoming, input.decision, input.record);
  const absl::Time deadline = input.decision.deadline;
  const Verdict verdict =
      IsExpired(record)
          ? OutOfTime()
          : InThread(VerdictOf(std::move(input.decision)),
                     FindThreadFault(record, known.parent, /*domestic=*/false));
  KeepAnswerTime(verdict, input.record);
  if (verdict.outcome == v1::DECISION_OUTCOME_HOLD) {
    *input.record.mutable_hold() = HoldOn(
        {record, policy::Direction::kIncoming, known}, verdict, deadline);
  }

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
  AddUses(verdict, record, *received.mutable_limit_uses());
  received.set_decided_at_ms(instant_ms_);
  if (verdict.outcome == v1::DECISION_OUTCOME_PERMIT) {
    received.set_inbox_cursor(NextCursor(record.recipient()));
  }
  if (verdict.outcome != v1::DECISION_OUTCOME_DENY) {
    planned_.payloads.push_back(
        {record.transfer_id(), std::move(input.payload)});
    if (!input.subjects.tags().empty()) {
      *received.mutable_subjects() = std::move(input.subjects);
    }
  }
  *received.mutable_record() = std::move(input.record);
  return Done(std::move(bytes));
}

void Planner::AddUses(const Verdict& verdict, const RecordFacts& record,
                      LimitUses& uses) const {
  for (journal::v1::LimitUse& use :
       UsesOf(verdict.counts_against, book_, record, instant_ms_)) {
    *uses.Add() = std::move(use);
  }
}

}  // namespace enlace::core
