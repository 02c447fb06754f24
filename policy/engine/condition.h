// What a rule asks of facts: statements, and lists of which all or any must
// hold.
//
// Plain data with a total order, so that what holds conditions can be united.

#ifndef ENLACE_POLICY_ENGINE_CONDITION_H_
#define ENLACE_POLICY_ENGINE_CONDITION_H_

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/facts/facts.h"

namespace enlace::policy {

// A statement about one fact.
struct Atom {
  enum class Test {
    kOneOf,    // the value, or one element of the set, is among `texts`
    kIsTrue,   // of a yes-no fact
    kPresent,  // the fact is there
    kAtMost,   // number or date
    kAtLeast,  // number or date
    kPast,     // the day, or one of the days, is before that of the decision
    kFuture,   // the day, or one of the days, is after that of the decision
    kNode,     // the party is a node, not an agency
  };
  // Name in Facts: "context.purpose_code"; of a fact of single elements how the
  // vocabulary writes it: "associates[].role" (element_fact.h).
  std::string fact;
  Test test = Test::kPresent;
  bool negated = false;
  StringSet texts;
  int64_t number = 0;
  Date date;  // of kAtMost and kAtLeast, where `number` is not meant

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes <=> for a comparison.
  friend auto operator<=>(const Atom&, const Atom&) = default;
};

// All or any of the atoms.
struct Condition {
  bool all = true;
  std::vector<Atom> atoms;

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes <=> for a comparison.
  friend auto operator<=>(const Condition&, const Condition&) = default;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_CONDITION_H_
