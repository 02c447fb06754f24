#include "policy/engine/coverage.h"

#include <algorithm>
#include <set>

#include "absl/time/civil_time.h"
#include "policy/engine/case.h"
#include "policy/engine/decision.h"
#include "policy/engine/evaluate.h"
#include "policy/facts/extract.h"
#include "policy/engine/rule.h"
#include "policy/engine/vocabulary.h"

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

// The truths of the atoms of `conditions`, list by list.
std::vector<std::vector<bool>> TruthsOf(
    const std::vector<Condition>& conditions, const Occasion& occasion,
    bool unknown) {
  std::vector<std::vector<bool>> truths;
  for (const Condition& condition : conditions) {
    std::vector<bool>& list = truths.emplace_back();
    for (const Atom& atom : condition.atoms) {
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

// Conditions of one rule in one case, of which one atom can be turned round.
class Conditions {
 public:
  Conditions(const Rule& rule, const Occasion& occasion)
      : rule_(rule),
        when_(TruthsOf(rule.when, occasion, UnknownCountsAs(rule))),
        unless_(TruthsOf(rule.unless, occasion, !UnknownCountsAs(rule))) {}

  // Adds the atoms without which the rule would come out otherwise.
  void AddDeciding(std::set<const Atom*>& deciding) {
    const bool before = Match();
    for (const auto& [conditions, truths] :
         {std::pair(&rule_.when, &when_), std::pair(&rule_.unless, &unless_)}) {
      for (size_t i = 0; i < conditions->size(); ++i) {
        for (size_t k = 0; k < (*conditions)[i].atoms.size(); ++k) {
          // Leaving out one of `all` is as if it held, one of `any` as if not.
          if ((*truths)[i][k] == (*conditions)[i].all) continue;
          (*truths)[i][k].flip();
          if (Match() != before) deciding.insert(&(*conditions)[i].atoms[k]);
          (*truths)[i][k].flip();
        }
      }
    }
  }

 private:
  bool Match() const {
    for (size_t i = 0; i < when_.size(); ++i) {
      if (!Holds(rule_.when[i], when_[i])) return false;
    }
    for (size_t i = 0; i < unless_.size(); ++i) {
      if (Holds(rule_.unless[i], unless_[i])) return false;
    }
    return true;
  }

  const Rule& rule_;
  std::vector<std::vector<bool>> when_;
  std::vector<std::vector<bool>> unless_;
};

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
  for (const Played& one : all) {
    const Facts& facts = one.played->facts;
    if (!IsAbout(rule, facts)) continue;
    const Occasion occasion{facts, one.played->instant, one.today};
    const bool counts = exceptions.Count(occasion);
    ++(counts && Applies(rule, one, occasion) ? coverage.shown
                                              : coverage.spared);
    if (counts && InForce(rule, occasion) && PartiesMatch(rule, occasion)) {
      Conditions(rule, occasion).AddDeciding(deciding);
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
