// What the nodes send each other, and what becomes of it.

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "proto/wire/problem.h"
#include "server/core/outbox.h"
#include "server/core/plan.h"
#include "server/core/relay_order.h"
#include "tests/exploration/traffic.h"
#include "tests/exploration/world.h"
#include "tests/simulation/sample_book.h"

namespace enlace::exploration {
namespace {

using Kind = core::Answer::Kind;
using simulation::MakeDraft;
using simulation::SimRandom;

constexpr size_t kRelaysMax = 8;

template <typename Message>
Message Parse(const std::string& bytes) {
  Message message;
  CHECK(message.ParseFromString(bytes)) << "own bytes";
  return message;
}

}  // namespace

std::vector<Message> World::ToSend(int node, const core::State& state,
                                   ActionKind kind) const {
  const std::string peer = DomainOf(1 - node);
  std::vector<Message> messages;
  const auto add = [&](MessageKind sort, std::string bytes,
                       uint64_t sequence = 0) {
    Message message{1 - node, sort, sequence, std::move(bytes)};
    if (network_.count(message) == 0) messages.push_back(std::move(message));
  };
  if (kind == ActionKind::kRelay) {
    for (const std::string& id : core::PendingRelays(
             state, peer, core::ProvenLog(), Now(), kRelaysMax)) {
      const core::Transfer& transfer = *state.FindTransfer(id);
      add(MessageKind::kRelay, transfer.record.SerializeAsString(),
          transfer.link_sequence);
    }
  } else if (kind == ActionKind::kReport) {
    for (const v1::Evidence& each :
         core::PendingEvidence(state, peer, kRelaysMax)) {
      add(MessageKind::kReport, each.SerializeAsString());
    }
  } else {
    for (const v1::Revocation& each :
         core::PendingRevocations(state, peer, kRelaysMax)) {
      add(MessageKind::kRevocation, each.SerializeAsString());
    }
  }
  return messages;
}

void World::Deliver(const Action& action) {
  const auto place = std::next(network_.begin(), action.target);
  const Message message = *place;
  if (action.kind == ActionKind::kDeliver) network_.erase(place);
  const int node = message.to;
  const std::string from = DomainOf(1 - node);
  SimRandom random = RandomOf(node);
  core::Answer answer;
  const auto run = [&](core::Input input) {
    const bool answers = RunAndAnswer(action, node, std::move(input), answer);
    if (answer.kind == Kind::kRefused && !lied_ &&
        wire::ReasonOf(answer.status) != core::kRecordRevoked) {
      Fail(absl::StrCat("P5: refused: ", answer.status.message()));
    }
    return answers && answer.kind != Kind::kRefused;
  };
  const auto reply = [&](MessageKind kind, std::string bytes) {
    network_.insert({1 - node, kind, 0, std::move(bytes)});
  };
  switch (message.kind) {
    case MessageKind::kRelay: {
      simulation::SimRelayItem item{Parse<core::RecordFacts>(message.bytes),
                                    "body", message.link_sequence};
      const core::State state = StateOf(node);
      if (run(simulation::PrepareRelay(item, from, state, BookInForce(state),
                                       Now(), random)) &&
          answer.kind != Kind::kStale) {
        reply(MessageKind::kRelayAnswer, answer.bytes);
      }
      return;
    }
    case MessageKind::kRelayAnswer:
      run(core::RelayAnswered{from, Parse<v1::RelayAnswer>(message.bytes),
                              MakeDraft(random)});
      return;
    case MessageKind::kReport:
      if (run(core::PeerReport{from, Parse<v1::Evidence>(message.bytes),
                               MakeDraft(random)})) {
        reply(MessageKind::kReportTaken, message.bytes);
      }
      return;
    case MessageKind::kReportTaken: {
      const auto evidence = Parse<v1::Evidence>(message.bytes);
      run(core::EvidenceTaken{from, evidence.transfer_id(),
                              evidence.entry_index()});
      return;
    }
    case MessageKind::kRevocation: {
      const auto revocation = Parse<v1::Revocation>(message.bytes);
      if (!run(core::PeerRevocation{from, revocation, MakeDraft(random)})) {
        return;
      }
      const core::State state = StateOf(node);
      if (const core::Transfer* transfer =
              state.FindTransfer(revocation.transfer_id())) {
        reply(MessageKind::kRevocationAnswer,
              core::EvidenceOf(*transfer).SerializeAsString());
      }
      return;
    }
    case MessageKind::kRevocationAnswer:
      run(core::RevocationAnswered{from, Parse<v1::Evidence>(message.bytes),
                                   MakeDraft(random)});
      return;
  }
}

}  // namespace enlace::exploration
