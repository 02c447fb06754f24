// What becomes of the single elements of lists, as compiled rules decide it.
//
// A clause `drop each` drops the elements of which its condition holds, or with
// `unless` those of which it does not.  It only ever takes away, whatever rule
// it stands in: a fact of an element that is absent or an error counts as
// grounds for dropping it (docs/policy-language.md, "Elements").

#ifndef ENLACE_POLICY_ENGINE_ELEMENT_ACTIONS_H_
#define ENLACE_POLICY_ENGINE_ELEMENT_ACTIONS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "policy/engine/decision.h"
#include "policy/engine/joined_terms.h"
#include "policy/facts/facts.h"

namespace enlace::policy {

// The actions that `terms` come to on `facts`, for Decision::elements.
std::vector<ElementActions> ElementActionsOf(const JoinedTerms& terms,
                                             const Facts& facts,
                                             absl::CivilDay today);

// The first instant after `instant` at which `clause` may say otherwise of an
// element in `facts`; InfiniteFuture if there is none.  `zone` is the book's.
absl::Time NextElementChange(const ElementClause& clause, const Facts& facts,
                             absl::Time instant, const absl::TimeZone& zone);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_ELEMENT_ACTIONS_H_
