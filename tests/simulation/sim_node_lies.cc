// What a node makes of a peer that may lie.

#include "absl/strings/str_cat.h"
#include "proto/wire/problem.h"
#include "server/core/plan.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
namespace {

using Kind = core::Answer::Kind;

// How a lie was met.
void NoteLieMet(const core::Answer& answer, Ledger& ledger) {
  if (answer.kind == Kind::kDuplicate) SIM_REACHED("lie_changes_nothing");
  if (answer.kind == Kind::kDone) SIM_REACHED("lie_taken_as_a_claim");
  if (answer.kind != Kind::kRefused) return;
  const std::string reason = wire::ReasonOf(answer.status);
  if (reason.empty()) {
    ledger.Violation("P10: a lie was refused without a reason");
  } else if (reason == core::kTransferUnknown) {
    SIM_REACHED("lie_refused_as_unknown");
  } else if (reason == core::kReportInvalid) {
    SIM_REACHED("lie_refused_as_contradiction");
  } else if (reason == core::kTransferIdReused) {
    SIM_REACHED("lie_refused_as_another_record");
  } else if (reason == core::kRecordRelayedTwice) {
    SIM_REACHED("lie_refused_as_known_record");
  } else if (reason == core::kLinkSequenceInvalid) {
    SIM_REACHED("lie_refused_for_its_place");
  }
}

}  // namespace

void SimNode::NoteClaim(const std::string& peer, const std::string& transfer_id,
                        const std::string& entry_hash, int claimed) {
  if (!env_.Lies(peer)) return;
  env_.claims.emplace(trust_domain_, transfer_id, entry_hash, claimed);
}

bool SimNode::IsAboutLies(const std::string& peer, const core::Answer& answer) {
  if (env_.Lies(trust_domain_)) return true;
  if (!env_.Lies(peer)) return false;
  NoteLieMet(answer, env_.ledger);
  return true;
}

void SimNode::RequireNotRefused(const std::string& peer,
                                const core::Answer& answer,
                                absl::string_view what) {
  if (IsAboutLies(peer, answer) || answer.kind != Kind::kRefused ||
      answer.status.code() == absl::StatusCode::kUnavailable) {
    return;
  }
  // The peer may not have heard yet that its file was accepted.
  if (wire::ReasonOf(answer.status) == wire::kLinkNotAccepted) {
    SIM_REACHED("relay_before_the_peer_heard");
    return;
  }
  if (wire::ReasonOf(answer.status) == core::kRecordRevoked) {
    SIM_REACHED("relay_after_revocation_refused");
    return;
  }
  env_.ledger.Violation(
      absl::StrCat("P5: ", what, " was refused: ", answer.status.message()));
}

}  // namespace enlace::simulation
