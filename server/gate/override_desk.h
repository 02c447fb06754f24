// Where urgent records are released although approvals are missing: who may set
// a rule aside, and who looks at that afterwards.
//
// Roles are configuration; the core decides again whether an override counts,
// and keeps what is to be looked at.  docs/review.md, "Urgent releases".
// Thread-safe.

#ifndef ENLACE_SERVER_GATE_OVERRIDE_DESK_H_
#define ENLACE_SERVER_GATE_OVERRIDE_DESK_H_

#include <string>

#include "absl/status/statusor.h"
#include "enlace/v1/review_service.pb.h"
#include "server/core/state.h"
#include "server/gate/drafts.h"
#include "server/gate/gate.h"
#include "server/gate/parties.h"
#include "server/gate/pipeline.h"

namespace enlace::gate {

class OverrideDesk {
 public:
  // All must outlive the desk.
  OverrideDesk(const Parties& parties, const Pipeline& pipeline, Drafts& drafts)
      : parties_(parties), pipeline_(pipeline), drafts_(drafts) {}

  // Whether the desk, and not that of reviews, takes `decision`.
  static bool Takes(const v1::HoldDecision& decision);

  // The override, or the look at one, to sequence; or the note that logs its
  // refusal: NOT_ENTITLED, FIELD_INVALID, NOT_OVERRIDABLE.  REQUIRES:
  // Takes(decision).
  Admission Admit(const std::string& caller,
                  const v1::HoldDecision& decision) const;

  // Records that `reviewer` should look at afterwards, by transfer.
  v1::ListOverridesResponse List(const std::string& reviewer,
                                 const v1::ListOverridesRequest& asked) const;

 private:
  absl::StatusOr<core::Input> InputOf(const std::string& caller,
                                      const v1::HoldDecision& decision) const;
  absl::StatusOr<core::Input> OverrideOf(
      const std::string& person, const v1::HoldDecision& decision) const;
  absl::StatusOr<core::Input> LookOf(const std::string& reviewer,
                                     const v1::HoldDecision& decision) const;
  // The role in which `reviewer` looks at `rule` of `transfer`, or "".
  std::string RoleToLook(const std::string& reviewer,
                         const core::Transfer& transfer,
                         const core::OverriddenRule& rule) const;

  const Parties& parties_;
  const Pipeline& pipeline_;
  Drafts& drafts_;
};

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_OVERRIDE_DESK_H_
