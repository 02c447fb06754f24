// The node: the one place where concrete parts meet.
//
//   ASSIGN_OR_RETURN(auto node, Node::Start(config));
//   ...
//   node->Stop();
//
// Start order is trust order: keys, book, journal, log, then the doors; the
// witness answers before the node is ready, so two nodes that start together
// never wait for each other.  Thread-safe.

#ifndef ENLACE_SERVER_APP_NODE_H_
#define ENLACE_SERVER_APP_NODE_H_

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "base/guarded_clock.h"
#include "certs/tls.h"
#include "server/app/config.h"
#include "server/app/desks.h"
#include "server/app/door.h"
#include "server/app/epoch_turn.h"
#include "server/app/health_report.h"
#include "server/app/rule_books.h"
#include "server/app/ticker.h"
#include "server/app/trust.h"
#include "server/app/witnessed_copies.h"
#include "server/app/witnesses.h"
#include "server/audit/audit_log.h"
#include "server/audit/signer_anchor.h"
#include "server/audit/witness.h"
#include "server/core/sequencer.h"
#include "server/gate/evidence.h"
#include "server/gate/first_contact.h"
#include "server/gate/gate.h"
#include "server/gate/pipeline.h"
#include "server/gate/preparations.h"
#include "server/gate/register_reminder.h"
#include "server/gate/turned_away.h"
#include "server/health/health.h"
#include "server/peer/grpc_peer_link.h"
#include "server/peer/link_loop.h"
#include "server/rpc/admission_call.h"
#include "server/rpc/exchange_service.h"
#include "server/rpc/node_service.h"
#include "server/rpc/peer_service.h"
#include "server/store/key_store.h"
#include "server/store/sqlite_store.h"

namespace enlace::app {

class Node {
 public:
  // Opens everything, recovers, listens, probes its own doors, and writes the
  // ready file.  Fails with the first reason not to run; nothing listens then.
  // `failed` is called once if the journal fails later: nothing is accepted any
  // more, and only a restart finds out what is on disk.
  static absl::StatusOr<std::unique_ptr<Node>> Start(
      Config config, std::function<void()> failed = [] {});

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node();

  // What is measured of it now, but for since when entries lack a checkpoint.
  // REQUIRES: it was started.
  health::Health Measure() const;

  // Ends all calls, commits what is queued, writes a snapshot.  Idempotent.
  void Stop();

  // OK until the journal fails.
  absl::Status health() const { return pipeline_->health(); }

 private:
  Node(Config config, std::function<void()> failed)
      : config_(std::move(config)), failed_(std::move(failed)) {}

  absl::Status Open();
  absl::Status OpenStores();
  absl::Status OpenLinks();
  absl::Status OpenWitness();
  absl::Status OpenLog();
  absl::Status StartPipeline();
  // What came to its end while the node was down, or comes back with an older
  // database, is expired and erased before anybody can ask for it.
  absl::Status CatchUp();
  absl::Status Listen();
  // What calls need.
  rpc::AdmissionCall::Environment Calls();
  absl::Status ProbeDoors();
  void StartLoops();
  // Whether new records must wait until somebody makes room.
  bool IsStorageLow() const;
  void StartHealthReport();

  // The record of a payload, opened.
  absl::StatusOr<std::string> ReadRecord(absl::string_view transfer_id);
  void OnCommit();
  void Tick();
  core::Tick NextTick();
  v1::GetNodeStatusResponse Status();
  absl::StatusOr<std::map<std::string, health::Lifetime>> ReadCertificateTimes()
      const;
  void MeasureLinks(health::Health& health) const;
  // TLS files of the agencies' door, and of what leads to and from a peer.
  certs::TlsFiles OwnFiles() const;
  certs::TlsFiles PeerFiles(const NationTrust& peer) const;

  const Config config_;
  std::function<void()> failed_;
  Trust trust_;
  gate::TurnedAway turned_away_{NodeClock()};
  std::atomic<bool> storage_low_ = false;

  std::unique_ptr<store::SqliteStore> store_;
  std::optional<core::Sequencer> recovered_;  // until the pipeline has it
  std::unique_ptr<store::KeyStore> key_store_;
  std::unique_ptr<gate::Drafts> drafts_;
  std::unique_ptr<RuleBooks> books_;
  std::unique_ptr<gate::Gate> gate_;
  std::unique_ptr<gate::FirstContact> contact_;
  std::unique_ptr<gate::EvidenceMaker> evidence_;
  std::map<std::string, std::unique_ptr<peer::GrpcPeerLink>> links_;
  std::unique_ptr<audit::SignerAnchor> anchor_;
  std::map<std::string, std::string> watched_logs_;  // nation -> origin
  std::unique_ptr<audit::Witness> witness_;
  std::unique_ptr<WitnessedCopies> witnessed_copies_;  // null if not wanted
  std::unique_ptr<NeutralWitnesses> neutral_;
  std::unique_ptr<audit::AuditLog> log_;
  std::unique_ptr<gate::Pipeline> pipeline_;
  gate::Preparations preparations_;
  std::unique_ptr<EpochTurn> epoch_turn_;
  std::unique_ptr<Desks> desks_;

  std::unique_ptr<rpc::ExchangeService> exchange_service_;
  std::unique_ptr<rpc::NodeService> node_service_;
  std::unique_ptr<rpc::PeerService> peer_service_;
  std::unique_ptr<Door> agency_door_;
  std::unique_ptr<Door> peer_door_;  // null without a peer

  std::map<std::string, std::unique_ptr<peer::LinkLoop>> loops_;
  gate::RegisterReminder register_reminder_;
  std::unique_ptr<Ticker> ticker_;
  std::unique_ptr<Ticker> log_ticker_;
  std::unique_ptr<Ticker> scrub_ticker_;
  // As they were when the doors opened.
  std::map<std::string, health::Lifetime> certificate_times_;
  std::unique_ptr<HealthReport> health_report_;
  std::unique_ptr<Ticker> health_ticker_;
  absl::Notification loops_started_;
};

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_NODE_H_
