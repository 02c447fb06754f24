#include "server/gate/hold_view.h"

#include <algorithm>

#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "server/core/approvals.h"
#include "server/core/lapse.h"

namespace enlace::gate {
namespace {

v1::AwaitedReview AwaitedOf(const policy::Review& review,
                            const policy::Book& book,
                            const std::vector<ReviewSeat>& seats,
                            policy::Language language) {
  v1::AwaitedReview awaited;
  awaited.set_role(review.role);
  const auto label = book.vocabulary().roles.find(review.role);
  if (label != book.vocabulary().roles.end()) {
    awaited.set_label(label->second.label.In(language));
  }
  awaited.set_needed(static_cast<uint32_t>(review.count));
  for (const ReviewSeat& seat : seats) {
    if (seat.role != review.role) continue;
    if (seat.substitute_for.empty()) {
      awaited.set_held_by_caller(true);
    } else {
      awaited.add_caller_stands_in_for(seat.substitute_for);
    }
  }
  return awaited;
}

v1::HoldingRule RuleOf(const policy::Rule& rule, const policy::Book& book,
                       const std::vector<core::Approval>& approvals,
                       const std::string& reviewer,
                       const std::vector<ReviewSeat>& seats,
                       policy::Language language) {
  v1::HoldingRule holding;
  holding.set_rule_id(rule.id);
  holding.set_rule_digest(ToBytes(rule.digest));
  holding.set_because(rule.because.In(language));
  holding.mutable_citations()->Assign(rule.implements.begin(),
                                      rule.implements.end());
  for (const policy::Review& review : rule.reviews) {
    v1::AwaitedReview& awaited = *holding.add_reviews();
    awaited = AwaitedOf(review, book, seats, language);
    awaited.set_given(static_cast<uint32_t>(
        core::CountApprovals(approvals, rule.id, review.role)));
  }
  holding.set_approved_by_caller(std::any_of(
      approvals.begin(), approvals.end(), [&](const core::Approval& each) {
        return each.rule_id == rule.id && each.reviewer == reviewer;
      }));
  return holding;
}

}  // namespace

v1::HeldRecord HoldOf(const core::Transfer& transfer, const policy::Book& book,
                      const std::string& reviewer,
                      const std::vector<ReviewSeat>& seats,
                      policy::Language language) {
  const core::RecordFacts& record = transfer.record;
  v1::HeldRecord held;
  held.set_record_id(record.record_id());
  held.set_transfer_id(record.transfer_id());
  held.set_type(record.type());
  held.set_sender(record.sender());
  held.set_recipient(record.recipient());
  held.set_urgency(record.urgency());
  held.set_incoming(transfer.incoming);
  held.set_held_at_ms(transfer.decided_at_ms);
  held.set_decide_by_ms(core::EndMs(record));
  held.set_reason(record.hold().reason());
  const std::vector<core::Approval> approvals =
      core::CountingApprovals(transfer.approvals, book);
  for (const std::string& id : record.hold().rule_ids()) {
    const policy::Rule* const rule = book.FindRule(id);
    if (rule == nullptr) continue;
    *held.add_rules() =
        RuleOf(*rule, book, approvals, reviewer, seats, language);
  }
  return held;
}

}  // namespace enlace::gate
