// Faults at running nodes turn their alarms on, and their end turns them off.
//
// What must last is looked at as of a later instant: what is on is a function
// of what was measured and of the instant.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/sqlite.h"
#include "server/health/active_alarms.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

class AlarmTest : public testing::Test {
 protected:
  // What would be on at the node of mx after `later`, if nothing changed: name
  // -> subject.
  std::multimap<std::string, std::string> OnAfter(absl::Duration later) {
    std::multimap<std::string, std::string> on;
    for (const health::ActiveAlarm& alarm : health::ActiveAlarms(
             nodes_.node("mx").Measure(), RealClock().TimeNow() + later)) {
      on.emplace(alarm.row->name, alarm.subject);
    }
    return on;
  }

  // As the node tells an operator, or an agency.
  v1::GetNodeStatusResponse Ask(v1::NodeService::Stub& stub) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    v1::GetNodeStatusResponse status;
    const grpc::Status result =
        stub.GetNodeStatus(&context, v1::GetNodeStatusRequest(), &status);
    EXPECT_TRUE(result.ok()) << result.error_message();
    return status;
  }
  bool Tells(const std::string& name) {
    const v1::GetNodeStatusResponse status =
        Ask(nodes_.person("mx-operator-1"));
    for (const v1::Alarm& alarm : status.alarms()) {
      if (alarm.name() == name) return true;
    }
    return false;
  }

  bool Send() { return TrySend(nodes_, ExampleTraceRequest()); }
  void Restart() {
    nodes_.StopNode("mx");
    nodes_.StartNode("mx");
  }

  TwoNodes nodes_;
};

TEST_F(AlarmTest, APartnerThatIsAwayIsToldUntilItIsBack) {
  nodes_.StopNode("us");
  ASSERT_TRUE(Send());
  ASSERT_TRUE(Eventually([this] {
    return OnAfter(absl::Hours(1)).contains("partner-not-cosigning");
  }));
  const auto on = OnAfter(absl::Hours(1));
  const auto about = [&on](const char* name) {
    const auto found = on.find(name);
    return found == on.end() ? "" : found->second;
  };
  EXPECT_EQ(about("partner-not-cosigning"), "us.enlace.example/witness");
  EXPECT_EQ(about("queue-old"), "us.enlace.example");
  EXPECT_TRUE(Eventually(
      [this] { return OnAfter(absl::Hours(1)).contains("peer-link-down"); }));
  // Nobody is woken at once.
  EXPECT_FALSE(Tells("partner-not-cosigning"));

  nodes_.StartNode("us");
  EXPECT_TRUE(Eventually([this] {
    const auto left = OnAfter(absl::Hours(1));
    return !left.contains("partner-not-cosigning") &&
           !left.contains("peer-link-down") && !left.contains("queue-old");
  }));
}

TEST_F(AlarmTest, WhatEndsIsToldOfBeforeItDoes) {
  const auto now = OnAfter(absl::ZeroDuration());
  EXPECT_FALSE(now.contains("link-file-ending"));
  EXPECT_FALSE(now.contains("certificate-ending"));
  // Link files of these nodes hold for a day, certificates for a week.
  EXPECT_EQ(OnAfter(absl::Hours(17)).count("link-file-ending"), 2u);
  EXPECT_EQ(OnAfter(absl::Hours(24 * 6)).count("certificate-ending"), 2u);
}

TEST_F(AlarmTest, ALowDiskIsToldToOperatorsInTheMetricsAndInNoAgencysStatus) {
  app::Config& config = nodes_.NextConfig("mx");
  config.metrics_file = config.store_directory + "/../metrics";
  Restart();
  EXPECT_FALSE(Tells("disk-low"));
  config.disk_reserve_bytes = ~uint64_t{0};
  Restart();
  const v1::GetNodeStatusResponse status = Ask(nodes_.person("mx-operator-1"));
  ASSERT_GE(status.alarms_size(), 1);
  const v1::Alarm& alarm = status.alarms(0);
  EXPECT_EQ(alarm.name(), "disk-low");
  EXPECT_EQ(alarm.severity(), v1::Alarm::SEVERITY_PAGE);
  EXPECT_EQ(alarm.first_command(), "df -h STORE_DIR");
  EXPECT_NE(alarm.since_ms(), 0);
  EXPECT_FALSE(alarm.en().cause().empty());
  EXPECT_FALSE(alarm.es().deadline().empty());
  EXPECT_EQ(Ask(*nodes_.agency("mx-fgr").node).alarms_size(), 0);

  ASSERT_TRUE(Eventually([&config] {
    return absl::StrContains(
        ReadFile(config.metrics_file).value_or(""),
        "enlace_alarm{alarm=\"disk-low\",severity=\"page\"} 1\n");
  }));
  const std::string text = *ReadFile(config.metrics_file);
  EXPECT_TRUE(
      absl::StrContains(text, "enlace_link_up{nation=\"us.enlace.example\"}"));
  EXPECT_TRUE(absl::StrContains(text, "process_resident_memory_bytes "));
  EXPECT_EQ(system(absl::StrCat("promtool check metrics < ",
                                config.metrics_file, " 1>&2")
                       .c_str()),
            0);
}

TEST_F(AlarmTest, AJournalThatWasChangedIsToldAndNothingIsSignedAfter) {
  ASSERT_TRUE(Eventually([this] {
    const v1::GetNodeStatusResponse status = nodes_.StatusOf("mx");
    return status.log_size() > 0 &&
           status.checkpoint_size() == status.log_size();
  }));
  {
    auto journal = sqlite::Database::Open(
        nodes_.config("mx").store_directory + "/journal.db",
        sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(journal.ok()) << journal.status();
    ASSERT_TRUE(
        journal->Run("UPDATE audit SET entry = zeroblob(40) WHERE position = 1")
            .ok());
  }
  EXPECT_TRUE(Eventually([this] { return Tells("log-damaged"); }));
  EXPECT_TRUE(absl::StartsWith(nodes_.StatusOf("mx").state(), "not signing"));
}

TEST_F(AlarmTest, ACommitThatFailedIsTold) {
  EXPECT_FALSE(Tells("node-failed"));
  auto journal = sqlite::Database::Open(
      nodes_.config("mx").store_directory + "/journal.db",
      sqlite::Database::Mode::kWrite);
  ASSERT_TRUE(journal.ok()) << journal.status();
  // Somebody holds the database for longer than the node waits.
  ASSERT_TRUE(journal->Run("BEGIN IMMEDIATE").ok());
  EXPECT_FALSE(Send());
  EXPECT_TRUE(Tells("node-failed"));
  EXPECT_TRUE(absl::StartsWith(nodes_.StatusOf("mx").state(), "failed"));
  ASSERT_TRUE(journal->Run("ROLLBACK").ok());
  // Only a start that recovers ends it.
  EXPECT_FALSE(Send());
  Restart();
  EXPECT_FALSE(Tells("node-failed"));
  EXPECT_TRUE(Eventually([this] { return Send(); }));
}

}  // namespace
}  // namespace enlace
