#include "policy/engine/coverage.h"

#include <algorithm>
#include <set>

#include "absl/time/civil_time.h"
#include "policy/engine/case.h"
#include "policy/engine/decision.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

// A case and what the book says of it.
struct Played {
  const Case* played = nullptr;
  Decision decision;
  absl::CivilDay today;
};

bool IsAbout(const Rule& rule, const Facts& facts) {
  const absl::string_view direction =
      rule.direction == Direction::kOutgoing ? "outgoing" : "incoming";
  return facts.StringOrEmpty(kFactDirection) == direction &&
         std::binary_search(rule.types.begin(), rule.types.end(),
                            facts.StringOrEmpty(kFactType));
}

using Conditions = std::vector<const Condition*>;

Conditions AllOf(const std::vector<Condition>& conditions) {
  Conditions all;
  for (const Condition& condition : conditions) all.push_back(&condition);
  return all;
}

// The truths of the atoms of `conditions`, list by list.
std::vector<std::vector<bool>> TruthsOf(const Conditions& conditions,
                                        const Occasion& occasion,
                                        bool unknown) {
  std::vector<std::vector<bool>> truths;
  for (const Condition* condition : conditions) {
    std::vector<bool>& list = truths.emplace_back();
    for (const Atom& atom : condition->atoms) {
      list.push_back(Holds(atom, occasion, unknown));
    }
  }
  return truths;
}

bool Holds(const Condition& condition, const std::vector<bool>& truths) {
  return condition.all
             ? std::find(truths.begin(), truths.end(), false) == truths.end()
             : std::find(truths.begin(), truths.end(), true) != truths.end();
}

// Conditions of a rule or clause in one case, of which one atom can be turned
// round.
class Turning {
 public:
  // `unknown` is what an atom without a truth counts as in `when`.
  Turning(Conditions when, Conditions unless, const Occasion& occasion,
          bool unknown)
      : when_{std::move(when), {}}, unless_{std::move(unless), {}} {
    when_.truths = TruthsOf(when_.conditions, occasion, unknown);
    unless_.truths = TruthsOf(unless_.conditions, occasion, !unknown);
  }

  // Every `when` holds and no `unless` does.
  bool Match() const {
    for (size_t i = 0; i < when_.truths.size(); ++i) {
      if (!Holds(*when_.conditions[i], when_.truths[i])) return false;
    }
    for (size_t i = 0; i < unless_.truths.size(); ++i) {
      if (Holds(*unless_.conditions[i], unless_.truths[i])) return false;
    }
    return true;
  }

  // Adds the atoms without which it would come out otherwise.
  void AddDeciding(std::set<const Atom*>& deciding) {
    const bool before = Match();
    for (Side* side : {&when_, &unless_}) {
      for (size_t i = 0; i < side->conditions.size(); ++i) {
        const Condition& condition = *side->conditions[i];
        for (size_t k = 0; k < condition.atoms.size(); ++k) {
          // Leaving out one of `all` is as if it held, one of `any` as if not.
          if (side->truths[i][k] == condition.all) continue;
          side->truths[i][k].flip();
          if (Match() != before) deciding.insert(&condition.atoms[k]);
          side->truths[i][k].flip();
        }
      }
    }
  }

 private:
  struct Side {
    Conditions conditions;
    std::vector<std::vector<bool>> truths;
  };
  Side when_;
  Side unless_;
};

// What the elements of one case show of a clause: adds the atoms that matter
// for one of them.  Whether one is dropped.
bool ShowElements(const ElementClause& clause, const Occasion& occasion,
                  std::set<const Atom*>& deciding) {
  bool dropped = false;
  const int count =
      ElementCount(occasion.facts, clause.action.path, clause.most);
  for (int i = 0; i < count; ++i) {
    const Facts own = FactsOfElement(occasion.facts, clause.condition, i);
    const Conditions conditions = {&clause.condition};
    Turning turning(clause.exception ? Conditions() : conditions,
                    clause.exception ? conditions : Conditions(),
                    {own, occasion.instant, occasion.today}, /*unknown=*/true);
    dropped |= turning.Match();
    turning.AddDeciding(deciding);
  }
  return dropped;
}

