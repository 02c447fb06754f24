#include "policy/analysis/rule_logic.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/time/civil_time.h"
#include "policy/analysis/fact_values.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/vocabulary.h"

namespace enlace::policy {
namespace {

// Choices of one literal a clause that are tried.
constexpr int kChoicesMax = 4096;

void AddCondition(const Condition& condition, bool exception,
                  std::vector<Clause>& clauses) {
  const bool separate = condition.all != exception;
  if (!separate) clauses.emplace_back();
  for (const Atom& atom : condition.atoms) {
    if (separate) clauses.emplace_back();
    clauses.back().push_back({&atom, exception});
  }
}

// Whether the literals of a choice can hold together, fact by fact.
class Together {
 public:
  Together(const Rule& rule, const Book& book, absl::Time instant)
      : unknown_(UnknownCountsAs(rule)),
        type_(rule.types.front()),
        vocabulary_(book.vocabulary()),
        instant_(instant),
        today_(absl::ToCivilDay(instant, vocabulary_.zone)) {}

  bool Possible(const std::vector<Literal>& chosen) const {
    std::map<std::string, std::vector<Literal>> by_fact;
    for (const Literal& literal : chosen) {
      by_fact[literal.atom->fact].push_back(literal);
    }
    return std::all_of(by_fact.begin(), by_fact.end(), [&](const auto& entry) {
      return HasValue(entry.first, entry.second);
    });
  }

 private:
  FactType TypeOf(const std::string& fact) const {
    for (const auto& [name, named] : vocabulary_.facts) {
      const auto type = named.types.find(type_);
      if (named.path == fact && type != named.types.end()) return type->second;
    }
    return {FactKind::kAgency, false, {}};  // a party
  }

  bool HasValue(const std::string& fact,
                const std::vector<Literal>& literals) const {
    std::vector<Atom> plain;  // as the literals want them
    bool about_presence = false;
    for (const Literal& literal : literals) {
      plain.push_back(*literal.atom);
      plain.back().negated = literal.negated();
      about_presence |= literal.atom->test == Atom::Test::kPresent;
    }
    std::vector<const Atom*> atoms;
    atoms.reserve(plain.size());
    for (const Atom& atom : plain) atoms.push_back(&atom);
    for (const FactValue& value : TellingValues(TypeOf(fact), atoms, today_)) {
      const bool counts = value.state == FactState::kKnown ||
                          (value.state == FactState::kAbsent && about_presence);
      if (!counts) continue;
      Facts facts;
      value.SetIn(facts, fact);
      const Occasion occasion{facts, instant_, today_};
      if (std::all_of(plain.begin(), plain.end(), [&](const Atom& atom) {
            return Holds(atom, occasion, unknown_);
          })) {
        return true;
      }
    }
    return false;
  }

  const bool unknown_;
  const std::string& type_;
  const Vocabulary& vocabulary_;
  const absl::Time instant_;
  const absl::CivilDay today_;
};

// Tries each choice of one literal from each clause.
class Choices {
 public:
  Choices(const std::vector<Clause>& clauses, const Together& together)
      : clauses_(clauses), together_(together) {}

  bool AnyPossible() { return Extend(0); }

 private:
  bool Extend(size_t next) {
    if (++tried_ > kChoicesMax) return true;
    if (!together_.Possible(chosen_)) return false;
    if (next == clauses_.size()) return true;
    for (const Literal& literal : clauses_[next]) {
      chosen_.push_back(literal);
      const bool possible = Extend(next + 1);
      chosen_.pop_back();
      if (possible) return true;
    }
    return false;
  }

  const std::vector<Clause>& clauses_;
  const Together& together_;
  std::vector<Literal> chosen_;
  int tried_ = 0;
};

bool Includes(const StringSet& all, const StringSet& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool NoGreater(const Atom& a, const Atom& b) {
  return a.date == Date() && b.date == Date() ? a.number <= b.number
                                              : a.date <= b.date;
}

bool Implies(const Literal& a, const Literal& b) {
  if (a.atom->fact != b.atom->fact || a.atom->test != b.atom->test ||
      a.negated() != b.negated()) {
    return false;
  }
  // Of a negated test the wider one says more.
  const Atom& narrow = a.negated() ? *b.atom : *a.atom;
  const Atom& wide = a.negated() ? *a.atom : *b.atom;
  switch (a.atom->test) {
    case Atom::Test::kOneOf:
      return Includes(wide.texts, narrow.texts);
    case Atom::Test::kAtMost:
      return NoGreater(narrow, wide);
    case Atom::Test::kAtLeast:
      return NoGreater(wide, narrow);
    default:
      return true;
  }
}

bool Implies(const Clause& a, const Clause& b) {
  return std::all_of(a.begin(), a.end(), [&](const Literal& each) {
    return std::any_of(b.begin(), b.end(), [&](const Literal& other) {
      return Implies(each, other);
    });
  });
}

}  // namespace

std::vector<Clause> ClausesOf(const Rule& rule) {
  std::vector<Clause> clauses;
  AddCondition(rule.parties, /*exception=*/false, clauses);
  for (const Condition& condition : rule.when) {
    AddCondition(condition, /*exception=*/false, clauses);
  }
  for (const Condition& condition : rule.unless) {
    AddCondition(condition, /*exception=*/true, clauses);
  }
  return clauses;
}

bool CanApply(const Rule& rule, const Book& book, absl::Time instant) {
  const Together together(rule, book, instant);
  return Choices(ClausesOf(rule), together).AnyPossible();
}

bool Implies(const Rule& a, const Rule& b) {
  const std::vector<Clause> known = ClausesOf(a);
  const std::vector<Clause> asked = ClausesOf(b);
  return a.direction == b.direction &&
         std::includes(b.types.begin(), b.types.end(), a.types.begin(),
                       a.types.end()) &&
         b.in_force_from <= a.in_force_from &&
         a.in_force_until <= b.in_force_until &&
         std::all_of(asked.begin(), asked.end(), [&](const Clause& clause) {
           return std::any_of(
               known.begin(), known.end(),
               [&](const Clause& each) { return Implies(each, clause); });
         });
}

}  // namespace enlace::policy
