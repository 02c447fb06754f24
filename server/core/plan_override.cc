// Urgent records: persons who set aside what a rule holds, and who looks at
// that afterwards.  docs/review.md, "Urgent releases".

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "policy/engine/rule.h"
#include "proto/wire/problem.h"
#include "server/core/approvals.h"
#include "server/core/planner.h"

namespace enlace::core {
namespace {

// Whether the person has set aside the rule as `input` names it.
bool HasOverridden(const Transfer& transfer, const OverrideRequest& input) {
  return std::any_of(transfer.overrides.begin(), transfer.overrides.end(),
                     [&](const Override& each) {
                       return each.person == input.person &&
                              each.rule_id == input.rule_id &&
                              each.rule_digest == input.rule_digest;
                     });
}

// Who set the rule aside does not look at it, nor does who sent the record.
bool MayLookAfterwards(const Transfer& transfer, const OverrideReview& input) {
  if (!transfer.incoming && transfer.record.sender() == input.reviewer) {
    return false;
  }
  return std::none_of(transfer.overrides.begin(), transfer.overrides.end(),
                      [&](const Override& each) {
                        return each.person == input.reviewer &&
                               each.rule_id == input.rule_id;
                      });
}

const OverriddenRule* FindUnreviewed(const Transfer& transfer,
                                     const std::string& rule_id) {
  const auto found = std::find_if(
      transfer.unreviewed.begin(), transfer.unreviewed.end(),
      [&](const OverriddenRule& each) { return each.rule_id == rule_id; });
  return found == transfer.unreviewed.end() ? nullptr : &*found;
}

}  // namespace

absl::Status Planner::CheckOverride(const OverrideRequest& input,
                                    const Transfer* held) const {
  RETURN_IF_ERROR(
      CheckHold({input.person, input.rule_id, input.rule_digest}, held));
  const policy::Rule& rule = *book_.FindRule(input.rule_id);
  if (!MayBeOverridden(rule, held->record)) {
    return wire::Refusal(
        absl::StatusCode::kFailedPrecondition, kNotOverridable,
        "rule_id: the rule is set aside for no record, or this "
        "one is not urgent");
  }
  if (rule.urgent_override->role != input.role) {
    return wire::Refusal(absl::StatusCode::kPermissionDenied,
                         wire::kNotEntitled,
                         "role: another one may set the rule aside");
  }
  if (input.statement.empty()) {
    return wire::FieldInvalid("statement", "must say why");
  }
  return absl::OkStatus();
}

Planned Planner::operator()(OverrideRequest input) {
  const Transfer* const held = state_.FindRecord(input.record_id);
  if (held != nullptr && HasOverridden(*held, input)) return Duplicate();
  absl::Status allowed = CheckOverride(input, held);
  if (!allowed.ok()) return Refuse(std::move(allowed));
  if (!clock_trusted_) return RefuseForClock();

  EntrySubject subject = SubjectOf(*held);
  subject.crosses = false;
  subject.outcome = v1::DECISION_OUTCOME_PERMIT;
  v1::NationalOpening& national = input.entry.national;
  national.add_rule_ids(input.rule_id);
  national.mutable_review()->set_role(input.role);
  national.mutable_review()->set_rule_digest(input.rule_digest);
  national.set_statement(input.statement);
  national.set_book_digest(ToBytes(book_.digest()));
  const Entry entry =
      AddEntry(v1::AUDIT_STEP_OVERRIDDEN, subject, std::move(input.entry));

  journal::v1::Overridden& overridden =
      *planned_.events.emplace_back().mutable_overridden();
  overridden.set_transfer_id(held->record.transfer_id());
  overridden.set_rule_id(input.rule_id);
  overridden.set_rule_digest(input.rule_digest);
  overridden.set_role(input.role);
  overridden.set_person(input.person);
  overridden.set_statement(input.statement);
  overridden.set_overridden_at_ms(instant_ms_);
  overridden.set_entry_index(entry.index);
  return Done();
}

Planned Planner::operator()(OverrideReview input) {
  const Transfer* const transfer = state_.FindRecord(input.record_id);
  const OverriddenRule* const rule =
      transfer == nullptr ? nullptr : FindUnreviewed(*transfer, input.rule_id);
  if (rule == nullptr ||
      std::find(rule->roles.begin(), rule->roles.end(), input.role) ==
          rule->roles.end() ||
      !MayLookAfterwards(*transfer, input)) {
    return Refuse(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                  "record_id: no override that the caller is to look at; who "
                  "made it does not");
  }
  EntrySubject subject = SubjectOf(*transfer);
  subject.crosses = false;
  subject.outcome = input.reason.empty() ? v1::DECISION_OUTCOME_PERMIT
                                         : v1::DECISION_OUTCOME_DENY;
  v1::NationalOpening& national = input.entry.national;
  national.set_reason(input.reason);
  national.add_rule_ids(input.rule_id);
  national.mutable_review()->set_role(input.role);
  const Entry entry = AddEntry(v1::AUDIT_STEP_OVERRIDE_REVIEWED, subject,
                               std::move(input.entry));
  journal::v1::OverrideReviewed& reviewed =
      *planned_.events.emplace_back().mutable_override_reviewed();
  reviewed.set_transfer_id(transfer->record.transfer_id());
  reviewed.set_rule_id(input.rule_id);
  reviewed.set_reviewer(input.reviewer);
  reviewed.set_entry_index(entry.index);
  return Done();
}

}  // namespace enlace::core
