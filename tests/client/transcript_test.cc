// Whole command lines against a fake node: what they print and how they exit.
//
// Each file of tests/client/testdata is a transcript.  To write them anew:
//   ENLACE_UPDATE_TRANSCRIPTS=1 build/release/bin/client_test

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "client/library/composition.h"
#include "proto/wire/problem.h"
#include "proto/wire/statement.h"
#include "tests/client/audit_fixture.h"
#include "tests/client/command_line_fixture.h"
#include "tests/client/crossing_fixture.h"

namespace enlace::client {
namespace {

class TranscriptTest : public CommandLineTest {
 protected:
  // Runs the `$ enlace` lines of a transcript and compares all of it.
  void Play(const std::string& name) {
    const std::string path =
        absl::StrCat("tests/client/testdata/", name, ".txt");
    const std::string expected = *ReadFile(path);
    std::string played;
    for (const absl::string_view line : absl::StrSplit(expected, '\n')) {
      if (absl::StartsWith(line, "# ")) absl::StrAppend(&played, line, "\n");
      if (!absl::StartsWith(line, "$ enlace ")) continue;
      const std::string words = absl::StrReplaceAll(
          line.substr(9), {{"DIR", nations_.folder()},
                           {"LOG", log_.folder()},
                           {"US_CROSSINGS", us_log_.folder()},
                           {"US_LATER", us_later_log_.folder()},
                           {"MX_CROSSINGS", mx_log_.folder()},
                           {"EXAMPLES", "tests/scenarios/records"}});
      const Ran ran = Run(
          absl::StrSplit(words, ' '),
          {{"XDG_CONFIG_HOME", absl::StrCat(nations_.folder(), "/config")}});
      absl::StrAppend(&played, line, "\n", ran.out);
      if (!ran.err.empty()) absl::StrAppend(&played, "stderr:\n", ran.err);
      absl::StrAppend(&played, "exit ", ran.code, "\n\n");
    }
    played = absl::StrReplaceAll(nations_.Stable(played),
                                 {{log_.folder(), "LOG"},
                                  {us_log_.folder(), "US_CROSSINGS"},
                                  {us_later_log_.folder(), "US_LATER"},
                                  {mx_log_.folder(), "MX_CROSSINGS"}});
    if (std::getenv("ENLACE_UPDATE_TRANSCRIPTS") != nullptr) {
      std::ofstream(path) << played;
    }
    EXPECT_EQ(played, expected);
  }

