// What must hold in every moment, and what once nothing is left to do.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "server/core/state_codec.h"
#include "tests/exploration/traffic.h"
#include "tests/exploration/world.h"
#include "tests/simulation/whole_state.h"

namespace enlace::exploration {
namespace {

bool IsUnderWay(const core::Transfer& transfer) {
  return transfer.state == v1::RECORD_STATE_QUEUED ||
         transfer.state == v1::RECORD_STATE_HELD ||
         transfer.state == v1::RECORD_STATE_DELIVERED;
}

}  // namespace

uint64_t World::Digest() const {
  std::string all;
  const auto add = [&](absl::string_view part) {
    absl::StrAppend(&all, part.size(), ":", part);
  };
  for (const Node& node : nodes_) {
    add(node.step.state);
    for (const std::string& id : node.payloads) add(id);
  }
  for (const Message& each : network_) {
    add(absl::StrCat(each.to, " ", static_cast<int>(each.kind), " ",
                     each.link_sequence));
    add(each.bytes);
  }
  for (size_t m = 0; m < kMessages; ++m) {
    add(outcomes_[m]);
    add(absl::StrCat(handed_[m], confirmed_[m]));
  }
  add(absl::StrCat(budget_.crashes, budget_.partitions, budget_.duplicates,
                   budget_.revocations, budget_.books, budget_.lies, late_,
                   lied_));
  const Hash hash = Sha256(all);
  uint64_t digest = 0;
  for (size_t i = 0; i < 8; ++i) digest = digest * 256 + hash[i];
  return digest;
}

void World::Check() {
  const core::State states[] = {StateOf(0), StateOf(1)};
  for (int node = 0; node < kNodes; ++node) {
    if (!IsLiar(node)) CheckNode(node, states[node], states[1 - node]);
  }
  for (size_t m = 0; m < kMessages; ++m) {
    const int from = TrafficOf(m).from;
    if (!IsLiar(from)) CheckAcknowledged(m, states[from]);
    if (!IsLiar(1 - from)) CheckCollected(m, states[1 - from]);
  }
}

void World::CheckNode(int node, const core::State& state,
                      const core::State& other) {
  // By lookups, a recovery from the snapshot form loses nothing.
  std::set<std::string> records;
  std::set<uint64_t> places;
  for (const auto& [id, transfer] : core::RowsOf(state.transfers)) {
    const bool stored =
        nodes_[static_cast<size_t>(node)].payloads.count(id) > 0;
    // What the peer has, the sender's node may have dropped: a revocation that
    // came too late.
    const bool left =
        !transfer.incoming && transfer.state == v1::RECORD_STATE_DELIVERED;
    if (IsUnderWay(transfer) && !left && !stored) {
      Fail("P1: a record under way has no payload");
    }
    if (stored && (transfer.state == v1::RECORD_STATE_DENIED ||
                   transfer.state == v1::RECORD_STATE_REVOKED)) {
      Fail("P7: a denied or revoked record has a payload");
    }
    if (!transfer.IsUnseen() &&
        !records.insert(transfer.record.record_id()).second) {
      Fail("P2: a record was accepted twice");
    }
    if (!transfer.incoming && transfer.link_sequence != 0 &&
        !places.insert(transfer.link_sequence).second) {
      Fail("P5: two records have one place in the link's sequence");
    }
    if (!transfer.incoming && transfer.link_sequence != 0 &&
        transfer.decision != v1::DECISION_OUTCOME_PERMIT) {
      Fail("P3: what was not permitted is on its way");
    }
    if (lied_ || !transfer.incoming || transfer.IsUnseen()) continue;
    const core::Transfer* const there = other.FindTransfer(id);
    if (there == nullptr || there->decision != v1::DECISION_OUTCOME_PERMIT) {
      Fail("P3: what was not permitted crossed");
    }
  }
  if (!places.empty() && *places.rbegin() != places.size()) {
    Fail("P5: the link's sequence has a gap");
  }
}

void World::CheckAcknowledged(size_t m, const core::State& here) {
  const Traffic& traffic = TrafficOf(m);
  if (!outcomes_[m].empty()) {
    const core::Transfer* const transfer = here.FindMessage(
        traffic.record.facts.sender(), traffic.record.facts.message_id());
    if (transfer == nullptr || transfer->answer != outcomes_[m]) {
      Fail("P1: an acknowledged outcome is gone");
    }
  }
}

void World::CheckCollected(size_t m, const core::State& there) {
  const core::Transfer* const received =
      there.FindTransfer(TrafficOf(m).transfer_id);
  if (handed_[m] && (received == nullptr || !received->handed_over ||
                     received->state == v1::RECORD_STATE_REVOKED)) {
    Fail("P5: a record that was handed over is not, or is revoked");
  }
  if (confirmed_[m] &&
      (received == nullptr || received->state != v1::RECORD_STATE_COLLECTED)) {
    Fail("P2: a confirmed record is not collected");
  }
}

void World::Drain() {
  const auto is_fault = [](const Action& action) {
    return action.crashes || action.kind == ActionKind::kDeliverTwice ||
           action.kind == ActionKind::kLoseAllTo ||
           action.kind == ActionKind::kAskToRevoke ||
           action.kind == ActionKind::kLie ||
           action.kind == ActionKind::kScheduleBook;
  };
  for (int steps = 0; steps < 500; ++steps) {
    const uint64_t digest = Digest();
    bool changed = false;
    std::vector<Action> actions = Actions();
    // Nothing else is decided while a book waits whose time has come.
    std::stable_partition(actions.begin(), actions.end(), [](const Action& a) {
      return a.kind == ActionKind::kSwitchBook;
    });
    for (const Action& action : actions) {
      if (is_fault(action)) continue;
      World next = *this;
      next.Take(action);
      if (next.Digest() == digest) continue;
      *this = std::move(next);
      changed = true;
      break;
    }
    if (!changed) return;
  }
  // Whom a peer lies to may wait for it.
  if (!lied_) Fail("P8: it does not drain");
}

void World::CheckDrained() {
  Check();
  if (lied_) return;
  const core::State states[] = {StateOf(0), StateOf(1)};
  for (const core::State& state : states) {
    for (const auto& [id, transfer] : core::RowsOf(state.transfers)) {
      if (IsUnderWay(transfer) || transfer.evidence_owed ||
          transfer.state == v1::RECORD_STATE_HELD_BY_PEER) {
        Fail("P8: a record did not drain");
      }
    }
    for (const auto& [peer, link] : state.links) {
      if (link.queued != 0 || !link.evidence.empty() ||
          !link.revocations.empty()) {
        Fail("P8: something is still to be told");
      }
    }
  }
  for (size_t m = 0; m < kMessages; ++m) {
    const Traffic& traffic = TrafficOf(m);
    const core::Transfer* const sent =
        states[traffic.from].FindTransfer(traffic.transfer_id);
    const core::Transfer* const received =
        states[1 - traffic.from].FindTransfer(traffic.transfer_id);
    if (outcomes_[m].empty()) Fail("P8: a submission was never answered");
    if (received == nullptr || sent == nullptr) continue;
    for (const v1::RecordState end :
         {v1::RECORD_STATE_COLLECTED, v1::RECORD_STATE_REVOKED}) {
      if ((received->state == end) != (sent->state == end)) {
        Fail("P5: the two nodes tell of different ends");
      }
    }
  }
}

}  // namespace enlace::exploration
