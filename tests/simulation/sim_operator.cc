#include "tests/simulation/sim_operator.h"

#include <utility>

#include "proto/wire/problem.h"
#include "tests/simulation/reach.h"

namespace enlace::simulation {

SimOperator::SimOperator(Environment& env, SimNode& node, std::string peer,
                         std::string identity)
    : env_(env),
      node_(node),
      peer_(std::move(peer)),
      identity_(std::move(identity)) {}

void SimOperator::Start() {
  env_.schedule.After(env_.random.Between(50, 2000), [this] {
    AcceptOnce();
    Start();
  });
}

void SimOperator::AcceptOnce() {
  const std::string digest = node_.FilesTowards(peer_).peer;
  if (accepted_ == digest) return;
  env_.network.Send(identity_, node_.trust_domain(), [this, digest] {
    node_.AcceptLink(
        peer_, identity_, [this, digest](const core::Answer& answer) {
          env_.network.Send(
              node_.trust_domain(), identity_, [this, digest, answer] {
                if (answer.kind == core::Answer::Kind::kRefused) {
                  const std::string reason = wire::ReasonOf(answer.status);
                  if (reason == wire::kClockUntrusted) return;
                  if (reason != wire::kAlreadyAccepted) {
                    env_.ledger.Violation("P8: an acceptance was refused");
                  }
                  SIM_REACHED("accepted_again");
                }
                // The file may have changed while the person spoke.
                if (node_.FilesTowards(peer_).peer == digest)
                  accepted_ = digest;
              });
        });
  });
}

}  // namespace enlace::simulation
