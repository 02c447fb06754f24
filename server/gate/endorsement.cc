#include "server/gate/endorsement.h"

#include "policy/engine/rule.h"
#include "server/core/approvals.h"

namespace enlace::gate {

std::vector<v1::ReleaseApproval> DisclosedApprovals(
    absl::Span<const core::Approval> approvals, const policy::Book& book) {
  std::vector<v1::ReleaseApproval> disclosed;
  for (const core::Approval& each : core::CountingApprovals(approvals, book)) {
    if (!book.FindRule(each.rule_id)->disclose) continue;
    v1::ReleaseApproval& approval = disclosed.emplace_back();
    approval.set_rule_id(each.rule_id);
    approval.set_role(each.role);
    approval.set_approver(each.reviewer);
  }
  return disclosed;
}

std::vector<v1::ReleaseApproval> DisclosedOverrides(
    const core::RecordFacts& record, const core::StateFacts& known,
    const policy::Book& book) {
  std::vector<v1::ReleaseApproval> disclosed;
  const std::vector<core::Override> counting =
      core::CountingOverrides(known.overrides, book);
  for (const core::OverriddenRule& rule : core::OverriddenRulesOf(
           record, known.approvals, known.overrides, book)) {
    if (!book.FindRule(rule.rule_id)->disclose) continue;
    for (const core::Override& each : counting) {
      if (each.rule_id != rule.rule_id) continue;
      v1::ReleaseApproval& approval = disclosed.emplace_back();
      approval.set_rule_id(each.rule_id);
      approval.set_role(each.role);
      approval.set_approver(each.person);
    }
  }
  return disclosed;
}

std::set<std::string> EndorsersOf(const v1::ReleaseStatement& release,
                                  absl::string_view sender) {
  std::set<std::string> endorsers;
  for (const v1::ReleaseApproval& approval : release.approvals()) {
    if (approval.approver() != sender) endorsers.insert(approval.approver());
  }
  return endorsers;
}

}  // namespace enlace::gate