  PublishedLog log_{MixedPlan()};
  // The same crossings as both nations tell them; and the log of one of them a
  // little later, with a record that is on its way.
  PublishedLog us_log_{UsCrossings()};
  PublishedLog mx_log_{MxCrossings(), "mx"};
  PublishedLog us_later_log_{UsCrossingsLater()};
};

TEST_F(TranscriptTest, Send) { Play("send"); }
TEST_F(TranscriptTest, Resend) { Play("resend"); }
TEST_F(TranscriptTest, Inbox) { Play("inbox"); }
TEST_F(TranscriptTest, Show) { Play("show"); }
TEST_F(TranscriptTest, Audit) { Play("audit"); }
TEST_F(TranscriptTest, AuditKept) { Play("audit_kept"); }
TEST_F(TranscriptTest, AuditEntry) { Play("audit_entry"); }
TEST_F(TranscriptTest, AuditSearch) { Play("audit_search"); }
TEST_F(TranscriptTest, AuditTimeline) { Play("audit_timeline"); }
TEST_F(TranscriptTest, AuditReconcile) { Play("audit_reconcile"); }
TEST_F(TranscriptTest, AuditReport) { Play("audit_report"); }
TEST_F(TranscriptTest, AuditSample) { Play("audit_sample"); }
TEST_F(TranscriptTest, AuditDisclose) { Play("audit_disclose"); }
TEST_F(TranscriptTest, Receipt) { Play("receipt"); }
TEST_F(TranscriptTest, Link) { Play("link"); }
TEST_F(TranscriptTest, Enrolment) { Play("enrolment"); }
TEST_F(TranscriptTest, AuditInspect) { Play("audit_inspect"); }
TEST_F(TranscriptTest, Review) { Play("review"); }
TEST_F(TranscriptTest, Errors) { Play("errors"); }
TEST_F(TranscriptTest, Context) { Play("context"); }
TEST_F(TranscriptTest, Schema) { Play("schema"); }
TEST_F(TranscriptTest, Help) { Play("help"); }
TEST_F(TranscriptTest, Usage) { Play("usage"); }

TEST_F(TranscriptTest, ReceiptWithoutTheOtherHalfSaysSoAndTriesAgain) {
  node_.peer_away = true;
  const Ran ran = Run({"receipt", "303132333435", "--verify", "--context",
                       nations_.ContextPath("mx-fgr")});
  EXPECT_EQ(ran.code, 5) << ran.err;
  EXPECT_THAT(ran.out, testing::HasSubstr("other nation:"));
  EXPECT_THAT(ran.out, testing::HasSubstr("verified"));
}

TEST_F(TranscriptTest, AckConfirmsAndAnswersOnTheParentsChannel) {
  const Ran ran =
      Run({"ack", "303132", "--context", nations_.ContextPath("mx-fgr")});
  EXPECT_EQ(ran.code, 0) << ran.err;
  ASSERT_EQ(node_.confirmed.size(), 1U);
  EXPECT_EQ(node_.confirmed[0], "0123456789abcdef");
  ASSERT_EQ(node_.submitted.size(), 1U);
  const v1::Header header =
      wire::ParseStatement(node_.submitted[0].statement().statement())
          ->header();
  EXPECT_EQ(header.type(), "Acknowledgement");
  EXPECT_EQ(header.sender(), nations_.party("mx-fgr").identity.Uri());
  EXPECT_EQ(header.recipient(), nations_.party("us-atf").identity.Uri());
  EXPECT_EQ(header.channel(), v1::CHANNEL_JUDICIAL);
  EXPECT_EQ(header.parent().size(), 32U);
}

TEST_F(TranscriptTest, DryRunSubmitsNothing) {
  const Ran ran =
      Run({"send", "FirearmTraceRequest", ExamplePath("trace_request"), "--to",
           "us-atf", "--dry-run", "--context", nations_.ContextPath("mx-fgr")});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_TRUE(node_.submitted.empty());
  EXPECT_EQ(node_.tried, 1);
}

TEST_F(TranscriptTest, UnverifiedDeliveryIsNeitherShownNorAnswered) {
  node_.spoil_delivery = true;
  for (const char* verb : {"show", "ack"}) {
    const Ran ran =
        Run({verb, "303132", "--context", nations_.ContextPath("mx-fgr")});
    EXPECT_EQ(ran.code, 3) << verb;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, testing::HasSubstr("does not verify"));
  }
  EXPECT_TRUE(node_.confirmed.empty());
  const Ran list = Run({"inbox", "--context", nations_.ContextPath("mx-fgr")});
  EXPECT_EQ(list.code, 3);
}

// A script may wait for this exit code.
TEST_F(TranscriptTest, AnOverdueAnswerIsANoOfInboxDueAlone) {
  node_.answer = v1::ANSWER_STATE_OVERDUE;
  const std::string context = nations_.ContextPath("mx-fgr");
  const Ran due = Run({"inbox", "--due", "--context", context});
  EXPECT_EQ(due.code, 3);
  EXPECT_THAT(due.out, testing::HasSubstr("OVERDUE"));
  EXPECT_THAT(due.err, testing::HasSubstr("overdue"));
  EXPECT_EQ(Run({"inbox", "--context", context}).code, 0);
  node_.answer = v1::ANSWER_STATE_ANSWERED;
  const Ran none = Run({"inbox", "--due", "--context", context});
  EXPECT_EQ(none.code, 0);
  EXPECT_THAT(none.out, testing::Not(testing::HasSubstr("FirearmTrace")));
}

TEST_F(TranscriptTest, LanguageComesFromTheFirstThatNamesOne) {
  const std::vector<std::string> words = {"audit", "verify",
                                          log_.folder() + "/audit"};
  EXPECT_THAT(Run(words, {{"LANG", "es_MX.UTF-8"}}).out,
              testing::HasSubstr("bitácora"));
  EXPECT_THAT(Run(words, {{"LANG", "es_MX.UTF-8"}, {"LC_ALL", "C"}}).out,
              testing::HasSubstr("entries"));
  EXPECT_THAT(Run(words, {{"LC_ALL", "C"}, {"ENLACE_LANG", "es"}}).out,
              testing::HasSubstr("bitácora"));
}

TEST_F(TranscriptTest, HelpSpeaksTheLanguageThatTheErrorsWillSpeak) {
  const std::string context = nations_.ContextPath("mx-fgr");
  const std::string text = *ReadFile(context);
  std::ofstream(context) << "language = \"es\"\n" << text;
  EXPECT_THAT(Run({"inbox", "--help"}, {{"ENLACE_LANG", "es"}}).out,
              testing::HasSubstr("Uso:"));
  EXPECT_THAT(Run({"inbox", "--help"}, {{"LANG", "es_MX.UTF-8"}}).out,
              testing::HasSubstr("Uso:"));
  EXPECT_THAT(Run({"inbox", "--help", "--context=" + context}).out,
              testing::HasSubstr("Uso:"));
  EXPECT_THAT(
      Run({"inbox", "--help", "--lang", "en", "--context", context}).out,
      testing::HasSubstr("Usage:"));
  EXPECT_THAT(Run({"inbox", "--help", "--context", "/nowhere.toml"}).out,
              testing::HasSubstr("Usage:"));
}

TEST_F(TranscriptTest, NoWordsAtAllAreWrongWords) {
  const Ran ran = Run({});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, testing::HasSubstr("needs a verb: send, "));
}

TEST_F(TranscriptTest, NodeErrorsKeepReasonAndExitCode) {
  node_.error = wire::Refusal(absl::StatusCode::kPermissionDenied,
                              wire::kNotEntitled, "not one of your records");
  const std::string record(64, 'a');
  Ran ran =
      Run({"status", record, "--context", nations_.ContextPath("mx-fgr")});
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.err, testing::HasSubstr("(NOT_ENTITLED)"));
  node_.error = absl::UnavailableError("no connection");
  ran = Run({"status", record, "--context", nations_.ContextPath("mx-fgr")});
  EXPECT_EQ(ran.code, 5);
  EXPECT_THAT(ran.err, testing::HasSubstr("hint: try again"));
}

}  // namespace
}  // namespace enlace::client
