#include "tests/simulation/run.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "server/core/outbox.h"
#include "tests/simulation/checks.h"
#include "tests/simulation/environment.h"
#include "tests/simulation/published_logs.h"
#include "tests/simulation/reach.h"
#include "tests/simulation/release_watch.h"
#include "tests/simulation/sim_agency.h"
#include "tests/simulation/sim_liar.h"
#include "tests/simulation/sim_node.h"
#include "tests/simulation/sim_operator.h"
#include "tests/simulation/sim_overrider.h"
#include "tests/simulation/sim_publishing.h"
#include "tests/simulation/sim_registrar.h"
#include "tests/simulation/sim_reviewer.h"

namespace enlace::simulation {
namespace {

constexpr char kThirdNation[] = "third-nation";
constexpr char kEvilPeer[] = "evil-peer";
constexpr char kLyingWitness[] = "lying-witness";
constexpr int64_t kDrainMs = 30 * 60 * 1000;
constexpr int64_t kSecondMs = 1000;
constexpr uint64_t kLiesSeed = 0x6c69657320746f6c;
constexpr uint64_t kWitnessesSeed = 0x7769746e65737365;

class Run {
 public:
  Run(uint64_t seed, const RunOptions& options)
      : env_(seed),
        publish_to_(options.publish_to),
        reduction_(options.reduction) {
    env_.on_disk = options.storage == Storage::kDisk;
    env_.faults = Faults::Draw(env_.random);
    for (const std::string& kind : Faults::Kinds()) {
      if (Without(kind)) env_.faults.SwitchOff(kind);
    }
    env_.faults.store_lies_about_sync =
        options.sabotage == Sabotage::kStoreLiesAboutSync;
    env_.faults.dedupe_disabled = options.sabotage == Sabotage::kDedupeDisabled;
    AddNation("us.enlace.example", {"us-atf", "us-cbp"});
    AddNation("mx.enlace.example", {"mx-fgr", "mx-gn"});
    if (env_.random.Percent(25) && !Without(kThirdNation)) {
      AddNation("xx.enlace.example", {"xx-police"});
      SIM_REACHED("third_nation");
    }
    // Drawn apart, so that every other seed keeps its course.
    SimRandom lies(seed ^ kLiesSeed);
    if (lies.Percent(25) && !Without(kEvilPeer)) {
      SimNode& liar = *nodes_[lies.Next() % nodes_.size()];
      env_.liar = liar.trust_domain();
      liar_.emplace(env_, liar);
      SIM_REACHED("evil_peer");
    }
    SimRandom witnesses(seed ^ kWitnessesSeed);
    if (witnesses.Percent(25) && !Without(kLyingWitness)) {
      publishing_.emplace(env_, witnesses.Next());
    }
  }

  RunResult Execute() {
    for (const auto& node : nodes_) node->Start();
    for (const auto& agency : agencies_) agency->Start();
    AppointOperators();
    AppointReviewers();
    AppointRegistrars();
    PlanRequests();
    PlanBookSwitch();
    watch_.Start();
    if (liar_) liar_->Start();
    if (publishing_) publishing_->Start();
    EverySecond();
    if (RunFor(reduction_.faulty_ms, [] { return false; })) {
      Heal();
      if (RunFor(kDrainMs, [this] { return Idle(); }) && !Idle()) {
        env_.ledger.Violation("P8: it does not drain");
      }
    }
    if (!Failed()) CheckPromises(env_);
    if (!Failed() && publishing_) publishing_->Finish();
    if (!Failed() && !publish_to_.empty()) Publish();
    RunResult result;
    result.violations = env_.ledger.violations();
    result.trace = env_.ledger.trace();
    result.records = env_.ledger.acknowledged().size();
    result.simulated_ms = env_.schedule.now_ms() - kStartMs;
    for (const auto& node : nodes_) {
      if (node->up()) result.commits += node->state().batch_number;
    }
    return result;
  }

