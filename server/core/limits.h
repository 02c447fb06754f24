// Records that were permitted, counted for the limits of rules
// (docs/policy-language.md, "Limits").
//
// A count is of one rule and of the parties that the rule counts apart, in the
// newest hour or day in which something was counted.  The decision that permits
// a record and the count are one event, so that a record is never counted twice
// nor passes uncounted.  Pure.

#ifndef ENLACE_SERVER_CORE_LIMITS_H_
#define ENLACE_SERVER_CORE_LIMITS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/journal/v1/limit.pb.h"
#include "policy/engine/book.h"
#include "policy/facts/facts.h"
#include "server/core/state.h"

namespace enlace::core {

// A count of the state.
struct LimitCount {
  std::string rule_id;
  std::string key;
  LimitWindowCount counted;

  bool operator==(const LimitCount&) const = default;
};

// Those that a record between these parties may be counted under, by whatever
// rule.
std::vector<LimitCount> CountsFor(const State& state, absl::string_view sender,
                                  absl::string_view recipient);

// Sets the fact `limit.R` of every rule R of `book` that has a limit and is
// about the record that `facts` are of: whether `counts` use it up at
// `instant`.
void SetLimitFacts(absl::Span<const LimitCount> counts,
                   const policy::Book& book, absl::Time instant,
                   policy::Facts& facts);

// Whether `facts` say of limits what SetLimitFacts() would set.
bool LimitFactsHold(absl::Span<const LimitCount> counts,
                    const policy::Book& book, absl::Time instant,
                    const policy::Facts& facts);

// What the permit of `record` counts against: the rules `rule_ids` of `book`.
std::vector<journal::v1::LimitUse> UsesOf(
    absl::Span<const std::string> rule_ids, const policy::Book& book,
    const journal::v1::RecordFacts& record, int64_t instant_ms);

// When those of `rule_ids` that have a limit all count anew; 0: none has one.
int64_t LimitedUntilMs(absl::Span<const std::string> rule_ids,
                       const policy::Book& book, int64_t instant_ms);

// Whether a limit for which `held` is held counts anew, so that a rule that
// holds it would not.
bool LimitFreedFor(const State& state, const Transfer& held,
                   const policy::Book& book, int64_t instant_ms);

// Folds one use into the counts.
void CountUse(State& state, const journal::v1::LimitUse& use);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_LIMITS_H_
