// Who may stand in for whom when a held record is reviewed, by the register.
//
// A delegation names two persons, a role that the first one holds, and from
// which share of a hold's time on the second one may decide in the first one's
// place.  Whether the first one holds the role is configuration, which the
// shell asks.  docs/review.md, "Substitutes".  Pure.

#ifndef ENLACE_SERVER_CORE_SUBSTITUTION_H_
#define ENLACE_SERVER_CORE_SUBSTITUTION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "server/core/state.h"

namespace enlace::core {

struct Substitution {
  std::string entry_id;   // of the register
  std::string role;       // of the rule book
  std::string principal;  // who holds it, by the entry

  bool operator==(const Substitution&) const = default;
};

// What lets `substitute` decide about `held` at that instant, in the order of
// entry ids.
std::vector<Substitution> SubstitutionsOf(const State& state,
                                          const std::string& substitute,
                                          const Transfer& held,
                                          int64_t instant_ms);

// Whether `entry` would make `person` a substitute.
bool MakesSubstitute(const v1::RegisterEntry& entry, const std::string& person);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_SUBSTITUTION_H_
