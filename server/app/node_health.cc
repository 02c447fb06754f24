// What is measured of the node, Node::Measure(), and who is told of it.

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "server/app/node.h"
#include "server/app/version.h"
#include "server/core/lapse.h"
#include "server/gate/role_shortage.h"
#include "server/health/machine.h"

namespace enlace::app {
namespace {

constexpr absl::Duration kHealthPause = absl::Seconds(5);

health::Lifetime LifetimeOf(const wire::LinkFile& file) {
  return {absl::FromUnixMillis(file.content().valid_from_ms()),
          absl::FromUnixMillis(file.content().valid_until_ms())};
}

health::Signing SigningOf(audit::SigningState state) {
  switch (state) {
    case audit::SigningState::kSign:
      return health::Signing::kSigns;
    case audit::SigningState::kRecordOnly:
      return health::Signing::kAnchorMissing;
    default:
      return health::Signing::kStopped;
  }
}

// "permit" of DECISION_OUTCOME_PERMIT.
std::string OutcomeText(v1::DecisionOutcome outcome) {
  return absl::AsciiStrToLower(absl::StripPrefix(
      v1::DecisionOutcome_Name(outcome), "DECISION_OUTCOME_"));
}

void MeasureRecords(const core::State& state, health::Health& health) {
  health.log.size = state.audit_size;
  if (state.audit_size > 0) {
    health.log_time = absl::FromUnixMillis(state.log_time_ms);
  }
  for (const auto& [kind, count] : state.first_decisions) {
    health.decided[{kind.first ? "incoming" : "outgoing",
                    OutcomeText(kind.second)}] = count;
  }
  health.held = state.holds.size();
  if (!state.holds.empty()) {
    health.first_hold_ends = absl::FromUnixMillis(state.holds.begin()->first);
  }
  health.answers_overdue = state.overdue.size();
}

void MeasureLink(const core::State& state, const std::string& nation,
                 const core::Link& known, health::LinkHealth& link) {
  link.sent_sequence = known.sent_sequence;
  link.received_sequence = known.received_sequence;
  link.queued = known.queued;
  link.maintenance = {absl::FromUnixMillis(known.maintenance.window.from_ms),
                      absl::FromUnixMillis(known.maintenance.window.until_ms)};
  state.outbox.Scan({nation, 0}, [&](const auto& place, const auto& id) {
    if (place.first != nation) return false;
    const core::Transfer& first = state.TransferAt(id);
    link.oldest_queued_at = absl::FromUnixMillis(first.decided_at_ms);
    link.oldest_queued_ends = absl::FromUnixMillis(core::EndMs(first.record));
    return false;
  });
}

}  // namespace

absl::StatusOr<std::map<std::string, health::Lifetime>>
Node::ReadCertificateTimes() const {
  std::map<std::string, health::Lifetime> times;
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(config_.tls_chain_path));
  ASSIGN_OR_RETURN(const std::vector<certs::Certificate> chain,
                   certs::Certificate::ListFromPem(pem));
  health::Lifetime& tls = times["tls"];
  for (const certs::Certificate& each : chain) {
    tls.begins = std::max(tls.begins, each.not_before());
    tls.ends = std::min(tls.ends, each.not_after());
  }
  const certs::KeyDirectory::Entry* const statement =
      trust_.keys.Find(trust_.statement_key->key_id());
  if (statement != nullptr) {
    times["statement"] = {statement->not_before, statement->not_after};
  }
  return times;
}

health::Health Node::Measure() const {
  health::Health health;
  health.nation = trust_.parties.trust_domain;
  health.version = kVersion;
  health.book_digest = HexEncode(AsBytes(pipeline_->book()->digest()));
  health.failed = !pipeline_->health().ok();
  const audit::ScrubProgress scrub = log_->scrub_progress();
  health.log = {.signing = SigningOf(log_->signing_state()),
                .checkpoint_size = log_->checkpoint_size(),
                .scrub_rounds = scrub.rounds,
                .scrubbed_at = scrub.completed_at,
                .files_made_anew = scrub.files_made_anew,
                .made_anew_at = scrub.made_anew_at,
                .fork_files = health::CountFiles(
                    config_.anchor_directory + "/forks", "fork-")};
  for (const audit::WitnessStanding& each : log_->WitnessesOfThisLog()) {
    health.witnesses.push_back({each.key_name, each.nation, each.cosigned_size,
                                each.cosigned_at, each.waiting_since,
                                !each.incident.empty()});
  }
  MeasureLinks(health);
  health.turned_away = turned_away_.totals();
  for (const v1::RoleShortage& shortage :
       gate::RoleShortagesOf(*pipeline_->book(), trust_.parties)) {
    health.role_shortages.push_back(shortage.rule_id());
  }
  health.certificates = certificate_times_;
  health.own_link_file = LifetimeOf(trust_.own->file);
  const RuleBooks::CharterTime charter = books_->charter_time();
  health.charter = {charter.begins, charter.ends};
  health.epochs_waiting = key_store_->epochs().size() - 1;
  if (health.epochs_waiting > 0) {
    health.epochs_waiting_since = key_store_->epoch_start();
  }
  health.disk = health::MeasureDisk(config_.store_directory);
  health.disk.reserve_bytes = config_.disk_reserve_bytes;
  health.process = health::MeasureProcess();
  return health;
}

bool Node::IsStorageLow() const {
  return health::MeasureDisk(config_.store_directory).free_bytes <
         config_.disk_headroom_bytes;
}

void Node::StartHealthReport() {
  health_report_ = std::make_unique<HealthReport>(
      [this] {
        storage_low_ = IsStorageLow();
        return Measure();
      },
      config_.metrics_file, RealClock());
  health_ticker_ =
      std::make_unique<Ticker>(kHealthPause, kHealthPause, RealClock(),
                               [this] { health_report_->Write(); });
  health_ticker_->Wake();
}

void Node::MeasureLinks(health::Health& health) const {
  pipeline_->Read([&](const core::State& state) {
    MeasureRecords(state, health);
    for (const auto& [nation, loop] : loops_) {
      health::LinkHealth& link = health.links.emplace_back();
      link.nation = nation;
      link.connected = loop->connected();
      link.down_since = loop->down_since();
      link.witnessed_size = witness_->WitnessedSize(watched_logs_.at(nation));
      link.link_file = LifetimeOf(trust_.peers.at(nation).file);
      for (const auto& [id, each] : loop->set_aside()) {
        ++link.set_aside;
        link.set_aside_since = std::min(link.set_aside_since, each.since);
      }
      const core::Link* const known = state.FindLink(nation);
      if (known != nullptr) MeasureLink(state, nation, *known, link);
    }
  });
}

}  // namespace enlace::app
