// One nation's node: the real core and the real rule book, in a shell that
// prepares, relays, reports and crashes as the seed says.

#ifndef ENLACE_TESTS_SIMULATION_SIM_NODE_H_
#define ENLACE_TESTS_SIMULATION_SIM_NODE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "enlace/v1/peer_service.pb.h"
#include "server/core/sequencer.h"
#include "tests/simulation/audit_view.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/preparation.h"
#include "tests/simulation/sim_store.h"

namespace enlace::simulation {

// Virtual time, as one node's clock shows it.
class SimClock final : public Clock {
 public:
  explicit SimClock(const Schedule& schedule) : schedule_(schedule) {}
  absl::Time TimeNow() override {
    return absl::FromUnixMillis(schedule_.now_ms() + offset_ms);
  }
  int64_t offset_ms = 0;

 private:
  const Schedule& schedule_;
};

// A record in an inbox.
struct SimDelivery {
  uint64_t cursor = 0;
  std::string transfer_id;
  std::string record_id;
  SimRecord record;
};

class SimNode {
 public:
  using Reply = std::function<void(const core::Answer&)>;
  using RelayReply = std::function<void(std::vector<std::string>)>;
  using ReportReply = std::function<void(std::vector<v1::Evidence>)>;
  using EvidenceReply = std::function<void(std::vector<v1::Evidence>)>;

  SimNode(Environment& env, std::string trust_domain);
  SimNode(const SimNode&) = delete;
  SimNode& operator=(const SimNode&) = delete;

  // Recovers, checks what it recovered against the ledger, and goes to work.
  void Start();
  void Crash(absl::string_view where);
  bool up() const { return sequencer_.has_value(); }
  // Adopts version 2 of the sample book, as signed, to come into force
  // `after_ms` from now.
  void AdoptBook(int64_t after_ms);
  SimClock& clock() { return clock_; }
  absl::Time Now() { return clock_.TimeNow(); }

  // Requests; each does nothing if the node is down, and is answered only if
  // the node lives long enough.
  void Submit(const SimRecord& record, Reply reply);
  void Try(const SimRecord& record);
  void Collect(const std::string& agency, uint64_t after,
               std::function<void(std::vector<SimDelivery>)> reply);
  void Confirm(const std::string& agency, const std::string& transfer_id,
               Reply reply);
  void Revoke(const std::string& agency, const std::string& record_id,
              Reply reply);
  // A reviewer decides (sim_node_review.cc).
  void Review(const core::Review& review);
  // A person changes the register (sim_node_review.cc).
  void ChangeRegister(const core::Input& change);
  void Override(const core::Input& input);
  void Relay(const std::string& from, const std::vector<SimRelayItem>& items,
             RelayReply reply);
  void RevokeReleases(const std::string& from,
                      const std::vector<v1::Revocation>& revocations,
                      EvidenceReply reply);
  void Report(const std::string& from, std::vector<v1::Evidence> evidence,
              ReportReply reply);

  // What the node of `peer` answers to a relay, to a revocation, to a report.
  // REQUIRES: of an honest peer, up().
  void TakeRelayAnswer(const std::string& peer, const std::string& bytes);
  void TakeRevocationAnswer(const std::string& peer,
                            const v1::Evidence& evidence);
  void TakeReportAnswer(const std::string& peer, const v1::Evidence& taken);

  // First contact (sim_node_contact.cc).  A person of this nation accepts the
  // present link file of `peer`.
  void AcceptLink(const std::string& peer, const std::string& person,
                  Reply reply);
  // The other nation's node says that it accepted this nation's file of
  // `files.own`; `reply` gets whether it was taken note of, and whether this
  // nation has accepted the other's.
  void TakeAnnouncement(const std::string& from, const core::LinkFiles& files,
                        std::function<void(bool taken, bool accepted)> reply);
  // The present link files towards `peer`.
  core::LinkFiles FilesTowards(const std::string& peer) const;
  // REQUIRES: up().
  bool LinkOpen(const std::string& peer);

