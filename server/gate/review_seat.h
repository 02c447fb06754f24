// In which places somebody may decide about a held record: roles that the
// configuration gives, and those of other persons whom the register lets that
// person stand in for now.
//
// The core asks the register again when it sequences the decision.  Pure.

#ifndef ENLACE_SERVER_GATE_REVIEW_SEAT_H_
#define ENLACE_SERVER_GATE_REVIEW_SEAT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "policy/engine/book.h"
#include "policy/engine/rule.h"
#include "server/core/state.h"
#include "server/gate/parties.h"

namespace enlace::gate {

struct ReviewSeat {
  std::string role;
  std::string substitute_for;  // who holds the role; "": the reviewer does

  bool operator==(const ReviewSeat&) const = default;
};

// Those of `reviewer` for `held` at that instant, own ones first.  None for the
// agency that sent the record.
std::vector<ReviewSeat> SeatsOf(const Parties& parties,
                                const core::State& state,
                                const std::string& reviewer,
                                const core::Transfer& held, int64_t instant_ms);

// Whether a rule that holds the record asks for one of `seats`.
bool MayReview(const core::Transfer& held, const std::vector<ReviewSeat>& seats,
               const policy::Book& book);

// Whether `person` may set aside `rule`, which holds the record.  Only persons
// do, and in their own place.
bool MayOverride(const Parties& parties, const std::string& person,
                 const core::Transfer& held, const policy::Rule& rule);
// Whether that is so of any rule that holds it.
bool MayOverrideAny(const Parties& parties, const std::string& person,
                    const core::Transfer& held, const policy::Book& book);

// Of `seats` the first one in which a decision about `rule` is still awaited,
// or else the first one that it asks for; in `role`, unless that is "".  Null
// if there is none.
const ReviewSeat* ChooseSeat(const std::vector<ReviewSeat>& seats,
                             const policy::Rule& rule, const std::string& role,
                             const std::vector<core::Approval>& approvals);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_REVIEW_SEAT_H_
