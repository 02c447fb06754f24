#include "policy/engine/interpreter.h"

#include <algorithm>
#include <utility>

#include "absl/time/civil_time.h"
#include "base/sha256.h"
#include "policy/engine/applied_rules.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/joined_terms.h"
#include "policy/engine/obligation.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"
#include "policy/engine/stability.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "policy/facts/extract.h"

namespace enlace::policy {
namespace {

class Interpreter {
 public:
  Interpreter(const Vocabulary& vocabulary, const Occasion& occasion)
      : occasion_(occasion),
        claimed_(ClaimedBases(vocabulary, occasion.facts)) {}

  // REQUIRES: called for every rule before Consider() for any.
  void Except(const Rule& rule) {
    if (rule.effect == Effect::kExcept && Matches(rule, occasion_)) {
      exceptions_.push_back(&rule);
    }
  }

  void Consider(const Rule& rule) {
    if (rule.effect == Effect::kExcept) return;
    if (rule.effect == Effect::kPermit) return ConsiderPermit(rule);
    if (!Matches(rule, occasion_)) return;
    const std::vector<const Rule*> lifting = ExceptionsTo(rule);
    if (rule.limit.has_value() && lifting.empty()) {
      applied_.limits.push_back(&rule);
    }
    if (IsWithinLimit(rule, occasion_.facts)) return;
    if (!lifting.empty()) return Note(lifting);
    if (rule.effect == Effect::kForbid) applied_.forbids.push_back(&rule);
    if (rule.effect == Effect::kRequire) applied_.requires_.push_back(&rule);
    if (rule.effect == Effect::kHold && !IsApproved(rule, occasion_.facts)) {
      applied_.holds.push_back(&rule);
    }
    applied_.silent |= !rule.disclose && rule.effect != Effect::kRequire;
  }

  AppliedRules Applied() {
    if (applied_.missing.empty()) {
      applied_.missing.push_back(NoBasisReason(claimed_));
    }
    return std::move(applied_);
  }

 private:
  // Those that apply and name the rule.
  std::vector<const Rule*> ExceptionsTo(const Rule& rule) const {
    std::vector<const Rule*> lifting;
    for (const Rule* exception : exceptions_) {
      const auto& named = exception->exception_to;
      if (std::find(named.begin(), named.end(), rule.id) != named.end()) {
        lifting.push_back(exception);
      }
    }
    return lifting;
  }

  // Exceptions without which another rule would count.
  void Note(const std::vector<const Rule*>& exceptions) {
    auto& used = applied_.exceptions;
    for (const Rule* exception : exceptions) {
      if (std::find(used.begin(), used.end(), exception) == used.end()) {
        used.push_back(exception);
      }
    }
  }

  void ConsiderPermit(const Rule& rule) {
    const Stage stage = StageOf(rule);
    if (stage == Stage::kApplies) {
      applied_.permits.push_back(&rule);
      return;
    }
    if (stage > nearest_) applied_.missing.clear();
    if (stage >= nearest_) {
      nearest_ = stage;
      applied_.missing.push_back(ReasonAt(rule, stage, claimed_));
    }
  }

  Stage StageOf(const Rule& rule) const {
    if (!InForce(rule, occasion_)) return Stage::kNotInForce;
    if (!PartiesMatch(rule, occasion_)) return Stage::kOtherParties;
    if (!ConditionsMatch(rule, occasion_)) return Stage::kConditions;
    return BasisClaimed(rule) ? Stage::kApplies : Stage::kBasis;
  }

  bool BasisClaimed(const Rule& rule) const {
    if (rule.from_node) return true;
    if (rule.basis_of_parent) {
      return occasion_.facts.state(kFactParentState) == FactState::kKnown;
    }
    return claimed_ != nullptr &&
           std::includes(claimed_->begin(), claimed_->end(), rule.basis.begin(),
                         rule.basis.end());
  }

