#include "policy/replay/redecide.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "policy/engine/evaluate.h"
#include "policy/engine/limit.h"
#include "policy/engine/rule.h"
#include "policy/engine/rule_index.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"
#include "policy/replay/possible_values.h"

namespace enlace::policy {
namespace {

// So many combinations are decided; beyond that it is not known.
constexpr size_t kCombinationsMax = 256;

// Which truths something may have.
struct Truths {
  bool yes = false;
  bool no = false;

  bool open() const { return yes && no; }
};

bool SameTerms(const Decision& a, const Decision& b) {
  return a.outcome == b.outcome && a.fields == b.fields &&
         a.elements == b.elements && a.caveats == b.caveats &&
         a.retention == b.retention && a.answer == b.answer &&
         a.receipt == b.receipt && a.reviews == b.reviews &&
         a.deadline == b.deadline;
}

void KeepCommon(std::vector<std::string>& all,
                const std::vector<std::string>& others) {
  std::vector<std::string> common;
  std::set_intersection(all.begin(), all.end(), others.begin(), others.end(),
                        std::back_inserter(common));
  all = std::move(common);
}

class Redecider {
 public:
  Redecider(const AskedFacts& asked, const CoarseOccasion& occasion)
      : book_(asked.book()),
        told_(occasion),
        today_(absl::ToCivilDay(occasion.instant, book_.vocabulary().zone)),
        type_(TextOrEmpty(occasion.facts, kFactType)),
        questions_(
            asked.Of(TextOrEmpty(occasion.facts, kFactDirection), type_)) {}

  Redecision Decide() {
    const FactQuestion nothing;
    for (const absl::string_view name : WholeFacts()) {
      Look(std::string(name), nothing);
    }
    for (const auto& [name, question] : questions_) {
      if (ListOf(name).empty()) Look(name, question);
    }
    for (const auto& [name, question] : questions_) {
      if (!ListOf(name).empty()) LookAtElements(name, question);
    }
    FindWhatMatters();
    return DecideAll();
  }

 private:
  using Possible = std::optional<std::vector<PossibleValue>>;

  void Look(const std::string& name, const FactQuestion& question) {
    const auto told = told_.facts.find(name);
    possible_[name] = PossibleValues(
        name, told == told_.facts.end() ? nullptr : &told->second, question,
        {told_.day, today_});
  }

  // Facts of as many elements as there may be.
  void LookAtElements(const std::string& name, const FactQuestion& question) {
    const std::string list(ListOf(name));
    int most = 0;
    if (const Possible& counts = possible_[list]) {
      for (const PossibleValue& count : *counts) {
        Facts facts;
        count.SetIn(facts, list);
        most = std::max(most, ElementCount(facts, list, question.elements_max));
      }
    }
    for (int i = 0; i < most; ++i) Look(ElementFact(name, i), question);
  }

  bool IsOpen(const std::string& name) const {
    const auto found = possible_.find(name);
    return found != possible_.end() &&
           (!found->second.has_value() || found->second->size() > 1);
  }

  Truths TruthsOf(const Atom& atom, bool unknown) const {
    const auto found = possible_.find(atom.fact);
    Truths truths;
    if (found == possible_.end() || !found->second.has_value()) {
      return {true, true};
    }
    for (const PossibleValue& value : *found->second) {
      Facts facts;
      value.SetIn(facts, atom.fact);
      const bool holds =
          Holds(atom, Occasion{facts, told_.instant, today_}, unknown);
      (holds ? truths.yes : truths.no) = true;
    }
    return truths;
  }

  // As if the facts of its atoms had nothing to do with each other.  Facts of
  // atoms that may be true or not are added to `open`.
  Truths TruthsOf(const Condition& condition, bool unknown,
                  std::set<std::string>& open) const {
    // Of all: any that may not hold.  Of any: any that may.
    bool some = false;
    bool every = true;
    for (const Atom& atom : condition.atoms) {
      const Truths truths = TruthsOf(atom, unknown);
      if (truths.open()) open.insert(atom.fact);
      some |= condition.all ? truths.no : truths.yes;
      every &= condition.all ? truths.yes : truths.no;
    }
    return condition.all ? Truths{every, some} : Truths{some, every};
  }

