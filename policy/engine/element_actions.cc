#include "policy/engine/element_actions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "policy/engine/evaluate.h"
#include "policy/engine/obligation.h"
#include "policy/engine/stability.h"
#include "policy/facts/element_fact.h"

namespace enlace::policy {
namespace {

// The atom with the fact of element `index` instead of that of each.
Atom AtomAt(const Atom& atom, int index) {
  Atom at = atom;
  at.fact = ElementFact(atom.fact, index);
  return at;
}

// Whether `clause` drops element `index`.
bool Drops(const ElementClause& clause, int index, const Occasion& occasion) {
  // What is not known speaks for dropping: in `when` it holds, in `unless` not.
  const bool unknown = !clause.exception;
  const auto holds = [&](const Atom& atom) {
    return Holds(AtomAt(atom, index), occasion, unknown);
  };
  const auto& atoms = clause.condition.atoms;
  const bool met = clause.condition.all
                       ? std::all_of(atoms.begin(), atoms.end(), holds)
                       : std::any_of(atoms.begin(), atoms.end(), holds);
  return met != clause.exception;
}

const FieldAction* WholeAction(const JoinedTerms& terms,
                               const std::string& path) {
  const auto found = std::find_if(
      terms.fields.begin(), terms.fields.end(),
      [&](const FieldAction& action) { return action.path == path; });
  return found == terms.fields.end() ? nullptr : &*found;
}

}  // namespace

std::vector<ElementActions> ElementActionsOf(const JoinedTerms& terms,
                                             const Facts& facts,
                                             absl::CivilDay today) {
  std::vector<ElementActions> lists;
  const Occasion occasion{facts, absl::Time(), today};
  // The clauses are sorted by list.
  for (const ElementClause& clause : terms.elements) {
    const std::string& path = clause.action.path;
    const FieldAction* whole = WholeAction(terms, path);
    // Of a list that goes as a whole nothing is left to be looked at.
    if (whole == nullptr || whole->kind == FieldAction::kDrop) continue;
    if (lists.empty() || lists.back().path != path) {
      ElementActions& list = lists.emplace_back();
      list.path = path;
      const int count = ElementCount(facts, path, clause.most);
      for (int i = 0; i < count; ++i) {
        FieldAction& action = list.actions.emplace_back(*whole);
        action.path = ElementPath(path, i);
      }
    }
    std::vector<FieldAction>& actions = lists.back().actions;
    for (size_t i = 0; i < actions.size(); ++i) {
      if (!Drops(clause, static_cast<int>(i), occasion)) continue;
      FieldAction drop = clause.action;
      drop.path = actions[i].path;
      actions[i] = Stricter(actions[i], drop);
    }
  }
  return lists;
}

absl::Time NextElementChange(const ElementClause& clause, const Facts& facts,
                             absl::Time instant, const absl::TimeZone& zone) {
  absl::Time next = absl::InfiniteFuture();
  const int count = ElementCount(facts, clause.action.path, clause.most);
  for (const Atom& atom : clause.condition.atoms) {
    for (int i = 0; i < count; ++i) {
      next =
          std::min(next, NextDayChange(AtomAt(atom, i), facts, instant, zone));
    }
  }
  return next;
}

}  // namespace enlace::policy
