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
#include "tests/simulation/whole_state.h"

namespace enlace::exploration {
namespace {

constexpr v1::RecordState kStates[] = {
    v1::RECORD_STATE_COLLECTED, v1::RECORD_STATE_EXPIRED,
    v1::RECORD_STATE_REFUSED,   v1::RECORD_STATE_REVOKED,
    v1::RECORD_STATE_DELIVERED, v1::RECORD_STATE_DENIED};
constexpr v1::DecisionOutcome kOutcomes[] = {v1::DECISION_OUTCOME_PERMIT,
                                             v1::DECISION_OUTCOME_DENY,
                                             v1::DECISION_OUTCOME_HOLD};

v1::Evidence MadeUpEvidence(const std::string& id, v1::RecordState state) {
  v1::Evidence evidence;
  evidence.set_transfer_id(id);
  evidence.set_entry_index(77);
  evidence.set_entry_hash(std::string(32, 'l'));
  evidence.set_state(state);
  return evidence;
}

// A record that its sender's node never decided, in the place of another or
// behind a gap; or the one that was sent, changed.
std::vector<core::Input> MadeUpRelays(const core::State& state, absl::Time now,
                                      simulation::SimRandom& random) {
  const Traffic& traffic = TrafficOf(0);
  simulation::SimRelayItem sent{traffic.record.facts, "body", 1};
  sent.facts.set_transfer_id(traffic.transfer_id);
  sent.facts.set_record_id(simulation::RecordIdOf(traffic.record));
  std::vector<simulation::SimRelayItem> items(6, sent);
  items[0].link_sequence = 1000;
  items[1].link_sequence = 0;
  items[2].facts.set_record_id(std::string(32, 'r'));
  items[3].facts.set_transfer_id(std::string(16, 't'));
  items[4].facts.set_created_at_ms(absl::ToUnixMillis(now) +
                                   int64_t{400} * 24 * 3600 * 1000);
  items[4].facts.set_valid_until_ms(items[4].facts.created_at_ms() + 1000);
  items[5].facts.set_transfer_id(std::string(16, 'u'));
  items[5].facts.set_record_id(std::string(32, 'u'));
  items[5].facts.set_message_id(std::string(16, 'u'));
  items[5].link_sequence = 2;
  std::vector<core::Input> lies;
  for (const simulation::SimRelayItem& item : items) {
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
    for (const v1::DecisionOutcome outcome : kOutcomes) {
      core::RelayAnswered lie{from, {}, draft()};
      lie.answer.set_transfer_id(id);
      lie.answer.set_outcome(outcome);
      if (outcome != v1::DECISION_OUTCOME_PERMIT) lie.answer.set_reason("R01");
      lie.answer.set_entry_index(77);
      lie.answer.set_entry_hash(std::string(32, 'l'));
      lies.emplace_back(std::move(lie));
    }
    for (const v1::RecordState each : kStates) {
      lies.emplace_back(
          core::PeerReport{from, MadeUpEvidence(id, each), draft()});
      lies.emplace_back(
          core::RevocationAnswered{from, MadeUpEvidence(id, each), draft()});
    }
    lies.emplace_back(core::EvidenceTaken{from, id, 77});
    for (const uint64_t sequence : {uint64_t{0}, uint64_t{1}, uint64_t{9}}) {
      core::PeerRevocation lie{from, {}, draft()};
      lie.revocation.set_transfer_id(id);
      lie.revocation.set_reason("B03");
      lie.revocation.set_entry_index(77);
      lie.revocation.set_entry_hash(std::string(32, 'l'));
      lie.revocation.set_link_sequence(sequence);
      lies.emplace_back(std::move(lie));
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
