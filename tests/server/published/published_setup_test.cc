#include "server/published/published_setup.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "tests/base/temporary_folder.h"

namespace enlace::published {
namespace {

constexpr char kGood[] = R"([listen]
address = "127.0.0.1:0"
ready_file = "ready"
connections = 8
request_seconds = 3

[[log]]
directory = "audit"
prefix = "/audit"

[[log]]
directory = "shard"
prefix = "/audit/2"
entries = true

[[witness]]
directory = "witnessed"
prefix = "/witness"

[metrics]
address = "127.0.0.2:0"
file = "run/metrics"
)";

class PublishedSetupTest : public testing::Test {
 protected:
  PublishedSetupTest() {
    for (const char* name : {"audit", "shard", "witnessed", "run"}) {
      EXPECT_TRUE(MakeDirectories(folder_ / name).ok());
    }
    EXPECT_TRUE(ReplaceFileDurably(folder_ / "file", "x").ok());
  }

  absl::StatusOr<PublishedSetup> Load(const std::string& text) {
    EXPECT_TRUE(ReplaceFileDurably(folder_ / "http.toml", text).ok());
    return LoadPublishedSetup(folder_ / "http.toml");
  }

  const TemporaryFolder folder_;
};

TEST_F(PublishedSetupTest, ReadsEveryKey) {
  const auto setup = Load(kGood);
  ASSERT_TRUE(setup.ok()) << setup.status();
  EXPECT_EQ(setup->listen->server.address, "127.0.0.1:0");
  EXPECT_EQ(setup->listen->server.connections_max, 8u);
  EXPECT_EQ(setup->listen->server.request_time_max, absl::Seconds(3));
  EXPECT_EQ(setup->listen->server.answer_time_max, absl::Seconds(3));
  EXPECT_EQ(setup->listen->ready_file, folder_ / "ready");
  ASSERT_EQ(setup->logs.size(), 2u);
  EXPECT_EQ(setup->logs[0].folder.directory, folder_ / "audit");
  EXPECT_EQ(setup->logs[0].folder.prefix, "/audit");
  EXPECT_FALSE(setup->logs[0].entries);  // unless it is said
  EXPECT_TRUE(setup->logs[1].entries);
  ASSERT_EQ(setup->witnesses.size(), 1u);
  ASSERT_TRUE(setup->metrics.has_value());
  EXPECT_EQ(setup->metrics->listen.server.address, "127.0.0.2:0");
  EXPECT_EQ(setup->metrics->file, folder_ / "run/metrics");
  EXPECT_EQ(setup->witnesses[0].directory, folder_ / "witnessed");
  const std::string described = DescribePublished(*setup);
  for (const char* said :
       {"GET /audit/checkpoint\n", "entries are not served\n",
        "GET /audit/2/tile/entries/<N>", "GET /witness/<hex",
        "listens on 127.0.0.2:0\n  GET /metrics\n"}) {
    EXPECT_TRUE(absl::StrContains(described, said)) << described;
  }
}

TEST_F(PublishedSetupTest, EachMistakeIsNamed) {
  const struct {
    const char* good;
    const char* bad;
    const char* named;
  } rows[] = {
      {"127.0.0.1:0", "localhost:80", "listen.address is none"},
      {"connections = 8", "connections = 0", "listen.connections"},
      {"request_seconds = 3", "request_seconds = 61", "request_seconds"},
      {"request_seconds = 3", "prefix = \"/x\"",
       "listen.prefix is not a known"},
      {"directory = \"audit\"", "", "log[0].directory is missing"},
      {"\"audit\"", "\"none\"", "log[0].directory names no file"},
      {"\"audit\"", "\"file\"", "log[0].directory is no folder"},
      {"\"/audit\"", "\"audit\"", "log[0].prefix must be a plain path"},
      {"\"/audit/2\"", "\"/audit\"", "log[1].prefix is that of another"},
      {"entries = true", "entries = 1", "log[1].entries must be true or false"},
      {"entries = true", "entries = \"true\"", "log[1].entries must be"},
      {"entries = true", "entry = true", "log[1].entry is not a known key"},
      {"[[log]]\ndirectory = \"audit\"", "[log]\ndirectory = \"audit\"",
       "http.toml:"},
      {"\"witnessed\"", "\"none\"", "witness[0].directory names no file"},
      {"\"run/metrics\"", "\"none/metrics\"", "metrics.file lies in no folder"},
      {"127.0.0.2:0", "localhost:80", "metrics.address is none"},
      {"[metrics]", "[metrics]\nprefix = \"/x\"",
       "metrics.prefix is not a known"},
      {"[[witness]]", "[key]\na = 1\n[[witness]]", "key is not a known key"},
      {"[listen]", "[listen", "http.toml:1"},
  };
  for (const auto& row : rows) {
    const auto setup = Load(absl::StrReplaceAll(kGood, {{row.good, row.bad}}));
    EXPECT_TRUE(absl::IsInvalidArgument(setup.status())) << row.named;
    EXPECT_TRUE(absl::StrContains(setup.status().message(), row.named))
        << setup.status();
  }
}

TEST_F(PublishedSetupTest, SomethingHasToBeServed) {
  const auto setup = Load("[listen]\naddress = \"127.0.0.1:0\"\n");
  EXPECT_TRUE(absl::StrContains(setup.status().message(), "log is missing"))
      << setup.status();
}

TEST_F(PublishedSetupTest, MetricsMayBeServedAlone) {
  const std::string metrics =
      "[metrics]\naddress = \"127.0.0.1:0\"\nfile = \"run/metrics\"\n";
  const auto setup = Load(metrics);
  ASSERT_TRUE(setup.ok()) << setup.status();
  EXPECT_FALSE(setup->listen.has_value());
  // A door behind which nothing is would be a mistake.
  const auto idle = Load("[listen]\naddress = \"127.0.0.1:0\"\n" + metrics);
  EXPECT_TRUE(absl::StrContains(idle.status().message(), "nothing to serve"))
      << idle.status();
}

TEST_F(PublishedSetupTest, ALogNeedsItsOwnListener) {
  const auto setup = Load(
      "[[log]]\ndirectory = \"audit\"\n"
      "[metrics]\naddress = \"127.0.0.1:0\"\nfile = \"run/metrics\"\n");
  EXPECT_TRUE(
      absl::StrContains(setup.status().message(), "listen.address is missing"))
      << setup.status();
}

TEST_F(PublishedSetupTest, ALogAndAWitnessMayHaveOnePath) {
  EXPECT_TRUE(Load(absl::StrReplaceAll(kGood, {{"/witness", "/audit"}})).ok());
}

}  // namespace
}  // namespace enlace::published
