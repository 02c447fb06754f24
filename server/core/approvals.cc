#include "server/core/approvals.h"

#include <algorithm>

#include "base/sha256.h"
#include "policy/facts/extract.h"

namespace enlace::core {
namespace {

bool Counts(const Approval& approval, const policy::Book& book) {
  const policy::Rule* const rule = book.FindRule(approval.rule_id);
  return rule != nullptr && approval.rule_digest == AsBytes(rule->digest);
}

bool IsApproved(const policy::Rule& rule,
                absl::Span<const Approval> approvals) {
  return std::all_of(rule.reviews.begin(), rule.reviews.end(),
                     [&](const policy::Review& review) {
                       return CountApprovals(approvals, rule.id, review.role) >=
                              review.count;
                     });
}

}  // namespace

std::vector<Approval> CountingApprovals(absl::Span<const Approval> approvals,
                                        const policy::Book& book) {
  std::vector<Approval> counting;
  std::copy_if(approvals.begin(), approvals.end(), std::back_inserter(counting),
               [&](const Approval& each) { return Counts(each, book); });
  return counting;
}

int64_t CountApprovals(absl::Span<const Approval> approvals,
                       absl::string_view rule_id, absl::string_view role) {
  return std::count_if(approvals.begin(), approvals.end(),
                       [&](const Approval& each) {
                         return each.rule_id == rule_id && each.role == role;
                       });
}

void SetApprovalFacts(absl::Span<const Approval> approvals,
                      const policy::Book& book, policy::Facts& facts) {
  const std::vector<Approval> counting = CountingApprovals(approvals, book);
  for (const Approval& each : counting) {
    facts.Set(policy::ApprovalFact(each.rule_id, each.role),
              policy::Value(CountApprovals(counting, each.rule_id, each.role)));
  }
}

bool ReviewsComplete(const Transfer& held, const policy::Book& book) {
  const auto& rule_ids = held.record.hold().rule_ids();
  if (rule_ids.empty()) return false;  // journaled before there were reviews
  const std::vector<Approval> counting =
      CountingApprovals(held.approvals, book);
  return std::all_of(rule_ids.begin(), rule_ids.end(),
                     [&](const std::string& id) {
                       const policy::Rule* const rule = book.FindRule(id);
                       return rule == nullptr || IsApproved(*rule, counting);
                     });
}

}  // namespace enlace::core
