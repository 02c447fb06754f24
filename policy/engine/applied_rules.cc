#include "policy/engine/applied_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "policy/engine/reason.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

using RuleList = std::vector<const Rule*>;

std::vector<std::string> ToList(const std::set<std::string>& set) {
  return {set.begin(), set.end()};
}

void Cite(const RuleList& rules, Decision& decision) {
  std::set<std::string> ids, citations, public_ids, public_citations;
  for (const Rule* rule : rules) {
    ids.insert(rule->id);
    citations.insert(rule->implements.begin(), rule->implements.end());
    if (!rule->disclose) continue;
    public_ids.insert(rule->id);
    public_citations.insert(rule->implements.begin(), rule->implements.end());
  }
  decision.rule_ids = ToList(ids);
  decision.citations = ToList(citations);
  decision.public_rule_ids = ToList(public_ids);
  decision.public_citations = ToList(public_citations);
  decision.disclose = !public_ids.empty();
}

void CountAgainst(const RuleList& limits, Decision& decision) {
  std::set<std::string> ids;
  for (const Rule* rule : limits) ids.insert(rule->id);
  decision.counts_against = ToList(ids);
}

// What a permit rests on.
RuleList Permitting(const AppliedRules& applied) {
  RuleList rules = Asking(applied);
  rules.insert(rules.end(), applied.exceptions.begin(),
               applied.exceptions.end());
  return rules;
}

// Reasons of `rules`, or those that come from having no permit: these say only
// what the sender claimed itself, so the peer may know them.
void GiveReasons(const RuleList& rules, const std::vector<std::string>& open,
                 Decision& decision) {
  std::vector<std::string> all = open;
  std::vector<std::string> told = open;
  for (const Rule* rule : rules) {
    all.push_back(rule->reason);
    if (rule->disclose) told.push_back(rule->reason);
  }
  all = SortReasons(std::move(all));
  told = SortReasons(std::move(told));
  decision.reason = all.front();
  decision.secondary_reasons.assign(all.begin() + 1, all.end());
  decision.public_reason = told.empty() ? "R01" : told.front();
}

void AskForReview(const RuleList& holds, absl::Time instant,
                  Decision& decision) {
  std::map<std::string, int> counts;
  absl::Duration within = absl::InfiniteDuration();
  for (const Rule* rule : holds) {
    within = std::min(within, rule->within);
    for (const Review& review : rule->reviews) {
      int& count = counts[review.role];
      count = std::max(count, review.count);
    }
  }
  for (const auto& [role, count] : counts) {
    decision.reviews.push_back({role, count});
  }
  decision.deadline = instant + within;
}

}  // namespace

const StringSet* ClaimedBases(const Vocabulary& vocabulary,
                              const Facts& facts) {
  const auto fact = vocabulary.facts.find(vocabulary.claims);
  if (fact == vocabulary.facts.end()) return nullptr;
  const Value* value = facts.Find(fact->second.path);
  return value == nullptr ? nullptr : std::get_if<StringSet>(value);
}

std::string NoBasisReason(const StringSet* claimed) {
  return claimed == nullptr ? "B01" : "B02";
}

std::string ReasonAt(const Rule& permit, Stage stage,
                     const StringSet* claimed) {
  switch (stage) {
    case Stage::kNotInForce:
      return "B03";
    case Stage::kOtherParties:
      return "B05";
    case Stage::kConditions:
      return permit.reason.empty() ? "B06" : permit.reason;
    default:
      return NoBasisReason(claimed);
  }
}

Outcome OutcomeOf(const AppliedRules& applied) {
  if (!applied.forbids.empty() || applied.permits.empty()) {
    return Outcome::kDeny;
  }
  return applied.holds.empty() ? Outcome::kPermit : Outcome::kHold;
}

std::vector<const Rule*> Asking(const AppliedRules& applied) {
  RuleList asking = applied.permits;
  asking.insert(asking.end(), applied.requires_.begin(),
                applied.requires_.end());
  return asking;
}

Decision Justify(const AppliedRules& applied, const JoinedTerms& terms,
                 absl::Time instant) {
  Decision decision;
  decision.outcome = OutcomeOf(applied);
  decision.silent = applied.silent;
  switch (decision.outcome) {
    case Outcome::kDeny:
      Cite(applied.forbids, decision);
      GiveReasons(applied.forbids,
                  applied.forbids.empty() ? applied.missing
                                          : std::vector<std::string>(),
                  decision);
      break;
    case Outcome::kHold:
      Cite(applied.holds, decision);
      GiveReasons(applied.holds, {}, decision);
      AskForReview(applied.holds, instant, decision);
      break;
    case Outcome::kPermit:
      Cite(Permitting(applied), decision);
      CountAgainst(applied.limits, decision);
      break;
  }
  decision.fields = terms.fields;
  decision.caveats = terms.caveats;
  decision.retention = terms.retention;
  decision.answer = terms.answer;
  decision.receipt = terms.receipt;
  return decision;
}

}  // namespace enlace::policy
