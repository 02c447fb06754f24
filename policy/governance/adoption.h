// Whether a nation adopts a version of its rule book, after the one in force.
//
// One function for the tool and for the node, so that what a lawyer is told is
// what the node does.  Pure.  docs/governance.md.

#ifndef ENLACE_POLICY_GOVERNANCE_ADOPTION_H_
#define ENLACE_POLICY_GOVERNANCE_ADOPTION_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "enlace/v1/rule_book.pb.h"
#include "policy/governance/approval.h"
#include "policy/governance/bundle.h"

namespace enlace::policy {

inline constexpr absl::string_view kBookOutOfOrder = "BOOK_OUT_OF_ORDER";
inline constexpr absl::string_view kBookCharterOutOfTime =
    "BOOK_CHARTER_OUT_OF_TIME";
inline constexpr absl::string_view kBookCharterRolledBack =
    "BOOK_CHARTER_ROLLED_BACK";

// What a candidate comes after.  A book is null where it means otherwise here,
// so that nothing can be compared with it.
struct Predecessors {
  const TrueBook* in_force = nullptr;  // null: no book ever was
  const TrueBook* waiting = nullptr;   // adopted; its instant has not come
  uint64_t charter_serial = 0;         // the highest that adopted a book
};

// Who brings `candidate` into force.  Fails as CheckApproval(), and with
// kFailedPrecondition: BOOK_OUT_OF_ORDER if the candidate is of another nation,
// does not take the place of the very book in force, or has not the number that
// follows; BOOK_CHARTER_OUT_OF_TIME if the charter does not hold at `now`;
// BOOK_CHARTER_ROLLED_BACK if a later one adopted a book already.  What takes
// the place of a book that waits is tighter only if it is so beside both, and
// no later.
absl::StatusOr<Approval> CheckAdoption(const v1::BookCharter& charter,
                                       const TrueBook& candidate,
                                       absl::Span<const v1::BookReview> reviews,
                                       const Predecessors& before,
                                       absl::Time now);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_GOVERNANCE_ADOPTION_H_