 private:
  bool Without(const std::string& kind) const {
    return reduction_.without.count(kind) > 0;
  }

  void AddNation(const std::string& domain,
                 const std::vector<std::string>& agencies) {
    nodes_.push_back(std::make_unique<SimNode>(env_, domain));
    env_.nodes.emplace(domain, nodes_.back().get());
    for (const std::string& name : agencies) {
      agencies_.push_back(std::make_unique<SimAgency>(
          env_, *nodes_.back(),
          absl::StrCat("spiffe://", domain, "/agency/", name)));
    }
  }

  // Two persons for each link, at each end of it.
  void AppointOperators() {
    for (const auto& node : nodes_) {
      for (const auto& [peer, other] : env_.nodes) {
        if (other == node.get()) continue;
        for (const char* name : {"one", "two"}) {
          operators_.push_back(std::make_unique<SimOperator>(
              env_, *node, peer,
              absl::StrCat("spiffe://", node->trust_domain(), "/person/",
                           name)));
          operators_.back()->Start();
        }
      }
    }
  }

  void AppointReviewers() {
    for (const auto& node : nodes_) {
      for (const char* role : {kDutyRole, kLegalRole}) {
        reviewers_.push_back(std::make_unique<SimReviewer>(
            env_, *node, PersonOf(*node, role), role));
        reviewers_.back()->Start();
      }
      reviewers_.push_back(
          std::make_unique<SimReviewer>(env_, *node, PersonOf(*node, kStandIn),
                                        kDutyRole, PersonOf(*node, kDutyRole)));
      reviewers_.back()->Start();
      for (const char* name : {"night-one", "night-two"}) {
        overriders_.push_back(
            std::make_unique<SimOverrider>(env_, *node, PersonOf(*node, name)));
        overriders_.back()->Start();
      }
    }
  }

  // Two for each node: what one proposes, the other approves.
  void AppointRegistrars() {
    std::vector<std::string> agencies;
    for (const auto& agency : agencies_) agencies.push_back(agency->identity());
    for (const auto& node : nodes_) {
      for (const char* name : {"three", "four"}) {
        registrars_.push_back(std::make_unique<SimRegistrar>(
            env_, *node,
            absl::StrCat("spiffe://", node->trust_domain(), "/person/", name),
            agencies));
        registrars_.back()->Start();
      }
    }
  }

  void PlanRequests() {
    int64_t made = 0;
    for (int64_t i = env_.random.Between(5, 60); i > 0; --i) {
      SimAgency& sender = AnyAgency();
      SimAgency& recipient = AnyAgency();
      if (&sender == &recipient) continue;
      const int64_t at_ms = env_.random.Between(0, kFaultyMs - 5000);
      if (++made > reduction_.requests) continue;
      env_.schedule.After(at_ms, [&sender, to = recipient.identity()] {
        sender.SendRequest(to);
      });
    }
  }

  SimAgency& AnyAgency() {
    return *agencies_[env_.random.Next() % agencies_.size()];
  }

  void PlanBookSwitch() {
    if (!env_.faults.switch_book) return;
    for (const auto& node : nodes_) {
      if (env_.random.Percent(30)) continue;
      env_.schedule.After(env_.random.Between(1000, kFaultyMs),
                          [this, &node] { AdoptBook(*node); });
    }
  }

