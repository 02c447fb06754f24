// A node without a shell, for the tests of the core: the real sequencer on a
// store in memory, a clock that stands still, and after every batch the check
// that a replay gives the live state byte for byte.

#ifndef ENLACE_TESTS_SERVER_CORE_CORE_NODE_H_
#define ENLACE_TESTS_SERVER_CORE_CORE_NODE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/clock.h"
#include "server/core/sequencer.h"
#include "tests/simulation/memory_store.h"
#include "tests/simulation/preparation.h"
#include "tests/simulation/sim_random.h"

namespace enlace::core {

// 2026-03-08T12:00:00Z.
inline constexpr int64_t kTestStartMs = 1772971200000;
inline constexpr int64_t kTestLifeMs = 3600 * 1000;
inline constexpr char kOwnAgency[] = "spiffe://us.enlace.example/agency/us-atf";
inline constexpr char kOtherOwnAgency[] =
    "spiffe://us.enlace.example/agency/us-cbp";
inline constexpr char kPeerAgency[] =
    "spiffe://mx.enlace.example/agency/mx-fgr";
inline constexpr char kOwnNode[] = "spiffe://us.enlace.example/node/1";
inline constexpr char kPeerLink[] = "mx.enlace.example";
inline constexpr char kOwnDomain[] = "us.enlace.example";
inline constexpr char kOperator[] = "spiffe://us.enlace.example/person/one";
inline constexpr char kOtherOperator[] =
    "spiffe://us.enlace.example/person/two";
// What first contact leaves: a batch, and an entry for each of two persons and
// for the peer.
inline constexpr uint64_t kContactBatches = 1;
inline constexpr uint64_t kContactEntries = 3;

class StillClock final : public Clock {
 public:
  absl::Time TimeNow() override { return absl::FromUnixMillis(now_ms); }
  int64_t now_ms = kTestStartMs;
};

// What the sample book decides about a record that we make.
enum class Wanted { kPermit, kHold, kDeny };

enum class Contact { kMade, kNone };

class CoreNode {
 public:
  // With the link to the peer open, unless there was no contact.
  explicit CoreNode(Contact contact = Contact::kMade);

  // Runs one batch.  Fails the test if a replay differs from the live state.
  std::vector<Answer> RunAll(std::vector<Input> inputs);
  Answer Run(Input input);
  // A new process on the same store.
  void Restart();

  // Records of the own agency for the peer's, and the other way round.
  simulation::SimRecord OutgoingRecord(Wanted wanted);
  simulation::SimRelayItem IncomingItem(Wanted wanted);

  // One for the peer's that warns of a danger.
  simulation::SimRecord WarningRecord(Wanted wanted);

  // Of the own agency for another one of its nation.
  simulation::SimRecord DomesticRecord(Wanted wanted);

  PreparedSubmission Prepare(const simulation::SimRecord& record);
  PreparedRelay Prepare(const simulation::SimRelayItem& item);
  LinkAcceptance Accepts(const std::string& person);
  LinkAcceptanceByPeer AcceptsOurs();
  // A draft of an entry that concerns no record.
  EntryDraft NoteDraft();
  EntryDraft Draft() { return simulation::MakeDraft(random); }

  // They return the transfer id.
  std::string Submit(Wanted wanted);
  std::string SubmitDomestic(Wanted wanted);
  // A denied record that warns; the id is that of the notice.
  std::string SubmitWarning();
  std::string Receive(Wanted wanted);

  RelayAnswered PeerAnswer(const std::string& id, v1::DecisionOutcome outcome);
  PeerReport Reported(const std::string& id, v1::RecordState state);
  // The peer took note of the newest entry about it.
  EvidenceTaken EvidenceOfNewest(const std::string& id);
  HandOver HandedOver(const std::string& id);
  Confirmation Confirmed(const std::string& id);
  // By the sender; by the sender's node; and the peer's answer to one.
  RevocationRequest Revoked(const std::string& id);
  PeerRevocation RevokedByPeer(const std::string& id);
  RevocationAnswered RevocationAnswer(const std::string& id,
                                      v1::RecordState state);
  // By `reviewer` in `role`, of the rule as it is now.
  Review Approves(const std::string& id, const std::string& rule_id,
                  const std::string& role, const std::string& reviewer);
  Review Rejects(const std::string& id, const std::string& rule_id,
                 const std::string& role, const std::string& reviewer);
  PreparedRelease PrepareRelease(const std::string& id);
  Tick TickOf(size_t drafts);
  Note Refusal();

  const State& state() const { return sequencer->state(); }
  const Transfer& transfer(const std::string& id) const;
  absl::Time now() { return clock.TimeNow(); }

  simulation::MemoryStore store;
  StillClock clock;
  simulation::SimRandom random{1};
  std::optional<Sequencer> sequencer;
  int book_version = 1;
  uint64_t peer_sequence = 0;
  int bodies = 0;  // made so far, all different
};

}  // namespace enlace::core

#endif  // ENLACE_TESTS_SERVER_CORE_CORE_NODE_H_
