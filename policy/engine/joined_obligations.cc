#include "policy/engine/joined_obligations.h"

#include "policy/engine/obligation.h"

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

JoinedTerms JoinTerms(const RecordType& type,
                      const std::vector<const Rule*>& rules) {
  if (rules.empty()) return {AllDropped(type), {}, {}, {}};
  Obligations joined = rules.front()->obligations.at(type.name());
  for (const Rule* rule : rules) {
    joined = Join(joined, rule->obligations.at(type.name()));
  }
  return {.fields = std::move(joined.fields),
          .caveats = {joined.caveats.begin(), joined.caveats.end()},
          .retention = joined.retention,
          .answer = joined.answer};
}

}  // namespace

JoinedTerms JoinedObligations::Of(const RecordType& type,
                                  const std::vector<const Rule*>& rules) const {
  const Key key(&type, rules);
  {
    const absl::ReaderMutexLock lock(&mutex_);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
  }
  JoinedTerms terms = JoinTerms(type, rules);
  const absl::MutexLock lock(&mutex_);
  if (known_.size() < kMax) known_.emplace(key, terms);
  return terms;
}

}  // namespace enlace::policy