  // Until it is adopted: the node may be down, or crash.
  void AdoptBook(SimNode& node) {
    const bool adopted =
        node.up() && (node.state().book.book_version != 0 ||
                      node.state().scheduled_book.book_version != 0);
    if (adopted || env_.healed) return;
    node.AdoptBook(env_.random.Between(0, 20'000));
    env_.schedule.After(3000, [this, &node] { AdoptBook(node); });
  }

  void EverySecond() {
    env_.schedule.After(kSecondMs, [this] {
      if (env_.healed) return;
      EverySecond();
      for (const auto& node : nodes_) {
        JumpClock(*node);
        RenewLinkFile(*node);
        for (const auto& peer : nodes_) CutOrMend(*node, *peer);
      }
    });
  }

  void JumpClock(SimNode& node) {
    if (!env_.random.Percent(env_.faults.clock_jump)) return;
    node.clock().offset_ms =
        env_.random.Percent(50) ? 0 : env_.random.Between(-30000, 30000);
    env_.clocks_jumped = true;
    SIM_REACHED("clock_jumped");
  }

  // Every node is started anew with the new file.
  void RenewLinkFile(const SimNode& node) {
    if (!env_.random.Percent(env_.faults.new_link_file)) return;
    const std::string& domain = node.trust_domain();
    env_.link_serials[domain] = env_.link_serial(domain) + 1;
    SIM_REACHED("new_link_file");
    for (const auto& each : nodes_) {
      if (each->up()) each->Crash("new link file");
    }
  }

  void CutOrMend(SimNode& node, SimNode& peer) {
    if (&node == &peer) return;
    if (env_.random.Percent(env_.faults.partition)) {
      env_.network.Cut(node.trust_domain(), peer.trust_domain());
    } else if (env_.random.Percent(25)) {
      env_.network.Mend(node.trust_domain(), peer.trust_domain());
    }
  }

  void Heal() {
    env_.healed = true;
    env_.faults.Heal();
    env_.network.MendAll();
    for (const auto& node : nodes_) node->clock().offset_ms = 0;
  }

  void Publish() {
    const absl::Status published = PublishLogs(env_, publish_to_);
    if (published.ok()) return;
    env_.ledger.Violation(
        absl::StrCat("P6: a log cannot be published: ", published.ToString()));
  }

  bool AllUp() const {
    return std::all_of(nodes_.begin(), nodes_.end(),
                       [](const auto& node) { return node->up(); });
  }

  bool Idle() {
    if (!AllUp()) return false;
    for (const auto& node : nodes_) {
      // Who lied may be left with what nobody takes from it.
      if (env_.Lies(node->trust_domain())) continue;
      if (!node->Idle()) return false;
      if (env_.faults.wait_for_answers && !node->state().alarms.empty()) {
        return false;
      }
    }
    return std::all_of(agencies_.begin(), agencies_.end(),
                       [](const auto& agency) { return agency->Idle(); });
  }

  bool Failed() const { return !env_.ledger.violations().empty(); }

  // False if a promise was broken: what follows from it is of no interest.
  bool RunFor(int64_t duration_ms, const std::function<bool()>& done) {
    const int64_t end_ms = env_.schedule.now_ms() + duration_ms;
    while (env_.schedule.now_ms() < end_ms && !done()) {
      env_.schedule.RunUntil(
          std::min(end_ms, env_.schedule.now_ms() + 2 * kSecondMs));
      if (Failed()) return false;
    }
    return true;
  }

  Environment env_;
  const std::string publish_to_;
  const Reduction reduction_;
  ReleaseWatch watch_{env_};
  std::vector<std::unique_ptr<SimNode>> nodes_;
  std::vector<std::unique_ptr<SimAgency>> agencies_;
  std::optional<SimLiar> liar_;
  std::optional<SimPublishing> publishing_;
  std::vector<std::unique_ptr<SimOperator>> operators_;
  std::vector<std::unique_ptr<SimReviewer>> reviewers_;
  std::vector<std::unique_ptr<SimOverrider>> overriders_;
  std::vector<std::unique_ptr<SimRegistrar>> registrars_;
};

}  // namespace

const std::vector<std::string>& Reducible() {
  static const auto* const kAll = [] {
    auto* const all = new std::vector<std::string>(Faults::Kinds());
    all->insert(all->end(), {kThirdNation, kEvilPeer, kLyingWitness});
    return all;
  }();
  return *kAll;
}

RunResult RunSeed(uint64_t seed, const RunOptions& options) {
  return Run(seed, options).Execute();
}

}  // namespace enlace::simulation
