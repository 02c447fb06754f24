// Values of a fact that tell the conditions of a book apart.
//
// Two values that no condition tells apart make no difference to a book, so a
// search needs one of each: what conditions name, what none of them names, both
// sides of each limit, absent and unreadable.

#ifndef ENLACE_POLICY_ANALYSIS_FACT_VALUES_H_
#define ENLACE_POLICY_ANALYSIS_FACT_VALUES_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "policy/engine/rule.h"
#include "policy/engine/schema.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

struct FactValue {
  FactState state = FactState::kAbsent;
  Value value;  // of kKnown

  void SetIn(Facts& facts, absl::string_view name) const;
};

// For `atoms`, which all test the same fact of kind `type`, on the day `today`;
// known values first, then absent, then unreadable.  Of sets not every subset:
// each element alone, all of them, and all that no negated atom names.
std::vector<FactValue> TellingValues(const FactType& type,
                                     const std::vector<const Atom*>& atoms,
                                     absl::CivilDay today);

// Identities that no book names.
inline constexpr absl::string_view kOtherAgency =
    "spiffe://nation.invalid/agency/other";
inline constexpr absl::string_view kSomeNode = "spiffe://nation.invalid/node/1";

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ANALYSIS_FACT_VALUES_H_
