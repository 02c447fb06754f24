#include "client/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/client/audit_fixture.h"
#include "tests/client/command_line_fixture.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Shell::Options With(bool no_progress, bool quiet, const char* language = "") {
  Shell::Options options;
  options.no_progress = no_progress;
  options.quiet = quiet;
  options.language = language;
  return options;
}

class ProgressTest : public testing::Test {
 protected:
  // What is drawn while `count` steps are made, `step` apart.
  std::string Drawn(Shell::Options options, bool terminal, int count,
                    absl::Duration step) {
    std::ostringstream out;
    std::ostringstream err;
    Shell shell({.out = out,
                 .err = err,
                 .clock = clock_,
                 .random = random_,
                 .terminal = terminal,
                 .variable = [](const std::string&) { return ""; },
                 .connect = nullptr,
                 .dial = nullptr});
    shell.options() = std::move(options);
    {
      Progress progress(shell, {"entries read", "asientos leídos"});
      for (int i = 0; i < count; ++i) {
        progress.Advance();
        clock_.now += step;
      }
    }
    EXPECT_EQ(out.str(), "");
    return err.str();
  }

  StoppedClock clock_;
  CountingRandom random_;
};

TEST_F(ProgressTest, IsDrawnTenTimesASecondAtMostAndWipedOut) {
  EXPECT_EQ(Drawn({}, true, 25, absl::Milliseconds(10)),
            "\r\033[K1 entries read\r\033[K11 entries read"
            "\r\033[K21 entries read\r\033[K");
  EXPECT_EQ(Drawn(With(false, false, "es"), true, 1, absl::ZeroDuration()),
            "\r\033[K1 asientos leídos\r\033[K");
}

TEST_F(ProgressTest, IsNotDrawnWhereNobodyLooksOrWantsIt) {
  EXPECT_EQ(Drawn({}, false, 5, absl::Seconds(1)), "");
  EXPECT_EQ(Drawn(With(true, false), true, 5, absl::Seconds(1)), "");
  EXPECT_EQ(Drawn(With(false, true), true, 5, absl::Seconds(1)), "");
  EXPECT_EQ(Drawn({}, true, 0, absl::Seconds(1)), "");
}

using ProgressOfVerbsTest = CommandLineTest;

TEST_F(ProgressOfVerbsTest, VerifyingALogDrawsIt) {
  const PublishedLog log{MixedPlan()};
  const std::string folder = log.folder() + "/audit";
  terminal_ = true;
  EXPECT_THAT(Run({"audit", "verify", folder}).err,
              HasSubstr("entries read\r\033[K"));
  EXPECT_EQ(Run({"audit", "verify", folder, "--no-progress"}).err, "");
  EXPECT_EQ(Run({"audit", "verify", folder, "-q"}).err, "");
  terminal_ = false;
  EXPECT_EQ(Run({"audit", "verify", folder}).err, "");
}

TEST_F(ProgressOfVerbsTest, QuietLeavesErrorsAndDropsWarnings) {
  const std::vector<std::string> words = {
      "send",
      "BorderAlert",
      "tests/client/testdata/doubtful_alert.json",
      "--to",
      "us-atf",
      "--context",
      nations_.ContextPath("mx-fgr")};
  EXPECT_THAT(Run(words).err, HasSubstr("warning: "));
  std::vector<std::string> quiet = words;
  quiet.push_back("--quiet");
  const Ran ran = Run(quiet);
  EXPECT_THAT(ran.err, Not(HasSubstr("warning: ")));
  EXPECT_THAT(ran.err, HasSubstr("enlace: send"));
  EXPECT_EQ(ran.code, Run(words).code);
}

}  // namespace
}  // namespace enlace::client
