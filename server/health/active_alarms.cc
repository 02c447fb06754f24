#include "server/health/active_alarms.h"

#include <algorithm>
#include <utility>

namespace enlace::health {
namespace {

// When an end is told of.
absl::Time ToldFrom(const Lifetime& lifetime, absl::Duration threshold) {
  return lifetime.ends -
         std::min(threshold, (lifetime.ends - lifetime.begins) / 3);
}

// Whether the other nation's node is away as it said that it would be.
bool IsInMaintenance(const LinkHealth& link, absl::Time now) {
  return !link.connected && link.maintenance.begins <= now &&
         now < link.maintenance.ends;
}

// Since when what began at `since` is no matter of maintenance.
absl::Time SinceMaintenance(const LinkHealth& link, absl::Time since,
                            absl::Time now) {
  return link.maintenance.ends <= now ? std::max(since, link.maintenance.ends)
                                      : since;
}

class Watch {
 public:
  Watch(const Health& health, absl::Time now) : health_(health), now_(now) {}

  std::vector<ActiveAlarm> Look() {
    LookAtNode();
    LookAtWitnesses();
    LookAtLinks();
    LookAtRecords();
    LookAtEnds();
    std::stable_sort(active_.begin(), active_.end(),
                     [](const ActiveAlarm& a, const ActiveAlarm& b) {
                       return a.row->id < b.row->id;
                     });
    return std::move(active_);
  }

 private:
  void Raise(AlarmId id, std::string subject = {},
             absl::Time deadline = absl::InfiniteFuture()) {
    active_.push_back({&RowOf(id), std::move(subject), now_, deadline});
  }

  // A condition that holds since then, or never began.
  void RaiseIfLasting(AlarmId id, absl::Time since, std::string subject = {},
                      absl::Time deadline = absl::InfiniteFuture()) {
    if (since == absl::InfiniteFuture()) return;
    if (now_ < since + RowOf(id).threshold) return;
    active_.push_back({&RowOf(id), std::move(subject), since, deadline});
  }

  void RaiseIfEnding(AlarmId id, const Lifetime& lifetime,
                     std::string subject = {}) {
    if (lifetime.ends == absl::InfiniteFuture()) return;
    const absl::Time from = ToldFrom(lifetime, RowOf(id).threshold);
    if (now_ < from) return;
    active_.push_back({&RowOf(id), std::move(subject), from, lifetime.ends});
  }

  void LookAtNode() {
    const LogHealth& log = health_.log;
    if (health_.failed) Raise(AlarmId::kNodeFailed);
    if (log.signing == Signing::kStopped) Raise(AlarmId::kLogDamaged);
    if (log.signing == Signing::kAnchorMissing) Raise(AlarmId::kAnchorMissing);
    // The others say why.
    if (log.signing == Signing::kSigns && !health_.failed) {
      RaiseIfLasting(AlarmId::kCheckpointLate, log.unsigned_since);
    }
    if (log.fork_files > 0) Raise(AlarmId::kPeerLogForked);
    if (health_.log_time - now_ > kLogTimeLeadMax) {
      Raise(AlarmId::kClockSuspicious, "log");
    }
    if (health_.disk.free_bytes < health_.disk.reserve_bytes) {
      Raise(AlarmId::kDiskLow);
    }
    if (health_.epochs_waiting > 0) {
      RaiseIfLasting(AlarmId::kOldEpochsKept, health_.epochs_waiting_since);
    }
    const absl::Time made_anew = log.made_anew_at;
    if (made_anew != absl::InfinitePast() &&
        now_ < made_anew + RowOf(AlarmId::kLogRepaired).threshold) {
      active_.push_back({&RowOf(AlarmId::kLogRepaired), "", made_anew});
    }
  }

  void LookAtWitnesses() {
    for (const WitnessHealth& witness : health_.witnesses) {
      if (witness.disputes) Raise(AlarmId::kLogDisputed, witness.name);
      if (witness.cosigned_at - now_ > kWitnessTimeLeadMax) {
        Raise(AlarmId::kClockSuspicious, witness.name);
      }
      if (witness.nation.empty()) {
        RaiseIfLasting(AlarmId::kNeutralWitnessAway, witness.waiting_since,
                       witness.name);
      } else {
        LookAtPartner(witness);
      }
    }
  }

  // Another nation's witness, which is away while its node is.
  void LookAtPartner(const WitnessHealth& witness) {
    absl::Time since = witness.waiting_since;
    for (const LinkHealth& link : health_.links) {
      if (link.nation != witness.nation) continue;
      if (IsInMaintenance(link, now_)) return;
      since = SinceMaintenance(link, since, now_);
    }
    RaiseIfLasting(AlarmId::kPartnerNotCosigning, since, witness.name);
  }

  void LookAtLinks() {
    for (const LinkHealth& link : health_.links) {
      if (IsInMaintenance(link, now_)) {
        active_.push_back({&RowOf(AlarmId::kPeerMaintenance), link.nation,
                           std::max(link.maintenance.begins, link.down_since),
                           link.maintenance.ends});
      } else if (!link.connected) {
        RaiseIfLasting(AlarmId::kPeerLinkDown,
                       SinceMaintenance(link, link.down_since, now_),
                       link.nation, link.oldest_queued_ends);
      }
      RaiseIfLasting(AlarmId::kQueueOld, link.oldest_queued_at, link.nation,
                     link.oldest_queued_ends);
      RaiseIfLasting(AlarmId::kRecordsSetAside, link.set_aside_since,
                     link.nation);
    }
  }

  void LookAtRecords() {
    if (health_.held > 0 && now_ >= health_.first_hold_ends -
                                        RowOf(AlarmId::kHoldEnding).threshold) {
      Raise(AlarmId::kHoldEnding, "", health_.first_hold_ends);
    }
    for (const std::string& rule : health_.role_shortages) {
      Raise(AlarmId::kRoleShortage, rule);
    }
    if (health_.answers_overdue > 0) Raise(AlarmId::kAnswersOverdue);
  }

  void LookAtEnds() {
    for (const auto& [use, lifetime] : health_.certificates) {
      RaiseIfEnding(AlarmId::kCertificateEnding, lifetime, use);
    }
    RaiseIfEnding(AlarmId::kLinkFileEnding, health_.own_link_file,
                  health_.nation);
    for (const LinkHealth& link : health_.links) {
      RaiseIfEnding(AlarmId::kLinkFileEnding, link.link_file, link.nation);
    }
    RaiseIfEnding(AlarmId::kCharterEnding, health_.charter);
  }

  const Health& health_;
  const absl::Time now_;
  std::vector<ActiveAlarm> active_;
};

}  // namespace

std::vector<ActiveAlarm> ActiveAlarms(const Health& health, absl::Time now) {
  return Watch(health, now).Look();
}

}  // namespace enlace::health
