#include "server/core/verdict.h"

#include <utility>

#include "absl/time/time.h"
#include "base/sha256.h"
#include "server/core/planner.h"

namespace enlace::core {
namespace {

// What the other nation is told where the rule may not be named.
constexpr char kUndisclosedReason[] = "R01";

v1::DecisionOutcome ToProto(policy::Outcome outcome) {
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

}  // namespace

Verdict VerdictOf(policy::Decision decision) {
  Verdict verdict;
  verdict.outcome = ToProto(decision.outcome);
  if (verdict.outcome != v1::DECISION_OUTCOME_PERMIT) {
    verdict.reason = std::move(decision.reason);
    verdict.public_reason = std::move(decision.public_reason);
  }
  verdict.rule_ids = std::move(decision.rule_ids);
  verdict.citations = std::move(decision.citations);
  verdict.caveats = std::move(decision.caveats);
  verdict.counts_against = std::move(decision.counts_against);
  verdict.by_book = true;
  return verdict;
}

Verdict OutOfTime() {
  Verdict verdict;
  verdict.reason = std::string(kOutOfTimeReason);
  verdict.public_reason = std::string(kOutOfTimeReason);
  return verdict;
}

Verdict Rejected(const policy::Rule& rule, const std::string& reason) {
  Verdict verdict;
  verdict.reason = reason;
  verdict.public_reason = rule.disclose ? reason : kUndisclosedReason;
  verdict.rule_ids = {rule.id};
  verdict.citations = rule.implements;
  return verdict;
}

Verdict InThread(Verdict verdict, const std::optional<ThreadFault>& fault) {
  if (!fault || verdict.outcome == v1::DECISION_OUTCOME_DENY) return verdict;
  Verdict denied;
  denied.reason = std::string(fault->reason);
  denied.public_reason = denied.reason;
  return denied;
}

v1::ReceiptLevel ToProto(policy::ReceiptLevel level) {
  switch (level) {
    case policy::ReceiptLevel::kNone:
      break;
    case policy::ReceiptLevel::kSigned:
      return v1::RECEIPT_LEVEL_L1;
    case policy::ReceiptLevel::kCosigned:
      return v1::RECEIPT_LEVEL_L2;
  }
  return v1::RECEIPT_LEVEL_UNSPECIFIED;
}

void KeepAnswerTime(const Verdict& verdict, RecordFacts& record) {
  if (verdict.outcome == v1::DECISION_OUTCOME_PERMIT || !record.has_answer()) {
    return;
  }
  record.mutable_answer()->clear_due_ms();
  record.mutable_answer()->clear_latest_ms();
}

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
  if (!verdict.by_book) national.clear_decision_line();
  if (verdict.outcome != v1::DECISION_OUTCOME_PERMIT) {
    draft.shared.clear_measures();
  }
}

v1::Outcome OutcomeOf(const RecordFacts& record, const Verdict& verdict,
                      const v1::Outcome& prepared, const policy::Book& book) {
  v1::Outcome outcome;
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
  if (!verdict.rule_ids.empty()) {
    *outcome.mutable_redactions() = prepared.redactions();
  }
  outcome.set_book_digest(ToBytes(book.digest()));
  outcome.set_safety_notice(prepared.safety_notice());
  outcome.set_answer_due_ms(record.answer().due_ms());
  outcome.set_answer_latest_ms(record.answer().latest_ms());
  return outcome;
}

journal::v1::Hold HoldOf(const Verdict& verdict, absl::Time deadline,
                         bool repeated) {
  journal::v1::Hold hold;
  hold.mutable_rule_ids()->Assign(verdict.rule_ids.begin(),
                                  verdict.rule_ids.end());
  if (deadline != absl::InfiniteFuture()) {
    hold.set_deadline_ms(absl::ToUnixMillis(deadline));
  }
  hold.set_reason(verdict.reason);
  hold.set_repeated(repeated);
  return hold;
}

}  // namespace enlace::core
