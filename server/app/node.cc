#include "server/app/node.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/file.h"
#include "base/log.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "server/app/trust.h"
#include "server/core/outbox.h"
#include "server/gate/role_shortage.h"
#include "server/rpc/caller.h"

namespace enlace::app {
namespace {

// How long running calls may take when the node stops.
constexpr int kDrainSeconds = 5;
constexpr absl::Duration kPublishPause = absl::Milliseconds(50);
constexpr absl::Duration kTickPeriod = absl::Seconds(1);
// Between two looks at the length of the write-ahead log.
constexpr absl::Duration kLogPause = absl::Milliseconds(50);
// Between two looks at 256 entries each.
constexpr absl::Duration kScrubPause = absl::Seconds(1);
// Between two looks at how the node is.
constexpr size_t kDueMax = 128;

}  // namespace

absl::StatusOr<std::unique_ptr<Node>> Node::Start(
    Config config, std::function<void()> failed) {
  std::unique_ptr<Node> node(new Node(std::move(config), std::move(failed)));
  const absl::Status opened = node->Open();
  if (!opened.ok()) {
    node->Stop();
    return opened;
  }
  return node;
}

Node::~Node() { Stop(); }

absl::Status Node::Open() {
  ASSIGN_OR_RETURN(trust_, LoadTrust(config_, NodeClock().TimeNow()));
  ASSIGN_OR_RETURN(certificate_times_, ReadCertificateTimes());
  RETURN_IF_ERROR(OpenStores());
  RETURN_IF_ERROR(OpenLinks());
  RETURN_IF_ERROR(OpenWitness());
  RETURN_IF_ERROR(OpenLog());
  RETURN_IF_ERROR(StartPipeline());
  RETURN_IF_ERROR(CatchUp());
  storage_low_ = IsStorageLow();
  RETURN_IF_ERROR(Listen());
  RETURN_IF_ERROR(ProbeDoors());
  StartLoops();
  if (!config_.ready_file.empty()) {
    RETURN_IF_ERROR(ReplaceFileDurably(config_.ready_file, "ready\n"));
  }
  Log(Severity::kInfo, "ready", {{"node", trust_.parties.node}});
  return absl::OkStatus();
}

absl::Status Node::OpenStores() {
  ASSIGN_OR_RETURN(store_, store::SqliteStore::Open(config_.store_directory));
  // Before anything is written: a newer program's journal is refused, and that
  // program must find everything as it left it.
  ASSIGN_OR_RETURN(recovered_, core::Sequencer::Recover(*store_, NodeClock()));
  ASSIGN_OR_RETURN(key_store_,
                   store::KeyStore::Open(config_.key_directory + "/epochs"));
  return key_store_->StartEpochIfDue(NodeClock().TimeNow(), SystemRandom());
}

certs::TlsFiles Node::OwnFiles() const {
  return {.key_path = config_.tls_key_path,
          .chain_path = config_.tls_chain_path,
          .root_path = config_.root_path};
}

certs::TlsFiles Node::PeerFiles(const NationTrust& peer) const {
  certs::TlsFiles files = OwnFiles();
  files.own_root_path = std::exchange(files.root_path, "");
  files.root_pem = peer.file.content().root_certificate();
  return files;
}

absl::Status Node::OpenLinks() {
  for (const auto& [nation, peer] : trust_.peers) {
    ASSIGN_OR_RETURN(const auto credentials,
                     certs::MakeChannelCredentials(PeerFiles(peer), peer.node));
    links_[nation] =
        std::make_unique<peer::GrpcPeerLink>(peer.endpoint, credentials);
  }
  return absl::OkStatus();
}

absl::Status Node::OpenWitness() {
  ASSIGN_OR_RETURN(
      anchor_, audit::SignerAnchor::Open(config_.anchor_directory + "/anchor"));
  std::vector<wire::VerifierKey> watched;
  std::vector<std::string> origins;
  for (const auto& [nation, peer] : trust_.peers) {
    watched_logs_[nation] = peer.log_key.name();
    origins.push_back(peer.log_key.name());
    watched.push_back(peer.log_key);
  }
  witness_ = std::make_unique<audit::Witness>(
      audit::Witness::Environment{trust_.own->witness_key, &*trust_.witness_key,
                                  anchor_.get(), &NodeClock(),
                                  config_.anchor_directory + "/forks"},
      std::move(watched));
  if (config_.witnessed_directory.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(
      witnessed_copies_,
      WitnessedCopies::Start(config_.witnessed_directory, *witness_, origins));
  return absl::OkStatus();
}

absl::Status Node::OpenLog() {
  audit::AuditLog::Environment environment{
      .key = trust_.own->log_key,
      .signer = &*trust_.log_key,
      .anchor = anchor_.get(),
      .store = store_.get(),
      .audit_directory = config_.audit_directory,
      .annex_directory = config_.annex_directory,
      .witnesses = {}};
  for (const auto& [nation, peer] : trust_.peers) {
    environment.witnesses.emplace(
        nation, audit::WitnessOfThisLog{peer.witness_key,
                                        AskOverLink(*links_.at(nation))});
  }
  ASSIGN_OR_RETURN(neutral_,
                   NeutralWitnesses::Load(config_.neutral_witnesses, trust_));
  environment.neutral = neutral_->Askers();
  ASSIGN_OR_RETURN(log_, audit::AuditLog::Open(std::move(environment)));
  return absl::OkStatus();
}

absl::Status Node::StartPipeline() {
  core::Sequencer sequencer = *std::move(recovered_);
  recovered_.reset();
  drafts_ = std::make_unique<gate::Drafts>(SystemRandom());
  books_ = std::make_unique<RuleBooks>(
      BookLibrary({config_.book_library, config_.book_charter_path,
                   config_.store_directory + "/books"},
                  trust_.own->file.root()),
      trust_.parties, *drafts_, NodeClock());
  ASSIGN_OR_RETURN(const auto book, books_->BringIntoForce(sequencer));
  gate::Gate::Environment environment;
  environment.parties = &trust_.parties;
  environment.keys = &trust_.keys;
  environment.statement_signer = &*trust_.statement_key;
  environment.drafts = drafts_.get();
  environment.random = &SystemRandom();
  environment.seal = [this](absl::string_view plaintext,
                            absl::string_view transfer_id) {
    return key_store_->SealPayload(plaintext, transfer_id, SystemRandom());
  };
  environment.tag_content = [this](absl::string_view content) {
    return key_store_->TagContent(content);
  };
  environment.tag_subjects = [this](absl::string_view transfer_id,
                                    const std::set<std::string>& identifiers) {
    return key_store_->TagSubjects(transfer_id, identifiers);
  };
  gate_ = std::make_unique<gate::Gate>(std::move(environment));
  contact_ = std::make_unique<gate::FirstContact>(
      gate::FirstContact::Environment{&trust_.parties, &trust_.keys,
                                      &*trust_.statement_key, drafts_.get()});
  gate::EvidenceMaker::Environment evidence;
  evidence.node = trust_.parties.node;
  evidence.signer = &*trust_.statement_key;
  evidence.link_file = trust_.own->Signed();
  evidence.prove = [this](uint64_t index, absl::string_view transfer_id,
                          v1::ReceiptLevel level) {
    return log_->Prove(index, transfer_id, level);
  };
  evidence_ = std::make_unique<gate::EvidenceMaker>(std::move(evidence));
  pipeline_ = std::make_unique<gate::Pipeline>(std::move(sequencer), book,
                                               [this] { OnCommit(); });
  books_->Look(*pipeline_);
  gate::WarnOfRoleShortages(*book, trust_.parties);
  Desks::Environment desks;
  desks.trust = &trust_;
  desks.gate = gate_.get();
  desks.calls = Calls();
  desks.read_record = [this](absl::string_view id) { return ReadRecord(id); };
  desks.keys = key_store_.get();
  desks.store = store_.get();
  desks.may_be_told = config_.subjects_may_be_told;
  ASSIGN_OR_RETURN(desks_, Desks::Open(desks));
  epoch_turn_ = std::make_unique<EpochTurn>(*store_, *key_store_, *pipeline_);
  return absl::OkStatus();
}

rpc::AdmissionCall::Environment Node::Calls() {
  return {pipeline_.get(), &preparations_, drafts_.get(),
          &NodeClock(),    &turned_away_,  &storage_low_};
}

absl::Status Node::Listen() {
  exchange_service_ =
      std::make_unique<rpc::ExchangeService>(rpc::ExchangeService::Environment{
          gate_.get(), Calls(),
          [this](absl::string_view id) { return ReadRecord(id); },
          evidence_.get(),
          [this](const std::string& nation,
                 const v1::GetEvidenceRequest& request, auto done) {
            links_.at(nation)->GetEvidence(request, std::move(done));
          },
          [this](const std::string& nation) {
            return trust_.peers.at(nation).Signed();
          },
          trust_.certificates});
  node_service_ = std::make_unique<rpc::NodeService>(
      [this] { return Status(); }, *contact_, desks_->maintenance(), Calls());
  peer_service_ = std::make_unique<rpc::PeerService>(
      *gate_, *contact_, desks_->maintenance(), Calls(), *evidence_,
      [this](const std::string& body) {
        const audit::WitnessAnswer answer = witness_->Answer(body);
        v1::AddCheckpointResponse response;
        response.set_status(static_cast<uint32_t>(answer.status));
        response.set_body(answer.body);
        return response;
      });
  const auto door_gate = [this](const certs::Certificate& certificate,
                                const certs::Identity& /*identity*/) {
    return CheckTlsKey(trust_, certificate);
  };
  std::vector<grpc::Service*> services = desks_->services();
  services.push_back(exchange_service_.get());
  services.push_back(node_service_.get());
  ASSIGN_OR_RETURN(
      agency_door_,
      Door::Open({.setting = "listen.agencies",
                  .address = config_.agency_listener,
                  .listener = rpc::Listener::kAgencies,
                  .files = OwnFiles(),
                  .callers = {.trust_domain = trust_.parties.trust_domain,
                              .kinds = {certs::Identity::Kind::kAgency,
                                        certs::Identity::Kind::kPerson},
                              .gate = door_gate},
                  .turned_away = &turned_away_,
                  .node = trust_.parties.node,
                  .services = std::move(services)}));
  if (trust_.peers.empty()) return absl::OkStatus();
  // One peer, one root.  A door that trusted two roots would let one nation's
  // authority speak for the other's names where its constraints failed.
  if (trust_.peers.size() > 1) {
    return absl::InvalidArgumentError(
        "peer: one nation is served so far; name only one");
  }
  const NationTrust& peer = trust_.peers.begin()->second;
  ASSIGN_OR_RETURN(
      peer_door_,
      Door::Open({.setting = "listen.peers",
                  .address = config_.peer_listener,
                  .listener = rpc::Listener::kPeers,
                  .files = PeerFiles(peer),
                  .callers = {.trust_domain = peer.node.trust_domain,
                              .kinds = {certs::Identity::Kind::kNode},
                              .gate = door_gate},
                  .turned_away = &turned_away_,
                  .node = trust_.parties.node,
                  .services = {peer_service_.get()}}));
  return absl::OkStatus();
}

absl::Status Node::ProbeDoors() {
  RETURN_IF_ERROR(agency_door_->Probe());
  return peer_door_ == nullptr ? absl::OkStatus() : peer_door_->Probe();
}

void Node::StartLoops() {
  for (const auto& [nation, link] : links_) {
    peer::LinkLoop::Environment environment;
    environment.nation = nation;
    environment.link = link.get();
    environment.pipeline = pipeline_.get();
    environment.drafts = drafts_.get();
    environment.clock = &NodeClock();
    environment.random = &SystemRandom();
    environment.contact = contact_.get();
    environment.read_record = [this](absl::string_view id) {
      return ReadRecord(id);
    };
    environment.proven_log = [this, name = nation] {
      return core::ProvenLog{log_->checkpoint_size(),
                             log_->cosigned_size(name)};
    };
    loops_[nation] = std::make_unique<peer::LinkLoop>(std::move(environment));
  }
  ticker_ = std::make_unique<Ticker>(kPublishPause, kTickPeriod, NodeClock(),
                                     [this] { Tick(); });
  log_ticker_ = std::make_unique<Ticker>(kLogPause, kLogPause, NodeClock(),
                                         [this] { store_->MoveLog(); });
  scrub_ticker_ = std::make_unique<Ticker>(
      kScrubPause, kScrubPause, NodeClock(), [this] { log_->Scrub(); });
  neutral_->Start(*log_);
  StartHealthReport();
  loops_started_.Notify();
}

absl::StatusOr<std::string> Node::ReadRecord(absl::string_view transfer_id) {
  ASSIGN_OR_RETURN(core::SealedPayload payload,
                   store_->ReadPayload(transfer_id));
  absl::StatusOr<std::string> plaintext =
      key_store_->OpenPayload(payload, transfer_id);
  if (absl::IsNotFound(plaintext.status())) {
    // Its data key may have been wrapped anew since it was read.
    ASSIGN_OR_RETURN(payload, store_->ReadPayload(transfer_id));
    plaintext = key_store_->OpenPayload(payload, transfer_id);
  }
  RETURN_IF_ERROR(plaintext.status());
  journal::v1::SealedContent content;
  if (!content.ParseFromString(*plaintext)) {
    return absl::DataLossError("a sealed payload is not what was sealed");
  }
  return content.record();
}

void Node::OnCommit() {
  // What was committed before, the loops find when they start.
  if (!loops_started_.HasBeenNotified()) return;
  for (const auto& [nation, loop] : loops_) loop->Wake();
  ticker_->Wake();
}

void Node::Tick() {
  if (!pipeline_->health().ok()) {
    if (failed_ != nullptr) std::exchange(failed_, nullptr)();
    return;
  }
  log_->Publish();
  neutral_->Wake();
  const absl::Status epoch =
      key_store_->StartEpochIfDue(NodeClock().TimeNow(), SystemRandom());
  if (!epoch.ok()) {
    Log(Severity::kError, "no new key epoch", {{"error", epoch.ToString()}});
  }
  if (const absl::Status turned = epoch_turn_->Step(); !turned.ok()) {
    Log(Severity::kError, "the keys of old epochs stay",
        {{"error", turned.ToString()}});
  }
  // What the register now says something else about, and what a crash left
  // between the last approval and the release.
  desks_->ReleaseDue(NodeClock().TimeNow());
  books_->Look(*pipeline_);
  turned_away_.Log(*pipeline_, *drafts_);
  register_reminder_.Remind(*pipeline_, NodeClock().TimeNow());
  core::Tick tick = NextTick();
  if (tick.drafts.empty()) return;
  pipeline_->Enqueue("", {std::move(tick)},
                     [](const gate::Pipeline::Answers&) {});
}

core::Tick Node::NextTick() {
  size_t due = 0;
  pipeline_->Read([&](const core::State& state) {
    due = core::DueForTick(state, NodeClock().TimeNow(), kDueMax);
  });
  core::Tick tick;
  for (size_t i = 0; i < due; ++i) {
    tick.drafts.push_back(drafts_->ForCaller(trust_.parties.node));
  }
  return tick;
}

absl::Status Node::CatchUp() {
  while (true) {
    core::Tick tick = NextTick();
    if (tick.drafts.empty()) return absl::OkStatus();
    const uint64_t before = store_->batch_number();
    RETURN_IF_ERROR(pipeline_->Run({std::move(tick)}).status());
    if (store_->batch_number() == before) return absl::OkStatus();
  }
}

void Node::Stop() {
  if (agency_door_ != nullptr) agency_door_->Close(kDrainSeconds);
  for (const auto& [nation, loop] : loops_) loop->Stop();
  if (peer_door_ != nullptr) peer_door_->Close(kDrainSeconds);
  if (health_ticker_ != nullptr) health_ticker_->Stop();
  if (scrub_ticker_ != nullptr) scrub_ticker_->Stop();
  if (log_ticker_ != nullptr) log_ticker_->Stop();
  if (ticker_ != nullptr) ticker_->Stop();
  if (neutral_ != nullptr) neutral_->Stop();
  if (pipeline_ != nullptr) {
    turned_away_.LogAll(*pipeline_, *drafts_);
    pipeline_->Stop();
  }
  if (witnessed_copies_ != nullptr) witnessed_copies_->Stop();
  agency_door_.reset();
  peer_door_.reset();
}

}  // namespace enlace::app
