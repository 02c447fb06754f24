#include "server/gate/hold_view.h"

#include <algorithm>

#include "base/sha256.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "server/core/approvals.h"
#include "server/core/lapse.h"

namespace enlace::gate {
namespace {

v1::AwaitedReview Awaited(const policy::Review& review,
                          const policy::Book& book, policy::Language language) {
  v1::AwaitedReview awaited;
  awaited.set_role(review.role);
  const auto label = book.vocabulary().roles.find(review.role);
  if (label != book.vocabulary().roles.end()) {
    awaited.set_label(label->second.label.In(language));
  }
  awaited.set_needed(static_cast<uint32_t>(review.count));
  return awaited;
}

// Writes in which places the viewer may decide.
void NameSeats(const std::vector<ReviewSeat>& seats,
               v1::AwaitedReview& awaited) {
  for (const ReviewSeat& seat : seats) {
    if (seat.role != awaited.role()) continue;
    if (seat.substitute_for.empty()) {
      awaited.set_held_by_caller(true);
    } else {
      awaited.add_caller_stands_in_for(seat.substitute_for);
    }
  }
}

// Who may set aside `rule`, which may be.
void NameOverride(const core::Transfer& transfer, const policy::Rule& rule,
                  const policy::Book& book, const HoldViewer& viewer,
                  v1::HoldingRule& holding) {
  const std::vector<core::Override> given =
      core::CountingOverrides(transfer.overrides, book);
  v1::AwaitedReview& awaited = *holding.mutable_urgent_override();
  awaited = Awaited(*rule.urgent_override, book, viewer.language);
  awaited.set_given(awaited.needed() -
                    static_cast<uint32_t>(core::OverridesMissing(rule, given)));
  awaited.set_held_by_caller(
      MayOverride(viewer.parties, viewer.identity, transfer, rule));
  holding.set_overridden_by_caller(
      std::any_of(given.begin(), given.end(), [&](const core::Override& each) {
        return each.rule_id == rule.id && each.person == viewer.identity;
      }));
}

v1::HoldingRule RuleOf(const core::Transfer& transfer, const policy::Rule& rule,
                       const policy::Book& book, const HoldViewer& viewer) {
  const std::vector<core::Approval> approvals =
      core::CountingApprovals(transfer.approvals, book);
  v1::HoldingRule holding;
  holding.set_rule_id(rule.id);
  holding.set_rule_digest(ToBytes(rule.digest));
  holding.set_because(rule.because.In(viewer.language));
  holding.mutable_citations()->Assign(rule.implements.begin(),
                                      rule.implements.end());
  for (const policy::Review& review : rule.reviews) {
    v1::AwaitedReview& awaited = *holding.add_reviews();
    awaited = Awaited(review, book, viewer.language);
    NameSeats(viewer.seats, awaited);
    awaited.set_given(static_cast<uint32_t>(
        core::CountApprovals(approvals, rule.id, review.role)));
  }
  holding.set_approved_by_caller(std::any_of(
      approvals.begin(), approvals.end(), [&](const core::Approval& each) {
        return each.rule_id == rule.id && each.reviewer == viewer.identity;
      }));
  if (core::MayBeOverridden(rule, transfer.record)) {
    NameOverride(transfer, rule, book, viewer, holding);
  }
  return holding;
}

}  // namespace

v1::HeldRecord HoldOf(const core::Transfer& transfer, const policy::Book& book,
                      const HoldViewer& viewer) {
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
  for (const std::string& id : record.hold().rule_ids()) {
    const policy::Rule* const rule = book.FindRule(id);
    if (rule == nullptr) continue;
    *held.add_rules() = RuleOf(transfer, *rule, book, viewer);
  }
  return held;
}

}  // namespace enlace::gate
