// What a permit asks in return, as a lattice.
//
// Join() takes the stricter of two obligations, field by field: it is
// associative, commutative and idempotent, so neither the order of rules nor
// repeating one changes a decision.  A further permit therefore never loosens
// a field: what allows more needs its own claimed basis.

#ifndef ENLACE_POLICY_ENGINE_OBLIGATION_H_
#define ENLACE_POLICY_ENGINE_OBLIGATION_H_

#include <compare>
#include <set>
#include <string>
#include <vector>

#include "policy/engine/condition.h"
#include "policy/engine/decision.h"

namespace enlace::policy {

// "drop each associates because S10 when role is WITNESS".
struct ElementClause {
  FieldAction action;      // the drop, with the path of the list
  int most = 0;            // elements that the schema allows
  bool exception = false;  // `unless`: the condition spares an element
  Condition condition;     // about facts of single elements

  // NOLINTNEXTLINE(modernize-use-nullptr): it takes <=> for a comparison.
  friend auto operator<=>(const ElementClause&, const ElementClause&) = default;
};

struct Obligations {
  std::vector<FieldAction> fields;  // one per leaf, in the order of the leaves
  std::set<ElementClause> elements;
  std::set<std::string> caveats;
  Retention retention;
  AnswerTime answer;
  ReceiptLevel receipt = ReceiptLevel::kNone;

  bool operator==(const Obligations&) const = default;
};

// The stricter action for one leaf.  Drop is stricter than generalise, which
// is stricter than release; silent is stricter than announced; at equal
// strictness a rule's action goes before a default, and the smaller rule id
// before the greater, so that one reason is given, always the same.
// REQUIRES: both are for the same path.
const FieldAction& Stricter(const FieldAction& a, const FieldAction& b);

// The shorter of both limits, each by itself.
Retention Stricter(const Retention& a, const Retention& b);

// The shorter time, and of those that ask for an answer the shorter extension.
AnswerTime Stricter(const AnswerTime& a, const AnswerTime& b);

// REQUIRES: both are for the same record type.
Obligations Join(const Obligations& a, const Obligations& b);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_OBLIGATION_H_
