// A record that a search made up, as the facts that a case would state.
//
// What a situation does not give is as in a case: absent, but for what every
// record has (docs/policy-language.md, "Cases").  Copyable value.

#ifndef ENLACE_POLICY_ANALYSIS_SITUATION_H_
#define ENLACE_POLICY_ANALYSIS_SITUATION_H_

#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "policy/analysis/fact_values.h"
#include "policy/analysis/rule_change.h"
#include "policy/engine/book.h"
#include "policy/engine/case.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

struct Situation {
  Partition partition;
  std::string sender;  // identities
  std::string recipient;
  absl::CivilDay day;
  // By the fact's path; of facts of single elements, that of element 0.
  std::map<std::string, FactValue> given;
  std::set<std::string> approved_by;    // roles
  std::set<std::string> overridden_by;  // roles
  std::set<std::string> used_up;        // rules, whose limits are

  // The situation of `a_case`, so far as `facts` and approvals go.
  static Situation Of(const Case& a_case, const Book& book,
                      const Partition& partition,
                      const std::set<std::string>& facts);

  // What `book` decides on.  The approvals are those that its rules ask for.
  Facts FactsFor(const Book& book) const;
  absl::Time InstantFor(const Book& book) const;

  // The head and the facts of a case block in English, without what follows
  // `then`; nothing if `book` has no name for a party or a fact that its rules
  // look at.
  std::optional<std::string> CaseText(const Book& book) const;
};

// Whether the fact that a vocabulary writes as `fact` is the one at `path`.
bool IsStatedAt(absl::string_view fact, absl::string_view path);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_SITUATION_H_
