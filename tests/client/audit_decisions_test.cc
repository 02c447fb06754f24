// enlace audit decisions: which lines of a log it writes, and when it warns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/client/audit_fixture.h"
#include "tests/client/command_line_fixture.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;

std::string LineNamed(const std::string& name) {
  return absl::StrCat("{\"replay\":\"v1\",\"name\":\"", name, "\"}");
}

// Logged a millisecond after the one before, from 2026-01-01T00:00:00Z on.
PlannedEntry Decided(const std::string& name, v1::AuditStep step) {
  return {.transfer_id = TransferNamed(name),
          .step = step,
          .decision_line = LineNamed(name)};
}

class AuditDecisionsTest : public CommandLineTest {
 protected:
  Ran Decisions(const PublishedLog& log,
                const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"audit", "decisions",
                                      log.folder() + "/audit"};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }

  const std::vector<PlannedEntry> plan_ = {
      Decided("sent", v1::AUDIT_STEP_DECIDED_OUTGOING),
      // No decision, whatever a log says.
      Decided("relayed", v1::AUDIT_STEP_RELAYED),
      Decided("tried", v1::AUDIT_STEP_TRIED),
      Decided("taken", v1::AUDIT_STEP_DECIDED_INCOMING),
      Decided("sent", v1::AUDIT_STEP_DECIDED_OUTGOING),
  };
};

TEST_F(AuditDecisionsTest, DecisionsOfBothDirectionsInTheOrderOfTheLog) {
  const PublishedLog log(plan_);
  const std::string all =
      absl::StrCat(LineNamed("sent"), "\n", LineNamed("taken"), "\n",
                   LineNamed("sent"), "\n");
  for (const char* format : {"table", "json", "csv", "yaml"}) {
    const Ran ran = Decisions(log, {"-o", format});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, all) << format;
    EXPECT_EQ(ran.err, "");
  }
}

TEST_F(AuditDecisionsTest, SinceBelongsToTheTimeAndUntilDoesNot) {
  const PublishedLog log(plan_);
  const auto lines = [&](const std::string& since, const std::string& until) {
    const Ran ran = Decisions(log, {"--since", since, "--until", until});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran.out;
  };
  EXPECT_EQ(lines("2026-01-01T00:00:00.003Z", "2026-01-01T00:00:00.004Z"),
            LineNamed("taken") + "\n");
  EXPECT_EQ(lines("2025-12-31T18:00:00.004-06:00", "2026-01-02"),
            LineNamed("sent") + "\n");
  EXPECT_EQ(lines("2025-01-01", "2026-01-01"), "");
}

TEST_F(AuditDecisionsTest, WhatHasNoLineIsCountedWithinTheTime) {
  std::vector<PlannedEntry> plan = plan_;
  plan[0].decision_line = "";
  plan[3].decision_line = "";
  const PublishedLog log(plan);
  const Ran ran = Decisions(log);
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, LineNamed("sent") + "\n");
  EXPECT_THAT(ran.err, HasSubstr("decisions without a line: 2 ("));
  EXPECT_THAT(Decisions(log, {"--lang", "es"}).err,
              HasSubstr("decisiones sin línea: 2 ("));
  EXPECT_THAT(Decisions(log, {"--since", "2026-01-01T00:00:00.001Z"}).err,
              HasSubstr("decisions without a line: 1 ("));
  // Nothing is opened.
  const Ran closed =
      Decisions(log, {"--annex", log.folder() + "/audit", "--partial-annex"});
  EXPECT_EQ(closed.out, "");
  EXPECT_THAT(closed.err, HasSubstr("decisions without a line: 3 ("));
}

TEST_F(AuditDecisionsTest, ALogThatDoesNotVerifyIsNoted) {
  const PublishedLog log(plan_);
  std::string bundle = log.Read("audit/tile/entries/000.p/5");
  bundle[40] ^= 1;
  log.Write("audit/tile/entries/000.p/5", bundle);
  const Ran ran = Decisions(log);
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("AUDIT_NOT_VERIFIED"));
  EXPECT_EQ(ran.out,
            absl::StrCat(LineNamed("taken"), "\n", LineNamed("sent"), "\n"));
}

// A line feed in a line would pass for another decision.
TEST_F(AuditDecisionsTest, ALineThatNoNodeWritesIsLeftOut) {
  std::vector<PlannedEntry> plan = plan_;
  plan[0].decision_line = LineNamed("a") + "\n" + LineNamed("b");
  plan[3].decision_line = "\x1b[2J";
  const PublishedLog log(plan);
  const Ran ran = Decisions(log);
  EXPECT_EQ(ran.code, 3);
  EXPECT_EQ(ran.out, LineNamed("sent") + "\n");
  EXPECT_THAT(ran.err, HasSubstr("lines that no node writes, left out: 2"));
}

}  // namespace
}  // namespace enlace::client