// What is excepted from what.
struct Exceptions {
  explicit Exceptions(const Rule& rule, const Book& book)
      : to_it(book.ExceptionsTo(rule.id)) {
    for (const std::string& id : rule.exception_to) {
      lifted.push_back(book.FindRule(id));
    }
  }

  // Whether conditions make a difference: no exception lifts the rule; or it is
  // one itself, and what it lifts would apply.
  bool Count(const Occasion& occasion) const {
    const auto matches = [&](const Rule* rule) {
      return Matches(*rule, occasion) && !IsWithinLimit(*rule, occasion.facts);
    };
    return std::none_of(to_it.begin(), to_it.end(), matches) &&
           (lifted.empty() ||
            std::any_of(lifted.begin(), lifted.end(), matches));
  }

  std::vector<const Rule*> to_it;
  std::vector<const Rule*> lifted;
};

// A permit applies only if its basis is claimed, which its decision tells.
bool Applies(const Rule& rule, const Played& one, const Occasion& occasion) {
  if (rule.effect == Effect::kPermit) {
    const auto& ids = one.decision.rule_ids;
    return std::binary_search(ids.begin(), ids.end(), rule.id);
  }
  return Matches(rule, occasion) && !IsWithinLimit(rule, occasion.facts);
}

RuleCoverage CoverageOf(const Rule& rule, const Book& book,
                        const std::vector<Played>& all) {
  const Exceptions exceptions(rule, book);
  RuleCoverage coverage;
  coverage.rule = &rule;
  coverage.always = rule.effect != Effect::kPermit &&
                    rule.parties.atoms.empty() && rule.when.empty() &&
                    rule.unless.empty() && exceptions.to_it.empty() &&
                    !rule.limit.has_value();
  std::set<const Atom*> deciding;
  std::set<const ElementClause*> seen;
  for (const Played& one : all) {
    const Facts& facts = one.played->facts;
    if (!IsAbout(rule, facts)) continue;
    const Occasion occasion{facts, one.played->instant, one.today};
    const bool counts = exceptions.Count(occasion);
    ++(counts && Applies(rule, one, occasion) ? coverage.shown
                                              : coverage.spared);
    if (counts && InForce(rule, occasion) && PartiesMatch(rule, occasion)) {
      Turning(AllOf(rule.when), AllOf(rule.unless), occasion,
              UnknownCountsAs(rule))
          .AddDeciding(deciding);
    }
    const auto asked = rule.obligations.find(facts.StringOrEmpty(kFactType));
    if (!counts || asked == rule.obligations.end() ||
        !Applies(rule, one, occasion)) {
      continue;
    }
    for (const ElementClause& clause : asked->second.elements) {
      if (ShowElements(clause, occasion, deciding)) seen.insert(&clause);
    }
  }
  for (const auto& [type, asked] : rule.obligations) {
    for (const ElementClause& clause : asked.elements) {
      if (seen.count(&clause) == 0) coverage.unseen.push_back(&clause);
      for (const Atom& atom : clause.condition.atoms) {
        if (deciding.count(&atom) == 0) coverage.idle.push_back(&atom);
      }
    }
  }
  for (const auto* conditions : {&rule.when, &rule.unless}) {
    for (const Condition& condition : *conditions) {
      for (const Atom& atom : condition.atoms) {
        if (deciding.count(&atom) == 0) coverage.idle.push_back(&atom);
      }
    }
  }
  return coverage;
}

}  // namespace

std::vector<RuleCoverage> CoverageOf(const Book& book) {
  std::vector<Played> all;
  for (const Case& each : book.cases()) {
    all.push_back({&each, book.Decide(each.facts, each.instant),
                   absl::ToCivilDay(each.instant, book.vocabulary().zone)});
  }
  std::vector<RuleCoverage> coverage;
  for (const Rule& rule : book.rules()) {
    coverage.push_back(CoverageOf(rule, book, all));
  }
  return coverage;
}

}  // namespace enlace::policy
