#include "server/health/active_alarms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/server/health/healthy_node.h"

namespace enlace::health {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kInstant = absl::Milliseconds(1);
constexpr absl::Duration kMonth = absl::Hours(24 * 30);

struct Shown {
  std::string name;
  std::string subject;

  bool operator==(const Shown&) const = default;
};

void PrintTo(const Shown& shown, std::ostream* out) {
  *out << shown.name << " of " << shown.subject;
}

std::vector<Shown> On(const Health& health, absl::Time now = kNow) {
  std::vector<Shown> shown;
  for (const ActiveAlarm& alarm : ActiveAlarms(health, now)) {
    shown.push_back({alarm.row->name, alarm.subject});
  }
  return shown;
}

TEST(ActiveAlarmsTest, NothingIsOnAtANodeOfWhichNothingIsWrong) {
  EXPECT_THAT(On(HealthyNode()), IsEmpty());
}

// One thing that is wrong, from exactly one instant on.
struct Fault {
  AlarmId id;
  std::string subject;
  std::function<void(Health&)> make;
  absl::Time from;  // kNow: it is on as soon as the facts are so
  absl::Time since;
  absl::Time deadline = absl::InfiniteFuture();
};

// With the facts as of kNow.
std::vector<Fault> Faults() {
  const absl::Time never = absl::InfiniteFuture();
  const absl::Time end = kNow + absl::Hours(24 * 40);
  const Lifetime ending = {end - absl::Hours(24 * 365), end};
  return {
      {AlarmId::kNodeFailed, "", [](Health& h) { h.failed = true; }, kNow,
       kNow},
      {AlarmId::kLogDamaged, "",
       [](Health& h) { h.log.signing = Signing::kStopped; }, kNow, kNow},
      {AlarmId::kAnchorMissing, "",
       [](Health& h) { h.log.signing = Signing::kAnchorMissing; }, kNow, kNow},
      {AlarmId::kCheckpointLate, "",
       [](Health& h) { h.log.unsigned_since = kNow; }, kNow + absl::Minutes(1),
       kNow},
      {AlarmId::kPeerLogForked, "", [](Health& h) { h.log.fork_files = 1; },
       kNow, kNow},
      {AlarmId::kLogDisputed, "watcher.example",
       [](Health& h) { h.witnesses[1].disputes = true; }, kNow, kNow},
      {AlarmId::kDiskLow, "",
       [](Health& h) { h.disk.free_bytes = h.disk.reserve_bytes - 1; }, kNow,
       kNow},
      {AlarmId::kPeerLinkDown, "bb.example",
       [](Health& h) {
         h.links[0].connected = false;
         h.links[0].down_since = kNow;
       },
       kNow + absl::Minutes(5), kNow, never},
      {AlarmId::kPeerMaintenance, "bb.example",
       [end](Health& h) {
         h.links[0].connected = false;
         h.links[0].down_since = kNow - absl::Hours(1);
         h.links[0].maintenance = {kNow, end};
       },
       kNow, kNow, end},
      {AlarmId::kPartnerNotCosigning, "bb.example/witness",
       [](Health& h) { h.witnesses[0].waiting_since = kNow; },
       kNow + absl::Minutes(10), kNow},
      {AlarmId::kNeutralWitnessAway, "watcher.example",
       [](Health& h) { h.witnesses[1].waiting_since = kNow; },
       kNow + absl::Hours(1), kNow},
      {AlarmId::kQueueOld, "bb.example",
       [end](Health& h) {
         h.links[0].oldest_queued_at = kNow;
         h.links[0].oldest_queued_ends = end;
       },
       kNow + absl::Minutes(15), kNow, end},
      {AlarmId::kRecordsSetAside, "bb.example",
       [](Health& h) {
         h.links[0].set_aside = 1;
         h.links[0].set_aside_since = kNow;
       },
       kNow + absl::Minutes(10), kNow},
      {AlarmId::kRoleShortage, "rule-7",
       [](Health& h) { h.role_shortages = {"rule-7"}; }, kNow, kNow},
      {AlarmId::kAnswersOverdue, "", [](Health& h) { h.answers_overdue = 1; },
       kNow, kNow},
      {AlarmId::kCertificateEnding, "statement",
       [ending](Health& h) { h.certificates["statement"] = ending; },
       end - kMonth, end - kMonth, end},
      {AlarmId::kLinkFileEnding, "aa.example",
       [ending](Health& h) { h.own_link_file = ending; }, end - kMonth,
       end - kMonth, end},
      {AlarmId::kLinkFileEnding, "bb.example",
       [ending](Health& h) { h.links[0].link_file = ending; }, end - kMonth,
       end - kMonth, end},
      {AlarmId::kCharterEnding, "", [ending](Health& h) { h.charter = ending; },
       end - kMonth, end - kMonth, end},
      {AlarmId::kOldEpochsKept, "",
       [](Health& h) {
         h.epochs_waiting = 1;
         h.epochs_waiting_since = kNow;
       },
       kNow + absl::Hours(24), kNow},
  };
}

TEST(ActiveAlarmsTest, EachAlarmIsOnAloneFromExactlyItsThreshold) {
  for (const Fault& fault : Faults()) {
    const AlarmRow& row = RowOf(fault.id);
    SCOPED_TRACE(row.name);
    Health health = HealthyNode();
    fault.make(health);
    if (fault.from != kNow) {
      EXPECT_THAT(On(health, fault.from - kInstant), IsEmpty());
    }
    const std::vector<ActiveAlarm> active = ActiveAlarms(health, fault.from);
    ASSERT_EQ(active.size(), 1u);
    EXPECT_EQ(active[0].row, &row);
    EXPECT_EQ(active[0].subject, fault.subject);
    EXPECT_EQ(active[0].since, fault.since);
    EXPECT_EQ(active[0].deadline, fault.deadline);
  }
}

TEST(ActiveAlarmsTest, TheClockMayStandFiveSecondsBeforeTheLog) {
  Health health = HealthyNode();
  health.log_time = kNow + absl::Seconds(5);
  EXPECT_THAT(On(health), IsEmpty());
  health.log_time += kInstant;
  EXPECT_THAT(On(health), ElementsAre(Shown{"clock-suspicious", "log"}));
}

TEST(ActiveAlarmsTest, AWitnessMayCosignAMinuteInTheFuture) {
  Health health = HealthyNode();
  health.witnesses[1].cosigned_at = kNow + absl::Minutes(1);
  EXPECT_THAT(On(health), IsEmpty());
  health.witnesses[1].cosigned_at += kInstant;
  EXPECT_THAT(On(health),
              ElementsAre(Shown{"clock-suspicious", "watcher.example"}));
}

TEST(ActiveAlarmsTest, AHoldIsToldOfADayBeforeItEnds) {
  Health health = HealthyNode();
  health.held = 2;
  health.first_hold_ends = kNow + absl::Hours(24) + kInstant;
  EXPECT_THAT(On(health), IsEmpty());
  const auto active = ActiveAlarms(health, kNow + kInstant);
  ASSERT_EQ(active.size(), 1u);
  EXPECT_STREQ(active[0].row->name, "hold-ending");
  EXPECT_EQ(active[0].deadline, health.first_hold_ends);
}

TEST(ActiveAlarmsTest, ARepairIsToldOfForADay) {
  Health health = HealthyNode();
  health.log.files_made_anew = 1;
  health.log.made_anew_at = kNow;
  EXPECT_THAT(On(health), ElementsAre(Shown{"log-repaired", ""}));
  EXPECT_THAT(On(health, kNow + absl::Hours(24) - kInstant),
              ElementsAre(Shown{"log-repaired", ""}));
  EXPECT_THAT(On(health, kNow + absl::Hours(24)), IsEmpty());
}

TEST(ActiveAlarmsTest, WhatLivesShortIsToldOfInItsLastThird) {
  Health health = HealthyNode();
  health.certificates["tls"] = {kNow - absl::Hours(2), kNow + absl::Hours(1)};
  EXPECT_THAT(On(health, kNow - kInstant), IsEmpty());
  EXPECT_THAT(On(health), ElementsAre(Shown{"certificate-ending", "tls"}));
}

TEST(ActiveAlarmsTest, WhatHasEndedStaysOn) {
  Health health = HealthyNode();
  health.own_link_file.ends = kNow - absl::Hours(1);
  EXPECT_THAT(On(health), ElementsAre(Shown{"link-file-ending", "aa.example"}));
}

// The link of a node that was told of maintenance and went down in it.
Health DownInMaintenance() {
  Health health = HealthyNode();
  LinkHealth& link = health.links[0];
  link.connected = false;
  link.down_since = kNow + absl::Minutes(1);
  link.maintenance = {kNow, kNow + absl::Hours(1)};
  health.witnesses[0].waiting_since = kNow + absl::Minutes(1);
  return health;
}

TEST(ActiveAlarmsTest, MaintenanceThatWasToldOfWakesNobodyUntilItIsOver) {
  const Health health = DownInMaintenance();
  const absl::Time end = health.links[0].maintenance.ends;
  for (const absl::Time at : {kNow, kNow + absl::Minutes(30), end - kInstant}) {
    const auto active = ActiveAlarms(health, at);
    ASSERT_EQ(active.size(), 1U);
    EXPECT_STREQ(active[0].row->name, "peer-maintenance");
    EXPECT_EQ(active[0].row->severity, Severity::kTicket);
    EXPECT_EQ(active[0].subject, "bb.example");
    EXPECT_EQ(active[0].since, kNow + absl::Minutes(1));
    EXPECT_EQ(active[0].deadline, end);
  }
  EXPECT_THAT(On(health, end), IsEmpty());
  EXPECT_THAT(On(health, end + absl::Minutes(5) - kInstant), IsEmpty());
  EXPECT_THAT(On(health, end + absl::Minutes(5)),
              ElementsAre(Shown{"peer-link-down", "bb.example"}));
  EXPECT_THAT(
      On(health, end + absl::Minutes(10)),
      ElementsAre(Shown{"peer-link-down", "bb.example"},
                  Shown{"partner-not-cosigning", "bb.example/witness"}));
}

TEST(ActiveAlarmsTest, WhoIsDownBeforeTheMaintenanceWakesSomebodyUntilThen) {
  Health health = DownInMaintenance();
  health.links[0].down_since = kNow - absl::Minutes(5);
  EXPECT_THAT(On(health, kNow - kInstant), IsEmpty());
  health.links[0].down_since -= kInstant;
  EXPECT_THAT(On(health, kNow - kInstant),
              ElementsAre(Shown{"peer-link-down", "bb.example"}));
  EXPECT_THAT(On(health, kNow),
              ElementsAre(Shown{"peer-maintenance", "bb.example"}));
}

// Else a partner could stop to cosign for as long as it likes to announce.
TEST(ActiveAlarmsTest, MaintenanceExcusesNoPartnerThatIsThere) {
  Health health = DownInMaintenance();
  health.links[0].connected = true;
  health.links[0].down_since = absl::InfiniteFuture();
  EXPECT_THAT(
      On(health, kNow + absl::Minutes(11)),
      ElementsAre(Shown{"partner-not-cosigning", "bb.example/witness"}));
}

TEST(ActiveAlarmsTest, MaintenanceThatIsLongOverChangesNothing) {
  Health health = DownInMaintenance();
  health.links[0].maintenance = {kNow - absl::Hours(3), kNow - absl::Hours(2)};
  EXPECT_THAT(On(health, kNow + absl::Minutes(6) - kInstant), IsEmpty());
  EXPECT_THAT(On(health, kNow + absl::Minutes(6)),
              ElementsAre(Shown{"peer-link-down", "bb.example"}));
}

TEST(ActiveAlarmsTest, ALinkThatIsDownSaysWhenTheFirstQueuedRecordEnds) {
  Health health = HealthyNode();
  health.links[0].connected = false;
  health.links[0].down_since = kNow - absl::Minutes(5);
  health.links[0].oldest_queued_at = kNow;
  health.links[0].oldest_queued_ends = kNow + absl::Hours(3);
  const auto active = ActiveAlarms(health, kNow);
  ASSERT_EQ(active.size(), 1u);
  EXPECT_STREQ(active[0].row->name, "peer-link-down");
  EXPECT_EQ(active[0].deadline, kNow + absl::Hours(3));
}

// Whoever is woken is told the cause, not what follows from it.
TEST(ActiveAlarmsTest, AKnownCauseHidesTheLateCheckpoint) {
  for (const auto& make : std::vector<std::function<void(Health&)>>{
           [](Health& h) { h.failed = true; },
           [](Health& h) { h.log.signing = Signing::kStopped; },
           [](Health& h) { h.log.signing = Signing::kAnchorMissing; }}) {
    Health health = HealthyNode();
    make(health);
    health.log.unsigned_since = kNow - absl::Hours(1);
    EXPECT_EQ(On(health).size(), 1u);
  }
}

TEST(ActiveAlarmsTest, PagesComeBeforeTickets) {
  Health health = HealthyNode();
  health.answers_overdue = 1;
  health.role_shortages = {"a", "b"};
  health.disk.free_bytes = 0;
  health.failed = true;
  EXPECT_THAT(
      On(health),
      ElementsAre(Shown{"node-failed", ""}, Shown{"disk-low", ""},
                  Shown{"role-shortage", "a"}, Shown{"role-shortage", "b"},
                  Shown{"answers-overdue", ""}));
}

// A row that no test turns on would be one that nobody has seen.
TEST(ActiveAlarmsTest, EveryRowButTheMonitorsHasATestThatTurnsItOn) {
  std::set<AlarmId> tested = {AlarmId::kClockSuspicious, AlarmId::kHoldEnding,
                              AlarmId::kLogRepaired};
  for (const Fault& fault : Faults()) tested.insert(fault.id);
  for (const AlarmRow& row : Alarms()) {
    EXPECT_EQ(tested.contains(row.id), row.id != AlarmId::kMetricsStale)
        << row.name;
  }
}

TEST(AlarmTableTest, EveryTextIsThereInBothLanguages) {
  std::set<std::string> names;
  for (const AlarmRow& row : Alarms()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    for (const Bilingual& text : {row.cause, row.hurt, row.deadline}) {
      EXPECT_GT(std::string(text.en).size(), 10u) << row.name;
      EXPECT_GT(std::string(text.es).size(), 10u) << row.name;
      EXPECT_STRNE(text.en, text.es) << row.name;
    }
    EXPECT_STRNE(row.first_command, "") << row.name;
  }
}

TEST(UnsignedSinceTest, ALogThatGrowsAndIsSignedIsNotLate) {
  UnsignedSince since;
  for (int i = 0; i < 100; ++i) {
    const uint64_t size = 10 + static_cast<uint64_t>(i);
    // What was there a second ago is signed, what came meanwhile is not.
    const absl::Time now = kNow + i * absl::Seconds(1);
    EXPECT_GE(since.Update(size, size - 1, now), now);
  }
}

TEST(UnsignedSinceTest, TellsSinceWhenTheFirstUnsignedEntryIsThere) {
  UnsignedSince since;
  EXPECT_EQ(since.Update(10, 10, kNow), absl::InfiniteFuture());
  const absl::Time first = kNow + absl::Seconds(1);
  EXPECT_EQ(since.Update(11, 10, first), first);
  EXPECT_EQ(since.Update(50, 10, kNow + absl::Hours(1)), first);
  const absl::Time later = kNow + absl::Hours(2);
  EXPECT_EQ(since.Update(60, 50, later), later);  // 11 is signed
  EXPECT_EQ(since.Update(60, 60, kNow + absl::Hours(3)),
            absl::InfiniteFuture());
}

}  // namespace
}  // namespace enlace::health
