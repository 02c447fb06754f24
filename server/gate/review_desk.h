// Where held records are reviewed: who may decide about which, what they are
// shown, and the release of what has all its approvals or what the register now
// permits.
//
// Who holds a role is configuration (docs/operations.md), who stands in for
// whom the register says.  The core decides again whether a review counts, and
// keeps it; nothing here remembers anything, so that a node that was killed
// between the last approval and the release goes on where it ended.
// docs/review.md.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_REVIEW_DESK_H_
#define ENLACE_SERVER_GATE_REVIEW_DESK_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "enlace/v1/review_service.pb.h"
#include "policy/engine/language.h"
#include "server/core/state.h"
#include "server/gate/drafts.h"
#include "server/gate/gate.h"
#include "server/gate/parties.h"
#include "server/gate/pipeline.h"
#include "server/gate/review_seat.h"

namespace enlace::gate {

class ReviewDesk {
 public:
  // All must outlive the desk.
  struct Environment {
    const Parties* parties = nullptr;
    const Gate* gate = nullptr;
    Pipeline* pipeline = nullptr;
    Drafts* drafts = nullptr;
    // What was sealed of a held record.  kNotFound once it was dropped.
    std::function<absl::StatusOr<std::string>(absl::string_view transfer_id)>
        read_content;
  };

  explicit ReviewDesk(Environment environment);

  // The held records that `reviewer` may decide about, what ends first first.
  // Fails with kInvalidArgument, REQUEST_INVALID, if `after` is no `next`.
  absl::StatusOr<v1::ListHoldsResponse> List(const std::string& reviewer,
                                             const v1::ListHoldsRequest& asked,
                                             absl::Time now,
                                             policy::Language language) const;

  // A look at one of them: the note that logs it, refused or not.  NOT_ENTITLED
  // if there is none that `reviewer` may decide about.
  struct Look {
    core::Note note;
    absl::StatusOr<v1::GetHoldResponse> response;
  };
  Look Show(const std::string& reviewer, const std::string& record_id,
            const World& world, policy::Language language) const;

  // The review to sequence, or the note that logs its refusal: NOT_ENTITLED,
  // FIELD_INVALID.
  Admission Admit(const std::string& reviewer, const v1::HoldDecision& decision,
                  absl::Time now) const;

  // Decides again about the held records that `record_ids` name and that are
  // due (core::IsToBeDecidedAgain()), and calls `done` once what became of them
  // is durable.
  using Done = std::function<void(const absl::Status& status)>;
  void Release(const std::set<std::string>& record_ids, absl::Time now,
               Done done) const;

  // The same for whatever is due, and does not wait.
  void ReleaseDue(absl::Time now) const;

  // Where a record stands, and how many approvals it still waits for.
  v1::HoldResult Describe(const std::string& record_id) const;

 private:
  // A held record, and in which places the reviewer may decide about it.
  struct Found {
    core::Transfer transfer;
    std::vector<ReviewSeat> seats;
  };
  // The one that `record_id` names, if `reviewer` may decide about it.
  std::optional<Found> FindFor(const std::string& reviewer,
                               const std::string& record_id,
                               absl::Time now) const;
  // Whether the link of `held` is open; what cannot leave yet waits, and its
  // approvals are kept.
  bool MayMove(const core::State& state, const core::Transfer& held,
               absl::Time now) const;
  // The place of `reviewer` in which `decision` counts, if there is one.
  std::optional<ReviewSeat> SeatFor(const std::string& reviewer,
                                    const v1::HoldDecision& decision,
                                    absl::Time now) const;

  const Environment environment_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_REVIEW_DESK_H_
