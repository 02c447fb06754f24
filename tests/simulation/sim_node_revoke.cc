// Permits that are taken back: asked by an agency, told to the peer, answered.

#include <memory>
#include <utility>

#include "server/core/outbox.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/sim_node.h"

namespace enlace::simulation {
namespace {

using Kind = core::Answer::Kind;

// What no honest party can cause.
void RequireTaken(const core::Answer& answer, Ledger& ledger) {
  if (answer.kind != Kind::kRefused) return;
  ledger.Violation("P5: a revocation or its answer was refused");
}

}  // namespace

void SimNode::Revoke(const std::string& agency, const std::string& record_id,
                     Reply reply) {
  if (!up()) return;
  core::RevocationRequest input{agency, record_id, "B03",
                                MakeDraft(env_.random)};
  input.entry.national.set_caller(agency);
  Accept([input](const core::State&, const policy::Book&) { return input; },
         std::move(reply));
}

void SimNode::RevokeTo(const std::string& peer) {
  const auto max = static_cast<size_t>(env_.random.Between(1, 6));
  const std::vector<v1::Revocation> revocations =
      core::PendingRevocations(state(), peer, max);
  if (revocations.empty()) return;
  SimNode* other = env_.nodes.at(peer);
  env_.network.Send(
      trust_domain_, peer,
      [this, other, revocations, generation = generation_] {
        other->RevokeReleases(
            trust_domain_, revocations,
            [this, other, generation](std::vector<v1::Evidence> evidence) {
              env_.network.Send(
                  other->trust_domain_, trust_domain_,
                  [this, other, generation, evidence = std::move(evidence)] {
                    if (!up() || generation != generation_) return;
                    for (const v1::Evidence& each : evidence) {
                      TakeRevocationAnswer(other->trust_domain_, each);
                    }
                  });
            });
      });
  if (env_.random.Percent(env_.faults.crash)) {
    SIM_REACHED("crash_mid_revocation");
    state_at_crash_.reset();
    Crash("mid revocation");
  }
}

void SimNode::TakeRevocationAnswer(const std::string& peer,
                                   const v1::Evidence& evidence) {
  if (!up()) return;
  NoteClaim(peer, evidence.transfer_id(), evidence.entry_hash(),
            evidence.state());
  const core::RevocationAnswered input{peer, evidence, MakeDraft(env_.random)};
  Accept([input](const core::State&, const policy::Book&) { return input; },
         [this, peer](const core::Answer& answer) {
           if (!IsAboutLies(peer, answer)) RequireTaken(answer, env_.ledger);
         });
}

void SimNode::RevokeReleases(const std::string& from,
                             const std::vector<v1::Revocation>& revocations,
                             EvidenceReply reply) {
  if (!up()) return;
  auto open = std::make_shared<size_t>(revocations.size());
  for (const v1::Revocation& revocation : revocations) {
    const core::PeerRevocation input{from, revocation, MakeDraft(env_.random)};
    Accept([input](const core::State&, const policy::Book&) { return input; },
           [this, from, open, revocations, reply](const core::Answer& answer) {
             if (!IsAboutLies(from, answer)) RequireTaken(answer, env_.ledger);
             if (--*open > 0) return;
             std::vector<v1::Evidence> evidence;
             for (const v1::Revocation& each : revocations) {
               const core::Transfer* transfer =
                   state().FindTransfer(each.transfer_id());
               if (transfer == nullptr) continue;
               evidence.push_back(core::EvidenceOf(*transfer));
             }
             reply(std::move(evidence));
           });
  }
}

}  // namespace enlace::simulation
