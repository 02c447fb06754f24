// Held records: what reviewers ask, and the release of what they approved; and
// the register.

#include "absl/strings/strip.h"
#include "proto/wire/problem.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {

void SimNode::Review(const core::Review& review) {
  if (!up()) return;
  Accept([review](const core::State&, const policy::Book&) { return review; },
         [](const core::Answer& answer) {
           if (answer.kind != core::Answer::Kind::kRefused) return;
           if (wire::ReasonOf(answer.status) == core::kRuleChanged) {
             SIM_REACHED("review_of_a_changed_rule_refused");
           }
         });
}

void SimNode::ChangeRegister(const core::Input& change) {
  if (!up()) return;
  Accept([change](const core::State&, const policy::Book&) { return change; },
         [](const core::Answer& answer) {
           if (answer.kind != core::Answer::Kind::kRefused) return;
           if (wire::ReasonOf(answer.status) == core::kRegisterEntryRevoked) {
             SIM_REACHED("change_of_a_revoked_entry_refused");
           }
         });
}

void SimNode::Override(const core::Input& input) {
  if (!up()) return;
  Accept([input](const core::State&, const policy::Book&) { return input; },
         [](const core::Answer& answer) {
           if (answer.kind != core::Answer::Kind::kRefused) return;
           if (wire::ReasonOf(answer.status) == core::kNotOverridable) {
             SIM_REACHED("override_of_what_is_not_urgent_refused");
           }
         });
}

void SimNode::ReleaseDue() {
  const auto max = static_cast<size_t>(env_.random.Between(1, 8));
  const auto may_move = [this](const core::Transfer& held) {
    return held.link.empty() || LinkOpen(held.link);
  };
  for (const std::string& id :
       core::DueToRelease(state(), book(), Now(), max, may_move)) {
    const core::Transfer& held = *state().FindTransfer(id);
    const auto payload = store_->ReadPayload(id);
    if (!payload.ok()) {
      env_.ledger.Violation("P1: a held record has no payload");
      continue;
    }
    const std::string body(absl::StripPrefix(payload->sealed, "sealed:"));
    Accept(
        [this, held, body](const core::State& snapshot,
                           const policy::Book& rules) {
          core::PreparedRelease release =
              PrepareRelease(held, body, snapshot, rules, Now(), env_.random);
          release.payload.key_epoch = *keys_.rbegin();
          if (!held.link.empty()) release.link_files = FilesTowards(held.link);
          return release;
        },
        nullptr);
  }
}

}  // namespace enlace::simulation
