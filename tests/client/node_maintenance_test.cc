// enlace node maintenance: what it asks of the node, and what it shows.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/client/command_line_fixture.h"

namespace enlace::client {
namespace {

class NodeMaintenanceTest : public CommandLineTest {
 protected:
  Ran Maintenance(std::vector<std::string> more) {
    std::vector<std::string> words = {"node", "maintenance", "--context",
                                      nations_.ContextPath("mx-fgr")};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
};

TEST_F(NodeMaintenanceTest, PlansSoManyMinutesFromAnInstantOn) {
  const Ran ran = Maintenance(
      {"--minutes", "90", "--from", "2026-03-09T02:00:00Z", "--lang", "en"});
  EXPECT_EQ(node_.maintenance.from_ms(), 1773021600000);
  EXPECT_EQ(node_.maintenance.until_ms(), 1773021600000 + 90 * 60 * 1000);
  for (const char* said :
       {"this nation", "2026-03-09T02:00:00.000Z", "2026-03-09T03:30:00.000Z",
        "us.enlace.example: not yet"}) {
    EXPECT_TRUE(absl::StrContains(ran.out, said)) << said << "\n" << ran.out;
  }
}

TEST_F(NodeMaintenanceTest, WithoutAnInstantFromNowOn) {
  Maintenance({"--minutes", "1"});
  EXPECT_EQ(node_.maintenance.from_ms(),
            absl::ToUnixMillis(nations_.clock.now));
}

TEST_F(NodeMaintenanceTest, CancelsWithoutABeginningOrAnEnd) {
  Maintenance({"--minutes", "90"});
  const Ran ran = Maintenance({"--cancel", "--lang", "es"});
  EXPECT_EQ(node_.maintenance.ByteSizeLong(), 0U);
  EXPECT_EQ(ran.out, "nada está planeado\n");
}

TEST_F(NodeMaintenanceTest, OnlyShowsWithoutOptions) {
  node_.peer_maintenance.set_from_ms(1773021600000);
  node_.peer_maintenance.set_until_ms(1773025200000);
  const Ran ran = Maintenance({"-o", "json"});
  EXPECT_TRUE(absl::StrContains(ran.out, "\"us.enlace.example\"")) << ran.out;
  EXPECT_TRUE(absl::StrContains(ran.out, "\"2026-03-09T03:00:00.000Z\""))
      << ran.out;
  EXPECT_EQ(node_.maintenance.ByteSizeLong(), 0U);
  // The status of the node tells of it too.
  const Ran status = Run({"node", "status", "--lang", "en", "--context",
                          nations_.ContextPath("mx-fgr")});
  EXPECT_TRUE(absl::StrContains(status.out,
                                "maintenance of us.enlace.example: "
                                "2026-03-09T02:00:00Z - 2026-03-09T03:00:00Z"))
      << status.out;
}

TEST_F(NodeMaintenanceTest, WhatMakesNoSenseIsNotSent) {
  EXPECT_EQ(Maintenance({"--from", "2026-03-09"}).code, 2);
  EXPECT_EQ(Maintenance({"--minutes", "721"}).code, 2);
  EXPECT_EQ(Maintenance({"--minutes", "5", "--cancel"}).code, 2);
  EXPECT_EQ(Maintenance({"--minutes", "5", "--from", "tonight"}).code, 2);
  EXPECT_EQ(node_.maintenance.ByteSizeLong(), 0U);
}

}  // namespace
}  // namespace enlace::client
