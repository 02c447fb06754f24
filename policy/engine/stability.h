// Until when a decision stays as it is.
//
// Only two things change an answer while book and facts stay the same: a rule
// comes into force or ends, and a day that a rule compares with today begins.
// Whatever was decided holds until the first of these instants, and must then
// be asked again: a permit lapses with the basis that it rested on.

#ifndef ENLACE_POLICY_ENGINE_STABILITY_H_
#define ENLACE_POLICY_ENGINE_STABILITY_H_

#include "absl/time/time.h"
#include "policy/engine/evaluate.h"
#include "policy/engine/rule.h"

namespace enlace::policy {

// The first instant after `instant` at which `atom`, which compares days with
// that of the decision, may say otherwise of `facts`; InfiniteFuture if there
// is none.  `zone` is the book's.
absl::Time NextDayChange(const Atom& atom, const Facts& facts,
                         absl::Time instant, const absl::TimeZone& zone);

// The first instant after that of `occasion` at which `rule` may count
// otherwise than before; InfiniteFuture if there is none.  `zone` is the
// book's.
absl::Time NextChange(const Rule& rule, const Occasion& occasion,
                      const absl::TimeZone& zone);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_STABILITY_H_
