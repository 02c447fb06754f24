#include "server/core/limits.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "policy/engine/limit.h"
#include "policy/engine/rule.h"
#include "policy/engine/rule_index.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/extract.h"

namespace enlace::core {
namespace {

// The rules with a limit that are about the record, none if it is of no type.
absl::Span<const policy::RuleTables::Numbered> LimitedRules(
    const policy::Book& book, const policy::Facts& facts) {
  const absl::string_view direction =
      facts.StringOrEmpty(policy::kFactDirection);
  const policy::RuleIndex* const index = book.FindIndex(
      direction == policy::DirectionName(policy::Direction::kOutgoing)
          ? policy::Direction::kOutgoing
          : policy::Direction::kIncoming,
      facts.StringOrEmpty(policy::kFactType));
  if (index == nullptr) return {};
  return index->tables().limited;
}

// Whether what was counted under `key` uses up the limit of `rule`.
bool IsUsedUp(const policy::Rule& rule, absl::Span<const LimitCount> counts,
              const policy::Book& book, absl::Time instant,
              const std::string& key) {
  const auto count =
      std::find_if(counts.begin(), counts.end(), [&](const LimitCount& each) {
        return each.rule_id == rule.id && each.key == key;
      });
  if (count == counts.end()) return false;
  const policy::LimitWindow window =
      policy::WindowAt(*rule.limit, instant, book.vocabulary().zone);
  return count->counted.from_ms == absl::ToUnixMillis(window.from) &&
         count->counted.count >= rule.limit->count;
}

bool IsUsedUp(const policy::Rule& rule, absl::Span<const LimitCount> counts,
              const policy::Book& book, absl::Time instant,
              const policy::Facts& facts) {
  return IsUsedUp(
      rule, counts, book, instant,
      policy::LimitKey(*rule.limit, facts.StringOrEmpty(policy::kFactSender),
                       facts.StringOrEmpty(policy::kFactRecipient)));
}

}  // namespace

std::vector<LimitCount> CountsFor(const State& state, absl::string_view sender,
                                  absl::string_view recipient) {
  std::vector<LimitCount> counts;
  for (const std::string& key :
       {absl::StrCat(sender, " "), absl::StrCat(" ", recipient),
        absl::StrCat(sender, " ", recipient)}) {
    for (auto it = state.limit_counts.lower_bound({key, ""});
         it != state.limit_counts.end() && it->first.first == key; ++it) {
      counts.push_back({it->first.second, key, it->second});
    }
  }
  return counts;
}

void SetLimitFacts(absl::Span<const LimitCount> counts,
                   const policy::Book& book, absl::Time instant,
                   policy::Facts& facts) {
  for (const policy::RuleTables::Numbered& each : LimitedRules(book, facts)) {
    facts.Set(
        policy::LimitFact(each.rule->id),
        policy::Value(IsUsedUp(*each.rule, counts, book, instant, facts)));
  }
}

bool LimitFactsHold(absl::Span<const LimitCount> counts,
                    const policy::Book& book, absl::Time instant,
                    const policy::Facts& facts) {
  const auto rules = LimitedRules(book, facts);
  return std::all_of(rules.begin(), rules.end(),
                     [&](const policy::RuleTables::Numbered& each) {
                       const policy::Value* said =
                           facts.Find(policy::LimitFact(each.rule->id));
                       return said != nullptr &&
                              *said ==
                                  policy::Value(IsUsedUp(*each.rule, counts,
                                                         book, instant, facts));
                     });
}

std::vector<journal::v1::LimitUse> UsesOf(
    absl::Span<const std::string> rule_ids, const policy::Book& book,
    const journal::v1::RecordFacts& record, int64_t instant_ms) {
  std::vector<journal::v1::LimitUse> uses;
  for (const std::string& id : rule_ids) {
    const policy::Rule* const rule = book.FindRule(id);
    if (rule == nullptr || !rule->limit.has_value()) continue;
    const policy::LimitWindow window = policy::WindowAt(
        *rule->limit, absl::FromUnixMillis(instant_ms), book.vocabulary().zone);
    journal::v1::LimitUse& use = uses.emplace_back();
    use.set_rule_id(id);
    use.set_key(
        policy::LimitKey(*rule->limit, record.sender(), record.recipient()));
    use.set_window_from_ms(absl::ToUnixMillis(window.from));
  }
  return uses;
}

int64_t LimitedUntilMs(absl::Span<const std::string> rule_ids,
                       const policy::Book& book, int64_t instant_ms) {
  int64_t until_ms = 0;
  for (const std::string& id : rule_ids) {
    const policy::Rule* const rule = book.FindRule(id);
    if (rule == nullptr || !rule->limit.has_value()) continue;
    const policy::LimitWindow window = policy::WindowAt(
        *rule->limit, absl::FromUnixMillis(instant_ms), book.vocabulary().zone);
    until_ms = std::max(until_ms, absl::ToUnixMillis(window.until));
  }
  return until_ms;
}

bool LimitFreedFor(const State& state, const Transfer& held,
                   const policy::Book& book, int64_t instant_ms) {
  const journal::v1::RecordFacts& record = held.record;
  const auto& ids = record.hold().rule_ids();
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const policy::Rule* const rule = book.FindRule(id);
    return rule != nullptr && rule->limit.has_value() &&
           !IsUsedUp(*rule,
                     CountsFor(state, record.sender(), record.recipient()),
                     book, absl::FromUnixMillis(instant_ms),
                     policy::LimitKey(*rule->limit, record.sender(),
                                      record.recipient()));
  });
}

void CountUse(State& state, const journal::v1::LimitUse& use) {
  LimitWindowCount& counted = state.limit_counts[{use.key(), use.rule_id()}];
  if (counted.from_ms != use.window_from_ms()) {
    counted = {use.window_from_ms(), 0};
  }
  ++counted.count;
}

}  // namespace enlace::core