  // Notes the open facts on which it depends whether `rule` counts, or for
  // what.
  void Consider(const Rule& rule) {
    const Facts none;
    if (!InForce(rule, Occasion{none, told_.instant, today_})) return;
    const bool unknown = UnknownCountsAs(rule);
    std::set<std::string> open;
    Truths applies{true, false};
    const auto need = [&](const Truths& truths, bool wanted) {
      applies.yes &= wanted ? truths.yes : truths.no;
      applies.no |= wanted ? truths.no : truths.yes;
    };
    need(TruthsOf(rule.parties, unknown, open), true);
    for (const Condition& condition : rule.when) {
      need(TruthsOf(condition, unknown, open), true);
    }
    for (const Condition& condition : rule.unless) {
      need(TruthsOf(condition, !unknown, open), false);
    }
    if (!applies.yes) return;
    if (applies.no) matters_.insert(open.begin(), open.end());
    ConsiderState(rule);
    ConsiderElements(rule);
  }

  void Note(const std::string& name) {
    if (IsOpen(name)) matters_.insert(name);
  }

  void ConsiderState(const Rule& rule) {
    if (rule.limit.has_value()) Note(LimitFact(rule.id));
    for (const Review& review : rule.reviews) {
      Note(ApprovalFact(rule.id, review.role));
    }
    if (rule.urgent_override.has_value()) {
      Note(OverrideFact(rule.id, rule.urgent_override->role));
    }
    if (rule.effect != Effect::kPermit) return;
    if (rule.basis_of_parent) Note(std::string(kFactParentState));
    const Vocabulary& vocabulary = book_.vocabulary();
    const auto claims = vocabulary.facts.find(vocabulary.claims);
    if (!rule.basis.empty() && claims != vocabulary.facts.end()) {
      Note(claims->second.path);
    }
  }

  void ConsiderElements(const Rule& rule) {
    const auto asked = rule.obligations.find(type_);
    if (asked == rule.obligations.end()) return;
    for (const ElementClause& clause : asked->second.elements) {
      Note(clause.action.path);
      for (int i = 0; i < clause.most; ++i) {
        for (const Atom& atom : clause.condition.atoms) {
          Note(ElementFact(atom.fact, i));
        }
      }
    }
  }

  void FindWhatMatters() {
    if (questions_.empty()) return;
    Note(std::string(kFactCaveats));
    const Direction direction = TextOrEmpty(told_.facts, kFactDirection) ==
                                        DirectionName(Direction::kIncoming)
                                    ? Direction::kIncoming
                                    : Direction::kOutgoing;
    for (const Rule* rule : book_.FindIndex(direction, type_)->rules()) {
      Consider(*rule);
    }
  }

  // The number of combinations of what matters; nothing if there are too many.
  std::optional<size_t> Combinations() const {
    size_t all = 1;
    for (const std::string& name : matters_) {
      const Possible& possible = possible_.at(name);
      if (!possible.has_value()) return std::nullopt;
      all *= possible->size();
      if (all > kCombinationsMax) return std::nullopt;
    }
    return all;
  }

  Redecision DecideAll() const {
    const std::optional<size_t> combinations = Combinations();
    if (!combinations.has_value()) return Unsettled();
    Facts facts;
    for (const auto& [name, possible] : possible_) {
      if (possible.has_value()) possible->front().SetIn(facts, name);
    }
    Redecision again;
    for (size_t number = 0; number < *combinations; ++number) {
      size_t rest = number;
      for (const std::string& name : matters_) {
        const std::vector<PossibleValue>& values = *possible_.at(name);
        values[rest % values.size()].SetIn(facts, name);
        rest /= values.size();
      }
      Decision decision = book_.Decide(facts, told_.instant);
      if (!again.decision.has_value()) {
        again.decision = std::move(decision);
        continue;
      }
      if (!SameTerms(*again.decision, decision)) return Unsettled();
      KeepCommon(again.decision->rule_ids, decision.rule_ids);
      KeepCommon(again.decision->citations, decision.citations);
    }
    return again;
  }

  Redecision Unsettled() const {
    std::set<std::string> names;
    for (const std::string& name : matters_) {
      const size_t open = name.find('[');
      const size_t close = name.find(']');
      names.insert(open == std::string::npos || close == std::string::npos
                       ? name
                       : name.substr(0, open + 1) + name.substr(close));
    }
    return {std::nullopt, {names.begin(), names.end()}};
  }

  const Book& book_;
  const CoarseOccasion told_;
  const absl::CivilDay today_;
  const std::string type_;
  const FactQuestions& questions_;
  std::map<std::string, Possible> possible_;  // of all facts, by name
  std::set<std::string> matters_;  // open facts that may make a difference
};

}  // namespace

Redecision Redecide(const AskedFacts& asked, const CoarseOccasion& occasion) {
  return Redecider(asked, occasion).Decide();
}

}  // namespace enlace::policy
