#include "server/health/alarm_rules.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "server/health/alarm_table.h"
#include "tests/base/temporary_folder.h"

namespace enlace::health {
namespace {

// Runs Debian's promtool beside the rules; its words go to standard error.
class AlarmRulesTest : public testing::Test {
 protected:
  AlarmRulesTest() {
    EXPECT_TRUE(ReplaceFileDurably(folder_ / "rules.yml", AlarmRules()).ok());
  }

  bool Promtool(const std::string& words) {
    return system(absl::StrCat("cd ", folder_.path(), " && promtool ", words,
                               " 1>&2")
                      .c_str()) == 0;
  }

  // Whether the rules do what `tests` say, a list of promtool's tests.
  bool Do(const std::string& tests) {
    EXPECT_TRUE(
        ReplaceFileDurably(folder_ / "test.yml",
                           absl::StrCat("rule_files: [rules.yml]\n"
                                        "evaluation_interval: 15s\ntests:\n",
                                        tests))
            .ok());
    return Promtool("test rules test.yml");
  }

  const TemporaryFolder folder_;
};

std::string Quoted(const char* text) { return absl::StrCat("\"", text, "\""); }

// What the alert of `row` must look like where it fires.
std::string Expected(const AlarmRow& row, const std::string& labels) {
  return absl::StrCat(
      "          - exp_labels: {severity: ",
      row.severity == Severity::kPage ? "page" : "ticket", labels, "}\n",
      "            exp_annotations:\n",
      "              summary: ", Quoted(row.cause.en),
      "\n              resumen: ", Quoted(row.cause.es),
      "\n              hurt: ", Quoted(row.hurt.en),
      "\n              afecta: ", Quoted(row.hurt.es),
      "\n              deadline: ", Quoted(row.deadline.en),
      "\n              plazo: ", Quoted(row.deadline.es),
      "\n              first_command: ", Quoted(row.first_command),
      "\n              runbook: docs/runbook/", row.name, ".md\n");
}

// One test: with `series`, the alert is silent at first and told at `at`.
std::string Case(const AlarmRow& row, const std::string& series,
                 const std::string& silent_at, const std::string& at,
                 const std::string& labels) {
  const std::string name = AlertName(row.name);
  std::string text = absl::StrCat("  - interval: 15s\n    input_series:\n",
                                  series, "    alert_rule_test:\n");
  if (!silent_at.empty()) {
    absl::StrAppend(&text, "      - eval_time: ", silent_at,
                    "\n        alertname: ", name,
                    "\n        exp_alerts: []\n");
  }
  if (!at.empty()) {
    absl::StrAppend(&text, "      - eval_time: ", at,
                    "\n        alertname: ", name, "\n        exp_alerts:\n",
                    Expected(row, labels));
  }
  return text;
}

std::string Series(const std::string& series, const std::string& values) {
  return absl::StrCat("      - series: '", series, "'\n        values: '",
                      values, "'\n");
}

TEST_F(AlarmRulesTest, PrometheusAcceptsThem) {
  EXPECT_TRUE(Promtool("check rules rules.yml"));
}

TEST_F(AlarmRulesTest, EachAlarmOfTheNodeIsToldOnceTheMetricSaysSo) {
  std::string tests;
  for (const AlarmRow& row : Alarms()) {
    if (row.id == AlarmId::kMetricsStale) continue;
    const std::string labels =
        absl::StrCat(", alarm: ", row.name, ", job: enlace");
    const char* severity = row.severity == Severity::kPage ? "page" : "ticket";
    tests += Case(
        row,
        Series(absl::StrCat("enlace_alarm{alarm=\"", row.name, "\",severity=\"",
                            severity, "\",job=\"enlace\"}"),
               "0 0 1 1 1"),
        "15s", "30s", labels);
  }
  EXPECT_TRUE(Do(tests));
}

TEST_F(AlarmRulesTest, AFileThatIsNoLongerWrittenIsTold) {
  // Written for a minute and never again.
  EXPECT_TRUE(Do(Case(
      RowOf(AlarmId::kMetricsStale),
      Series("enlace_metrics_written_timestamp_seconds", "0 15 30 45 60 60x40"),
      "2m", "4m", "")));
}

TEST_F(AlarmRulesTest, ANodeThatNobodyCanReadIsTold) {
  const std::string fresh =
      Series("enlace_metrics_written_timestamp_seconds", "0+15x40");
  EXPECT_TRUE(
      Do(Case(RowOf(AlarmId::kMetricsStale),
              absl::StrCat(fresh, Series("up{job=\"enlace\",instance=\"a\"}",
                                         "1 1 1 1 0x40")),
              "1m", "3m", ", job: enlace, instance: a")));
}

TEST_F(AlarmRulesTest, MetricsThatWereNeverThereAreTold) {
  EXPECT_TRUE(Do(Case(RowOf(AlarmId::kMetricsStale),
                      Series("something_else", "1x40"), "30s", "2m", "")));
}

TEST_F(AlarmRulesTest, MetricsThatAreWrittenRaiseNothing) {
  EXPECT_TRUE(
      Do(Case(RowOf(AlarmId::kMetricsStale),
              absl::StrCat(
                  Series("enlace_metrics_written_timestamp_seconds", "0+15x40"),
                  Series("up{job=\"enlace\"}", "1x40")),
              "9m", "", "")));
}

// The tests above can fail.
TEST_F(AlarmRulesTest, AWrongExpectationIsSeen) {
  EXPECT_FALSE(
      Do(Case(RowOf(AlarmId::kMetricsStale),
              Series("enlace_metrics_written_timestamp_seconds", "0+15x40"), "",
              "4m", "")));
}

TEST(AlertNameTest, IsTheNameOfTheAlarmInOneWord) {
  EXPECT_EQ(AlertName("node-failed"), "EnlaceNodeFailed");
  EXPECT_EQ(AlertName("disk-low"), "EnlaceDiskLow");
}

}  // namespace
}  // namespace enlace::health