  const Occasion& occasion_;
  const StringSet* const claimed_;
  std::vector<const Rule*> exceptions_;  // that apply
  Stage nearest_ = Stage::kNotInForce;
  AppliedRules applied_;
};

// Whether the clause drops an element that says that.  It can only take away,
// so what is not known is taken as what it drops.
bool Drops(const ElementClause& clause, const Occasion& element) {
  return clause.exception ? !Holds(clause.condition, element, /*unknown=*/false)
                          : Holds(clause.condition, element, /*unknown=*/true);
}

// Element by element, what the clauses of `rules` make of the list `whole`.
ElementActions Elements(const FieldAction& whole, int most,
                        const std::vector<ElementClause>& clauses,
                        const Occasion& occasion) {
  ElementActions list;
  list.path = whole.path;
  const int count = ElementCount(occasion.facts, whole.path, most);
  for (int i = 0; i < count; ++i) {
    FieldAction strictest = whole;
    strictest.path = ElementPath(whole.path, i);
    for (const ElementClause& clause : clauses) {
      const Facts own = FactsOfElement(occasion.facts, clause.condition, i);
      if (!Drops(clause, {own, occasion.instant, occasion.today})) continue;
      FieldAction drop = clause.action;
      drop.path = strictest.path;
      strictest = Stricter(strictest, drop);
    }
    list.actions.push_back(std::move(strictest));
  }
  return list;
}

std::vector<ElementActions> Elements(const RecordType& type,
                                     const std::vector<const Rule*>& rules,
                                     const FieldActions& fields,
                                     const Occasion& occasion) {
  std::vector<ElementActions> lists;
  for (const FieldAction& whole : fields) {
    std::vector<ElementClause> clauses;
    for (const Rule* rule : rules) {
      for (const ElementClause& clause :
           rule->obligations.at(type.name()).elements) {
        if (clause.action.path == whole.path) clauses.push_back(clause);
      }
    }
    if (clauses.empty() || whole.kind == FieldAction::kDrop) continue;
    lists.push_back(Elements(whole, type.FindLeaf(whole.path)->elements_max,
                             clauses, occasion));
  }
  return lists;
}

bool TakesPart(const Rule& rule, const Facts& facts) {
  return facts.StringOrEmpty(kFactDirection) == DirectionName(rule.direction) &&
         std::binary_search(rule.types.begin(), rule.types.end(),
                            facts.StringOrEmpty(kFactType));
}

}  // namespace

bool NamesEveryCaveat(const Facts& facts, const Vocabulary& vocabulary) {
  switch (facts.state(kFactCaveats)) {
    case FactState::kAbsent:
      return true;
    case FactState::kError:
      return false;
    case FactState::kKnown:
      break;
  }
  const auto* const caveats = std::get_if<StringSet>(facts.Find(kFactCaveats));
  return caveats != nullptr &&
         std::all_of(caveats->begin(), caveats->end(),
                     [&](const std::string& caveat) {
                       return vocabulary.caveats.contains(caveat);
                     });
}

Decision Interpret(const Book& book, const Facts& facts, absl::Time instant) {
  const Vocabulary& vocabulary = book.vocabulary();
  const RecordType* type = book.schema().Find(facts.StringOrEmpty(kFactType));
  Decision decision;
  if (type == nullptr || facts.StringOrEmpty(kFactDirection).empty() ||
      !NamesEveryCaveat(facts, vocabulary)) {
    decision.reason = decision.public_reason = "T01";
    decision.book_digest = ToBytes(book.digest());
    return decision;
  }
  const Occasion occasion{facts, instant,
                          absl::ToCivilDay(instant, vocabulary.zone)};
  Interpreter interpreter(vocabulary, occasion);
  absl::Time stable_until = absl::InfiniteFuture();
  for (const Rule& rule : book.rules()) {
    if (TakesPart(rule, facts)) interpreter.Except(rule);
  }
  for (const Rule& rule : book.rules()) {
    if (!TakesPart(rule, facts)) continue;
    interpreter.Consider(rule);
    stable_until =
        std::min(stable_until, NextChange(rule, occasion, vocabulary.zone));
  }
  const AppliedRules applied = interpreter.Applied();
  const bool denied = OutcomeOf(applied) == Outcome::kDeny;
  const std::vector<const Rule*> asking =
      denied ? std::vector<const Rule*>() : Asking(applied);
  decision = Justify(applied, JoinTerms(*type, asking), instant);
  decision.elements = Elements(*type, asking, decision.fields, occasion);
  decision.stable_until = stable_until;
  decision.book_digest = ToBytes(book.digest());
  return decision;
}

}  // namespace enlace::policy
