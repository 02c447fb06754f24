// What a node that lies may say to the honest one.  Whatever it is, it is
// refused with a reason, or changes nothing that the honest one promised.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/wire/problem.h"
#include "tests/exploration/traffic.h"
#include "tests/exploration/world.h"
#include "tests/simulation/lies.h"
#include "tests/simulation/whole_state.h"

namespace enlace::exploration {
namespace {

// A record that its sender's node never decided, in the place of another or
// behind a gap; or the one that was sent, changed.
std::vector<core::Input> MadeUpRelays(const core::State& state, absl::Time now,
                                      simulation::SimRandom& random) {
  const Traffic& traffic = TrafficOf(0);
  simulation::SimRelayItem sent{traffic.record.facts, "body", 1};
  sent.facts.set_transfer_id(traffic.transfer_id);
  sent.facts.set_record_id(simulation::RecordIdOf(traffic.record));
  std::vector<core::Input> lies;
  for (const simulation::SimRelayItem& item :
       simulation::ChangedRelays(sent, now)) {
    lies.emplace_back(simulation::PrepareRelay(
        item, DomainOf(kLiar), state, BookInForce(state), now, random));
  }
  return lies;
}

}  // namespace

std::vector<core::Input> World::Lies(const core::State& state) const {
  simulation::SimRandom random = RandomOf(kHonest);
  const std::string from = DomainOf(kLiar);
  const auto draft = [&] { return simulation::MakeDraft(random); };
  std::vector<core::Input> lies = MadeUpRelays(state, Now(), random);
  // About each record that the two may have, and one of which nobody knows.
  std::vector<std::string> ids = {std::string(16, 'n')};
  for (size_t m = 0; m < kMessages; ++m)
    ids.push_back(TrafficOf(m).transfer_id);
  for (const std::string& id : ids) {
    for (const v1::DecisionOutcome outcome : simulation::ClaimedOutcomes()) {
      lies.emplace_back(core::RelayAnswered{
          from, simulation::MadeUpAnswer(id, outcome), draft()});
    }
    for (const v1::RecordState claimed : simulation::ClaimedStates()) {
      lies.emplace_back(core::PeerReport{
          from, simulation::MadeUpEvidence(id, claimed), draft()});
      lies.emplace_back(core::RevocationAnswered{
          from, simulation::MadeUpEvidence(id, claimed), draft()});
    }
    lies.emplace_back(core::EvidenceTaken{from, id, 77});
    for (const uint64_t sequence : {uint64_t{0}, uint64_t{1}, uint64_t{9}}) {
      lies.emplace_back(core::PeerRevocation{
          from, simulation::MadeUpRevocation(id, sequence), draft()});
    }
  }
  return lies;
}

void World::Lie(size_t which) {
  --budget_.lies;
  lied_ = true;
  const core::State before = StateOf(kHonest);
  const core::Answer answer = Run(kHonest, Lies(before).at(which));
  if (answer.kind == core::Answer::Kind::kRefused &&
      wire::ReasonOf(answer.status).empty()) {
    Fail("P10: a lie was refused without a reason");
  }
  const core::State after = StateOf(kHonest);
  for (const auto& [id, known] : core::RowsOf(before.transfers)) {
    const core::Transfer* const now = after.FindTransfer(id);
    if (now == nullptr || now->answer != known.answer ||
        now->decision != known.decision) {
      Fail("P1: a lie changes what was answered");
      continue;
    }
    const bool never_sent = !known.incoming && known.link_sequence == 0;
    const bool settled = never_sent ||
                         known.state == v1::RECORD_STATE_COLLECTED ||
                         known.state == v1::RECORD_STATE_DENIED ||
                         (known.incoming && known.handed_over);
    if (settled && now->state != known.state) {
      Fail("P5: a lie changes what never crossed or had come to its end");
    }
  }
}

}  // namespace enlace::exploration
