#include "server/health/metrics_text.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "tests/base/temporary_folder.h"
#include "tests/server/health/healthy_node.h"

namespace enlace::health {
namespace {

// The value of the sample with this name and these labels, as text; "" if it is
// not there.
std::string Sample(const std::string& text, absl::string_view sample) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, absl::StrCat(sample, " "))) {
      return std::string(line.substr(sample.size() + 1));
    }
  }
  return "";
}

std::string TextOf(const Health& health, absl::Time now = kNow) {
  return MetricsText(health, ActiveAlarms(health, now), now);
}

// Whether Debian's promtool finds nothing to say about `text`.
bool IsSoundForPrometheus(const std::string& text) {
  const TemporaryFolder folder;
  EXPECT_TRUE(ReplaceFileDurably(folder / "metrics", text).ok());
  const std::string command =
      absl::StrCat("promtool check metrics < ", folder / "metrics", " 1>&2");
  return system(command.c_str()) == 0;
}

TEST(MetricsTextTest, PrometheusReadsItAndFindsNothingToSay) {
  EXPECT_TRUE(IsSoundForPrometheus(TextOf(HealthyNode())));
}

TEST(MetricsTextTest, AFreshNodeThatKnowsNothingYetIsSoundToo) {
  EXPECT_TRUE(IsSoundForPrometheus(TextOf(Health())));
}

TEST(MetricsTextTest, NamesThatHoldQuotesAndLineEndsBreakNothing) {
  Health health = HealthyNode();
  health.links[0].nation = "a\"b\\c\nd";
  const std::string text = TextOf(health);
  EXPECT_TRUE(IsSoundForPrometheus(text));
  EXPECT_EQ(Sample(text, R"(enlace_link_up{nation="a\"b\\c\nd"})"), "1");
}

TEST(MetricsTextTest, SaysWhenItWasWritten) {
  EXPECT_EQ(
      Sample(TextOf(HealthyNode()), "enlace_metrics_written_timestamp_seconds"),
      "1800000000");
}

TEST(MetricsTextTest, TheCheckpointHasNoAgeWhileEverythingIsSigned) {
  Health health = HealthyNode();
  EXPECT_EQ(Sample(TextOf(health), "enlace_checkpoint_age_seconds"), "0");
  health.log.size = 1010;
  health.log.unsigned_since = kNow - absl::Seconds(90);
  EXPECT_EQ(Sample(TextOf(health), "enlace_checkpoint_age_seconds"), "90");
}

TEST(MetricsTextTest, TheLagOfEachWitnessIsToldInEntriesAndSeconds) {
  Health health = HealthyNode();
  health.witnesses[1].waiting_since = kNow - absl::Seconds(30);
  const std::string text = TextOf(health);
  constexpr char kNeutral[] = R"({witness="watcher.example",nation="neutral"})";
  constexpr char kPeer[] =
      R"({witness="bb.example/witness",nation="bb.example"})";
  const auto sample = [&](absl::string_view name, absl::string_view labels) {
    return Sample(text, absl::StrCat(name, labels));
  };
  EXPECT_EQ(sample("enlace_witness_cosigned_entries", kNeutral), "990");
  EXPECT_EQ(sample("enlace_witness_lag_entries", kNeutral), "10");
  EXPECT_EQ(sample("enlace_witness_lag_seconds", kNeutral), "30");
  EXPECT_EQ(sample("enlace_witness_lag_entries", kPeer), "0");
  EXPECT_EQ(sample("enlace_witness_lag_seconds", kPeer), "0");
}

TEST(MetricsTextTest, TheAgeOfTheQueueIsThatOfItsFirstRecord) {
  Health health = HealthyNode();
  health.links[0].queued = 3;
  health.links[0].oldest_queued_at = kNow - absl::Seconds(12);
  const std::string text = TextOf(health);
  EXPECT_EQ(Sample(text, R"(enlace_link_queued_records{nation="bb.example"})"),
            "3");
  EXPECT_EQ(
      Sample(text,
             R"(enlace_link_oldest_queued_age_seconds{nation="bb.example"})"),
      "12");
}

TEST(MetricsTextTest, DecisionsAreCountedByDirectionAndOutcome) {
  EXPECT_EQ(
      Sample(
          TextOf(HealthyNode()),
          R"(enlace_records_decided_total{direction="outgoing",outcome="deny"})"),
      "2");
}

TEST(MetricsTextTest, EveryAlarmOfTheNodeHasASample) {
  Health health = HealthyNode();
  health.failed = true;
  const std::string text = TextOf(health);
  for (const AlarmRow& row : Alarms()) {
    const std::string expected = row.id == AlarmId::kMetricsStale ? ""
                                 : row.id == AlarmId::kNodeFailed ? "1"
                                                                  : "0";
    EXPECT_EQ(
        Sample(text,
               absl::StrCat("enlace_alarm{alarm=\"", row.name, "\",severity=\"",
                            row.severity == Severity::kPage ? "page" : "ticket",
                            "\"}")),
        expected)
        << row.name;
  }
}

// What may be a label, and no other.
TEST(MetricsTextTest, NoOtherLabelIsThere) {
  const std::set<std::string> allowed = {
      "version", "digest", "nation", "witness", "direction",
      "outcome", "door",   "use",    "alarm",   "severity"};
  for (const absl::string_view line :
       absl::StrSplit(TextOf(HealthyNode()), '\n')) {
    const size_t open = line.find('{');
    if (absl::StartsWith(line, "#") || open == absl::string_view::npos) {
      continue;
    }
    const absl::string_view labels =
        line.substr(open + 1, line.find('}') - open - 1);
    for (const absl::string_view label : absl::StrSplit(labels, ',')) {
      const std::string name(label.substr(0, label.find('=')));
      EXPECT_TRUE(allowed.contains(name)) << line;
    }
  }
}

}  // namespace
}  // namespace enlace::health
