// Planned maintenance: one nation tells, and nobody at the other is woken.

#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"
#include "base/clock.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "server/health/active_alarms.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/log_lines.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

class MaintenanceTest : public testing::Test {
 protected:
  v1::MaintenanceWindow FromNow(absl::Duration length) {
    v1::MaintenanceWindow window;
    const absl::Time now = RealClock().TimeNow();
    window.set_from_ms(absl::ToUnixMillis(now));
    window.set_until_ms(absl::ToUnixMillis(now + length));
    return window;
  }

  // The reason of the refusal, or "".
  std::string Plan(const std::string& person,
                   const v1::MaintenanceWindow& window) {
    grpc::ClientContext context;
    v1::PlanMaintenanceRequest request;
    *request.mutable_window() = window;
    v1::PlanMaintenanceResponse response;
    const grpc::Status status =
        nodes_.person(person).PlanMaintenance(&context, request, &response);
    if (!status.ok()) return wire::ReasonOf(wire::FromGrpcStatus(status));
    EXPECT_EQ(response.window().SerializeAsString(),
              window.SerializeAsString());
    return "";
  }

  // Whether mx would be told of that, if nothing changed until then.
  bool IsOn(absl::string_view alarm, absl::Duration later) {
    const auto active = health::ActiveAlarms(nodes_.node("mx").Measure(),
                                             RealClock().TimeNow() + later);
    return std::any_of(active.begin(), active.end(), [&](const auto& each) {
      return each.row->name == alarm;
    });
  }

  TwoNodes nodes_;
};

TEST_F(MaintenanceTest, NobodyIsWokenWhileTheOtherNodeIsAwayAsItHadTold) {
  const v1::MaintenanceWindow window = FromNow(absl::Hours(2));
  ASSERT_EQ(Plan("us-operator-1", window), "");
  ASSERT_TRUE(Eventually([&] {
    return nodes_.LinkOf("us").knows_maintenance() &&
           nodes_.LinkOf("mx").maintenance().until_ms() == window.until_ms();
  }));
  EXPECT_EQ(nodes_.StatusOf("us").maintenance().from_ms(), window.from_ms());
  EXPECT_FALSE(nodes_.StatusOf("mx").has_maintenance());
  EXPECT_FALSE(nodes_.LinkOf("us").has_maintenance());

  nodes_.StopNode("us");
  ASSERT_TRUE(TrySend(nodes_, ExampleTraceRequest()));
  ASSERT_TRUE(Eventually(
      [&] { return IsOn("peer-maintenance", absl::ZeroDuration()); }));
  ASSERT_TRUE(Eventually(
      [&] { return IsOn("partner-not-cosigning", absl::Hours(3)); }));
  EXPECT_FALSE(IsOn("peer-link-down", absl::Hours(1)));
  // A link counts as up for a moment whenever there is nothing to ask.
  EXPECT_TRUE(Eventually(
      [&] { return !IsOn("partner-not-cosigning", absl::Hours(1)); }));
  // Who is away for longer is away without notice.
  EXPECT_TRUE(
      Eventually([&] { return IsOn("peer-link-down", absl::Hours(3)); }));
  EXPECT_FALSE(IsOn("peer-maintenance", absl::Hours(3)));

  nodes_.StartNode("us");
  EXPECT_TRUE(Eventually(
      [&] { return !IsOn("peer-maintenance", absl::ZeroDuration()); }));
  EXPECT_EQ(nodes_.StatusOf("us").maintenance().until_ms(), window.until_ms());
}

TEST_F(MaintenanceTest, WhatWasPlannedCanBeDropped) {
  ASSERT_EQ(Plan("us-operator-1", FromNow(absl::Hours(2))), "");
  ASSERT_TRUE(
      Eventually([&] { return nodes_.LinkOf("mx").has_maintenance(); }));
  ASSERT_EQ(Plan("us-operator-2", v1::MaintenanceWindow()), "");
  EXPECT_TRUE(
      Eventually([&] { return !nodes_.LinkOf("mx").has_maintenance(); }));
  EXPECT_FALSE(nodes_.StatusOf("us").has_maintenance());
}

TEST_F(MaintenanceTest, OnlyOperatorsPlanAndOnlyWhatIsShort) {
  EXPECT_EQ(Plan("us-legal", FromNow(absl::Hours(1))), wire::kNotEntitled);
  EXPECT_EQ(Plan("us-nobody", FromNow(absl::Hours(1))), wire::kCallerUnknown);
  EXPECT_EQ(Plan("us-operator-1", FromNow(absl::Hours(13))),
            wire::kMaintenanceWindowInvalid);
  EXPECT_FALSE(nodes_.StatusOf("us").has_maintenance());
}

}  // namespace
}  // namespace enlace