  // Of themselves, nodes do these now and then.  REQUIRES: up().
  void SaveSnapshot();
  void StartEpoch();  // of keys (sim_node_keys.cc)

  // Epochs of which the node has the key.
  const std::set<uint32_t>& keys() const { return keys_; }
  const std::string& trust_domain() const { return trust_domain_; }
  SimStore& store() { return *store_; }
  const AuditView& audit() const { return audit_; }
  // REQUIRES: up().
  const core::State& state() const { return sequencer_->state(); }
  // Nothing to relay, to revoke, to report, to expire, to erase or to sequence.
  bool Idle() const;

 private:
  using Prepare =
      std::function<core::Input(const core::State&, const policy::Book&)>;
  struct Pending {
    core::Input input;
    Prepare prepare;
    Reply reply;
    int stale_count = 0;
  };

  const policy::Book& book() const;
  void Accept(Prepare prepare, Reply reply);
  // Runs `what` later unless the node crashed meanwhile.
  void Later(int64_t delay_ms, std::function<void()> what);
  void Every(int64_t low_ms, int64_t high_ms, std::function<void()> what);

  void RunBatch();
  // Brings the book that waits into force if it is due; anything but OK means
  // that the node is broken.
  absl::Status BringBookIntoForce();
  bool CommitBatch(std::vector<Pending>& batch,
                   std::vector<core::Answer>& answers);
  void GiveAnswers(std::vector<Pending>& batch,
                   const std::vector<core::Answer>& answers);
  void PrepareAgain(Pending pending);
  void ObserveCommit();
  void CheckRecovered();

  // Those of `ids` whose hand-over is logged.
  void GiveDeliveries(
      const std::vector<std::string>& ids, const std::set<std::string>& given,
      const std::function<void(std::vector<SimDelivery>)>& reply);
  void AnnounceTo(const std::string& peer);
  void ReleaseDue();
  void RelayTo(const std::string& peer);
  void SendItems(const std::string& peer, std::vector<SimRelayItem> items);
  void RevokeTo(const std::string& peer);
  void ReportTo(const std::string& peer);
  void ExpireDue();
  // Key epochs (sim_node_keys.cc).
  void TurnEpoch();
  std::vector<std::string> PayloadsOfEpoch(uint32_t epoch);
  // Before the payload of `id` leaves the node.
  void RequireOpenable(const std::string& id,
                       const core::SealedPayload& payload);
  // Lies (sim_node_lies.cc).  Keeps what `peer` claims, if it lies.
  void NoteClaim(const std::string& peer, const std::string& transfer_id,
                 const std::string& entry_hash, int claimed);
  // Whether `answer` is about what a liar caused, here or there; what it said
  // must be taken, or refused with a reason.
  bool IsAboutLies(const std::string& peer, const core::Answer& answer);
  // What no honest peer can cause.
  void RequireNotRefused(const std::string& peer, const core::Answer& answer,
                         absl::string_view what);
  void NoteSituation(const core::Input& input);
  void NoteReach(const core::Input& input, const core::Answer& answer);

  Environment& env_;
  const std::string trust_domain_;
  SimClock clock_;
  // Survive a crash.
  const std::unique_ptr<SimStore> store_;
  AuditView audit_;
  std::set<uint32_t> keys_ = {1};

  // Gone with a crash.
  int generation_ = 0;
  bool saving_snapshot_ = false;
  std::optional<core::Sequencer> sequencer_;
  std::deque<core::State> snapshots_;  // stale ones, on purpose
  std::deque<Pending> pending_;
  bool batch_scheduled_ = false;
  // What the peers were told: trust domain -> digest of the accepted file.
  std::map<std::string, std::string> announced_;

  std::optional<std::string> state_at_crash_;
};

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_SIM_NODE_H_
