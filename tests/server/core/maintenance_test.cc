#include "server/core/maintenance.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proto/wire/audit_entry.h"
#include "proto/wire/problem.h"
#include "tests/server/core/core_node.h"
#include "tests/simulation/whole_state.h"

namespace enlace::core {
namespace {

using Kind = Answer::Kind;

constexpr int64_t kWindowHourMs = 3600 * 1000;
constexpr MaintenanceWindow kTonight = {kTestStartMs + 10 * kWindowHourMs,
                                        kTestStartMs + 12 * kWindowHourMs};

MaintenancePlan OwnPlan(CoreNode& node, const MaintenanceWindow& window) {
  MaintenancePlan plan{"", {}, window, node.NoteDraft()};
  plan.entry.national.add_persons(kOperator);
  return plan;
}

MaintenancePlan PeersPlan(CoreNode& node, const MaintenanceWindow& window) {
  return {kPeerLink, simulation::FirstLinkFiles(kOwnDomain, kPeerLink), window,
          node.NoteDraft()};
}

v1::NationalOpening NewestOf(const CoreNode& node, v1::AuditStep step) {
  const AuditRow& row = node.store.audit().back();
  EXPECT_EQ(wire::DecodeAuditEntry(row.entry)->step, step);
  v1::AnnexEntry annex;
  EXPECT_TRUE(annex.ParseFromString(row.annex));
  v1::NationalOpening national;
  EXPECT_TRUE(national.ParseFromString(annex.national()));
  return national;
}

TEST(MaintenanceTest, AWindowIsShortNearAndNotOver) {
  constexpr int64_t kNow = kTestStartMs;
  const std::vector<MaintenanceWindow> taken = {
      {},
      {kNow, kNow + 1},
      {kNow - 12 * kWindowHourMs + 1, kNow + 1},  // longest, ends next
      {kNow + 720 * kWindowHourMs,
       kNow + 720 * kWindowHourMs + 12 * kWindowHourMs},
  };
  for (const MaintenanceWindow& window : taken) {
    EXPECT_TRUE(CheckMaintenance(window, kNow).ok())
        << window.from_ms - kNow << " " << window.until_ms - kNow;
  }
  const std::vector<MaintenanceWindow> refused = {
      {kNow, 0},
      {0, kNow + 1},
      {kNow + 1, kNow + 1},
      {kNow + 2, kNow + 1},
      {kNow - 1, kNow},
      {-1, 1},
      {kNow, kNow + 12 * kWindowHourMs + 1},
      {kNow + 720 * kWindowHourMs + 1, kNow + 720 * kWindowHourMs + 2},
      {INT64_MIN, INT64_MAX},
      {INT64_MAX, INT64_MIN},
      {1, INT64_MAX},
  };
  for (const MaintenanceWindow& window : refused) {
    EXPECT_EQ(wire::ReasonOf(CheckMaintenance(window, kNow)),
              wire::kMaintenanceWindowInvalid)
        << window.from_ms << " " << window.until_ms;
  }
}

TEST(MaintenanceTest, APlanIsAnEntryThatNamesItsPersonAndIsMadeOnce) {
  CoreNode node;
  EXPECT_EQ(node.Run(OwnPlan(node, kTonight)).kind, Kind::kDone);
  const v1::NationalOpening national =
      NewestOf(node, v1::AUDIT_STEP_MAINTENANCE_PLANNED);
  ASSERT_EQ(national.persons_size(), 1);
  EXPECT_EQ(national.persons(0), kOperator);
  EXPECT_EQ(WindowOf(national.maintenance()), kTonight);
  EXPECT_EQ(node.state().maintenance, (Maintenance{kTonight, 1}));
  EXPECT_EQ(node.state().FindLink(kPeerLink)->maintenance, Maintenance());

  EXPECT_EQ(node.Run(OwnPlan(node, kTonight)).kind, Kind::kDuplicate);
  EXPECT_EQ(node.Run(OwnPlan(node, {})).kind, Kind::kDone);
  EXPECT_EQ(node.state().maintenance, (Maintenance{{}, 2}));
}

TEST(MaintenanceTest, ThePeersPlanIsKeptBesideTheOwn) {
  CoreNode node;
  EXPECT_EQ(node.Run(PeersPlan(node, {})).kind, Kind::kDuplicate);
  EXPECT_EQ(node.Run(PeersPlan(node, kTonight)).kind, Kind::kDone);
  const v1::NationalOpening national =
      NewestOf(node, v1::AUDIT_STEP_MAINTENANCE_PLANNED_BY_PEER);
  EXPECT_EQ(national.link_nation(), kPeerLink);
  EXPECT_EQ(WindowOf(national.maintenance()), kTonight);
  EXPECT_EQ(node.state().FindLink(kPeerLink)->maintenance,
            (Maintenance{kTonight, 1}));
  EXPECT_EQ(node.state().maintenance, Maintenance());
}

TEST(MaintenanceTest, ANationWithoutALinkPlansNothingHere) {
  CoreNode closed(Contact::kNone);
  const uint64_t entries = closed.state().audit_size;
  EXPECT_EQ(wire::ReasonOf(closed.Run(PeersPlan(closed, kTonight)).status),
            wire::kLinkNotAccepted);
  CoreNode open;
  MaintenancePlan plan = PeersPlan(open, kTonight);
  plan.link = "xx.enlace.example";
  EXPECT_EQ(wire::ReasonOf(open.Run(plan).status), wire::kLinkNotAccepted);
  EXPECT_FALSE(open.state().links.contains("xx.enlace.example"));
  EXPECT_EQ(closed.state().audit_size, entries);
}

TEST(MaintenanceTest, WhatCannotBePlannedChangesNothing) {
  CoreNode node;
  const uint64_t entries = node.state().audit_size;
  const MaintenanceWindow forever = {kTestStartMs,
                                     kTestStartMs + 13 * kWindowHourMs};
  for (const MaintenancePlan& plan :
       {OwnPlan(node, forever), PeersPlan(node, forever)}) {
    EXPECT_EQ(wire::ReasonOf(node.Run(plan).status),
              wire::kMaintenanceWindowInvalid);
  }
  EXPECT_EQ(node.state().audit_size, entries);
}

TEST(MaintenanceTest, PlansOutliveARestartAndASnapshot) {
  CoreNode node;
  ASSERT_EQ(node.Run(OwnPlan(node, kTonight)).kind, Kind::kDone);
  ASSERT_EQ(node.Run(PeersPlan(node, kTonight)).kind, Kind::kDone);
  for (const bool snapshot : {false, true}) {
    if (snapshot) {
      ASSERT_TRUE(node.sequencer->SaveSnapshot().ok());
    }
    node.Restart();
    EXPECT_EQ(node.state().maintenance, (Maintenance{kTonight, 1}));
    EXPECT_EQ(node.state().FindLink(kPeerLink)->maintenance,
              (Maintenance{kTonight, 1}));
  }
}

TEST(MaintenanceTest, NothingIsPlannedWhileTheClockIsBehindTheLog) {
  CoreNode node;
  node.clock.now_ms -= 3 * kWindowHourMs;
  EXPECT_EQ(wire::ReasonOf(node.Run(OwnPlan(node, kTonight)).status),
            wire::kClockUntrusted);
}

}  // namespace
}  // namespace enlace::core
