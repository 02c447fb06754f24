#include "policy/engine/joined_terms.h"

#include <utility>

namespace enlace::policy {
namespace {

FieldActions AllDropped(const RecordType& type) {
  std::vector<FieldAction> actions;
  actions.reserve(type.leaves().size());
  for (const Leaf& leaf : type.leaves()) {
    FieldAction& action = actions.emplace_back();
    action.path = leaf.path;
    action.silent = leaf.silent;
  }
  return actions;
}

}  // namespace

JoinedTerms JoinTerms(const RecordType& type,
                      const std::vector<const Rule*>& rules) {
  if (rules.empty()) {
    JoinedTerms nothing;
    nothing.fields = AllDropped(type);
    return nothing;
  }
  Obligations joined = rules.front()->obligations.at(type.name());
  for (const Rule* rule : rules) {
    joined = Join(joined, rule->obligations.at(type.name()));
  }
  return {.fields = std::move(joined.fields),
          .elements = {joined.elements.begin(), joined.elements.end()},
          .caveats = {joined.caveats.begin(), joined.caveats.end()},
          .retention = joined.retention,
          .answer = joined.answer,
          .receipt = joined.receipt};
}

}  // namespace enlace::policy
