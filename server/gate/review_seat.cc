#include "server/gate/review_seat.h"

#include <algorithm>

#include "server/core/approvals.h"
#include "server/core/substitution.h"

namespace enlace::gate {
namespace {

const policy::Review* FindReview(const policy::Rule& rule,
                                 const std::string& role) {
  const auto found = std::find_if(
      rule.reviews.begin(), rule.reviews.end(),
      [&](const policy::Review& review) { return review.role == role; });
  return found == rule.reviews.end() ? nullptr : &*found;
}

// Whether the rule lacks approvals of the seat's role, and none was given in
// the place of the person who is stood in for.
bool IsAwaited(const ReviewSeat& seat, const policy::Rule& rule,
               const std::vector<core::Approval>& approvals) {
  const bool taken = !seat.substitute_for.empty() &&
                     std::any_of(approvals.begin(), approvals.end(),
                                 [&](const core::Approval& each) {
                                   return each.rule_id == rule.id &&
                                          each.seat() == seat.substitute_for;
                                 });
  return !taken && core::CountApprovals(approvals, rule.id, seat.role) <
                       FindReview(rule, seat.role)->count;
}

}  // namespace

std::vector<ReviewSeat> SeatsOf(const Parties& parties,
                                const core::State& state,
                                const std::string& reviewer,
                                const core::Transfer& held,
                                int64_t instant_ms) {
  std::vector<ReviewSeat> seats;
  if (!held.incoming && held.record.sender() == reviewer) return seats;
  for (const std::string& role : parties.RolesOf(reviewer)) {
    seats.push_back({role, ""});
  }
  for (const core::Substitution& each :
       core::SubstitutionsOf(state, reviewer, held, instant_ms)) {
    if (parties.RolesOf(each.principal).contains(each.role)) {
      seats.push_back({each.role, each.principal});
    }
  }
  return seats;
}

bool MayReview(const core::Transfer& held, const std::vector<ReviewSeat>& seats,
               const policy::Book& book) {
  const auto& ids = held.record.hold().rule_ids();
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const policy::Rule* const rule = book.FindRule(id);
    return rule != nullptr &&
           std::any_of(seats.begin(), seats.end(), [&](const ReviewSeat& seat) {
             return FindReview(*rule, seat.role) != nullptr;
           });
  });
}

bool MayOverride(const Parties& parties, const std::string& person,
                 const core::Transfer& held, const policy::Rule& rule) {
  const auto roles = parties.persons.find(person);
  return roles != parties.persons.end() &&
         core::MayBeOverridden(rule, held.record) &&
         roles->second.contains(rule.urgent_override->role);
}

bool MayOverrideAny(const Parties& parties, const std::string& person,
                    const core::Transfer& held, const policy::Book& book) {
  const auto& ids = held.record.hold().rule_ids();
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const policy::Rule* const rule = book.FindRule(id);
    return rule != nullptr && MayOverride(parties, person, held, *rule);
  });
}

const ReviewSeat* ChooseSeat(const std::vector<ReviewSeat>& seats,
                             const policy::Rule& rule, const std::string& role,
                             const std::vector<core::Approval>& approvals) {
  const ReviewSeat* chosen = nullptr;
  for (const ReviewSeat& seat : seats) {
    if (FindReview(rule, seat.role) == nullptr ||
        (!role.empty() && role != seat.role)) {
      continue;
    }
    if (IsAwaited(seat, rule, approvals)) return &seat;
    if (chosen == nullptr) chosen = &seat;
  }
  return chosen;
}

}  // namespace enlace::gate
