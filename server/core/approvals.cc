#include "server/core/approvals.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/sha256.h"
#include "policy/facts/extract.h"

namespace enlace::core {
namespace {

bool IsStill(const std::string& rule_id, const std::string& digest,
             const policy::Book& book) {
  const policy::Rule* const rule = book.FindRule(rule_id);
  return rule != nullptr && digest == AsBytes(rule->digest);
}

bool IsOverridden(const policy::Rule& rule,
                  const journal::v1::RecordFacts& record,
                  absl::Span<const Override> overrides) {
  return MayBeOverridden(rule, record) &&
         OverridesMissing(rule, overrides) == 0;
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
               [&](const Approval& each) {
                 return IsStill(each.rule_id, each.rule_digest, book);
               });
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

std::vector<Override> CountingOverrides(absl::Span<const Override> overrides,
                                        const policy::Book& book) {
  std::vector<Override> counting;
  std::copy_if(overrides.begin(), overrides.end(), std::back_inserter(counting),
               [&](const Override& each) {
                 return IsStill(each.rule_id, each.rule_digest, book);
               });
  return counting;
}

void SetOverrideFacts(absl::Span<const Override> overrides,
                      const policy::Book& book, policy::Facts& facts) {
  std::map<std::pair<std::string, std::string>, int64_t> counts;
  for (const Override& each : CountingOverrides(overrides, book)) {
    ++counts[{each.rule_id, each.role}];
  }
  for (const auto& [of, count] : counts) {
    facts.Set(policy::OverrideFact(of.first, of.second), policy::Value(count));
  }
}

bool MayBeOverridden(const policy::Rule& rule,
                     const journal::v1::RecordFacts& record) {
  return rule.urgent_override.has_value() &&
         record.urgency() == v1::URGENCY_URGENT;
}

int64_t OverridesMissing(const policy::Rule& rule,
                         absl::Span<const Override> counting) {
  const int64_t given = std::count_if(
      counting.begin(), counting.end(), [&](const Override& each) {
        return each.rule_id == rule.id &&
               each.role == rule.urgent_override->role;
      });
  return std::max<int64_t>(0, rule.urgent_override->count - given);
}

std::vector<OverriddenRule> OverriddenRulesOf(
    const journal::v1::RecordFacts& record,
    absl::Span<const Approval> approvals, absl::Span<const Override> overrides,
    const policy::Book& book) {
  const std::vector<Override> counting = CountingOverrides(overrides, book);
  const std::vector<Approval> given = CountingApprovals(approvals, book);
  std::set<std::string> ids;
  for (const Override& each : counting) ids.insert(each.rule_id);
  std::vector<OverriddenRule> overridden;
  for (const std::string& id : ids) {
    const policy::Rule& rule = *book.FindRule(id);
    if (IsApproved(rule, given) || !IsOverridden(rule, record, counting)) {
      continue;
    }
    OverriddenRule& found = overridden.emplace_back();
    found.rule_id = id;
    for (const policy::Review& review : rule.reviews) {
      found.roles.push_back(review.role);
    }
  }
  return overridden;
}

bool ReviewsComplete(const Transfer& held, const policy::Book& book) {
  const auto& rule_ids = held.record.hold().rule_ids();
  if (rule_ids.empty()) return false;  // journaled before there were reviews
  const std::vector<Approval> counting =
      CountingApprovals(held.approvals, book);
  const std::vector<Override> overrides =
      CountingOverrides(held.overrides, book);
  return std::all_of(rule_ids.begin(), rule_ids.end(),
                     [&](const std::string& id) {
                       const policy::Rule* const rule = book.FindRule(id);
                       return rule == nullptr || IsApproved(*rule, counting) ||
                              IsOverridden(*rule, held.record, overrides);
                     });
}

}  // namespace enlace::core
