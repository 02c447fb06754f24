#include "server/gate/role_shortage.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/log.h"
#include "policy/engine/rule.h"

namespace enlace::gate {
namespace {

// Gives approvals to those who may give them, each to somebody else, as many as
// can be (augmenting paths).
class Assignment {
 public:
  explicit Assignment(const Parties& parties) : parties_(parties) {}

  bool Add(const std::string& role) {
    std::set<std::string> tried;
    return Add(role, tried);
  }

 private:
  bool Add(const std::string& role, std::set<std::string>& tried) {
    for (const auto* const holders :
         {&parties_.persons, &parties_.agency_roles}) {
      for (const auto& [identity, roles] : *holders) {
        if (!roles.contains(role) || !tried.insert(identity).second) continue;
        const auto taken = role_of_.find(identity);
        if (taken != role_of_.end() && !Add(taken->second, tried)) continue;
        role_of_[identity] = role;
        return true;
      }
    }
    return false;
  }

  const Parties& parties_;
  std::map<std::string, std::string> role_of_;  // identity ->
};

}  // namespace

std::vector<v1::RoleShortage> RoleShortagesOf(const policy::Book& book,
                                              const Parties& parties) {
  std::vector<v1::RoleShortage> shortages;
  for (const policy::Rule& rule : book.rules()) {
    v1::RoleShortage shortage;
    Assignment assignment(parties);
    uint32_t held = 0;
    for (const policy::Review& review : rule.reviews) {
      shortage.add_roles(review.role);
      for (int i = 0; i < review.count; ++i) {
        held += assignment.Add(review.role) ? 1 : 0;
      }
      shortage.set_needed(shortage.needed() +
                          static_cast<uint32_t>(review.count));
    }
    if (held == shortage.needed()) continue;
    shortage.set_rule_id(rule.id);
    shortage.set_held(held);
    shortages.push_back(std::move(shortage));
  }
  return shortages;
}

void WarnOfRoleShortages(const policy::Book& book, const Parties& parties) {
  for (const v1::RoleShortage& each : RoleShortagesOf(book, parties)) {
    Log(Severity::kWarning,
        "too few hold the roles that a rule waits for; what it holds will end "
        "undecided",
        {{"rule", each.rule_id()},
         {"roles", absl::StrJoin(each.roles(), ", ")},
         {"needed", absl::StrCat(each.needed())},
         {"held", absl::StrCat(each.held())}});
  }
}

}  // namespace enlace::gate
