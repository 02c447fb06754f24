// What the doctor finds, and where it says to read on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "client/cli/examination.h"
#include "client/cli/node_examination.h"
#include "tests/client/command_line_fixture.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class DoctorTest : public CommandLineTest {
 protected:
  DoctorTest() {
    const std::string chain =
        *ReadFile(absl::StrCat(nations_.folder(), "/mx-node.tls.pem"));
    const auto leaf = certs::Certificate::ListFromPem(chain)->front();
    dialled_ = certs::DialResult{.handshake_done = true,
                                 .admitted = true,
                                 .server_leaf_pem = leaf.ToPem()};
    node_.accepted_by = {"a", "b"};
  }

  Ran Doctor(const std::string& option = "--lang=en") {
    return Run({"node", "doctor", "--context", nations_.ContextPath("mx-fgr"),
                option});
  }

  std::string File(const std::string& name) const {
    return absl::StrCat(nations_.folder(), "/", name);
  }
};

TEST_F(DoctorTest, FindsNothingWrongWithWhatIsSound) {
  const Ran ran = Doctor();
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_THAT(ran.out, Not(HasSubstr("×")));
  for (const char* line :
       {"local\n√ context file\n", "\ntime\n√ ", "\ntrust\n√ ",
        "\nnetwork\n√ somebody listens", "\nnode\n√ state: ready\n",
        "\nlog\n√ signed: 42 of 42\n"}) {
    EXPECT_THAT(ran.out, HasSubstr(line));
  }
}

TEST_F(DoctorTest, PreAsksNobody) {
  dialled_ = absl::UnavailableError("nobody listens");
  const Ran ran = Doctor("--pre");
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("\ntrust\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("network")));
}

TEST_F(DoctorTest, EachFindingSaysWhereToReadOn) {
  chmod(File("mx-fgr.tls.key").c_str(), 0644);
  Ran ran = Doctor();
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("× key for TLS: no: "));
  EXPECT_THAT(ran.out, HasSubstr("    see docs/doctor.md#tls-key\n"));
  EXPECT_THAT(ran.out, HasSubstr("chmod 600"));
  ran = Doctor("--lang=es");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("× clave para TLS"));
  EXPECT_THAT(ran.out, HasSubstr("    vea docs/doctor.md#tls-key\n"));
}

TEST_F(DoctorTest, AContextWhoseKeyOthersCanReadIsNotKept) {
  const std::map<std::string, std::string> variables = {
      {"XDG_CONFIG_HOME", File("config")}};
  const std::vector<std::string> words = {"context", "add", "work",
                                          nations_.ContextPath("mx-fgr")};
  chmod(File("mx-fgr.signing.key").c_str(), 0640);
  const Ran ran = Run(words, variables);
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.err, HasSubstr("(CONTEXT_UNSOUND)"));
  EXPECT_FALSE(FileExists(File("config/enlace/contexts/work.toml")));
  chmod(File("mx-fgr.signing.key").c_str(), 0600);
  EXPECT_EQ(Run(words, variables).code, 0);
  EXPECT_TRUE(FileExists(File("config/enlace/contexts/work.toml")));
}

TEST_F(DoctorTest, NoVerbOfContextsPrintsAKey) {
  const std::string key = *ReadFile(File("mx-fgr.signing.key"));
  const std::string secret = key.substr(key.find('\n') + 1, 40);
  for (const char* verb : {"show", "validate"}) {
    for (const char* format : {"table", "json", "yaml", "csv"}) {
      const Ran ran =
          Run({"context", verb, nations_.ContextPath("mx-fgr"), "-o", format});
      EXPECT_EQ(ran.code, 0);
      EXPECT_THAT(ran.out, HasSubstr("signing"));
      EXPECT_THAT(ran.out, Not(HasSubstr(secret)));
      EXPECT_THAT(ran.out, Not(HasSubstr("PRIVATE")));
    }
  }
}

TEST_F(DoctorTest, AnotherPartysCertificateIsTold) {
  ASSERT_TRUE(ReplaceFileDurably(File("mx-fgr.signing.pem"),
                                 *ReadFile(File("mx-node.signing.pem")))
                  .ok());
  const Ran ran = Doctor("--pre");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("doctor.md#signing-certificate"));
}

TEST_F(DoctorTest, ACertificateOfAnotherNationLeadsToNoRootOfOurs) {
  for (const char* kind : {".tls.key", ".tls.pem"}) {
    ASSERT_TRUE(
        ReplaceFileDurably(File(absl::StrCat("mx-fgr", kind)),
                           *ReadFile(File(absl::StrCat("us-atf", kind))), true)
            .ok());
  }
  const Ran ran = Doctor("--pre");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("doctor.md#tls-chain"));
}

TEST_F(DoctorTest, TheClockDecidesWhatIsValid) {
  const absl::Time now = nations_.clock.now;
  nations_.clock.now = now - absl::Hours(1);
  EXPECT_THAT(Doctor("--pre").out, HasSubstr("is not valid before"));
  EXPECT_EQ(Doctor("--pre").code, 3);
  nations_.clock.now = now + absl::Hours(24 * 400);
  EXPECT_THAT(Doctor("--pre").out, HasSubstr("expired on"));
  EXPECT_EQ(Doctor("--pre").code, 3);
  const auto leaf =
      certs::Certificate::ListFromPem(*ReadFile(File("mx-fgr.tls.pem")))
          ->front();
  nations_.clock.now = leaf.not_after() - absl::Minutes(1);
  const Ran ran = Doctor("--pre");
  EXPECT_EQ(ran.code, 0) << ran.out;  // a warning is not an error
  EXPECT_THAT(ran.out, HasSubstr("‼ certificate for TLS: is valid until"));
}

TEST_F(DoctorTest, StopsWhereNothingMoreCanBeKnown) {
  dialled_ = absl::UnavailableError("nobody listens");
  Ran ran = Doctor();
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("doctor.md#tcp\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("round trip")));
  dialled_ = certs::DialResult{};
  EXPECT_THAT(Doctor().out, HasSubstr("doctor.md#tls\n"));
}

TEST_F(DoctorTest, AnotherNodeThanTheContextNamesIsTold) {
  const auto leaf =
      certs::Certificate::ListFromPem(*ReadFile(File("us-node.tls.pem")))
          ->front();
  dialled_->server_leaf_pem = leaf.ToPem();
  const Ran ran = Doctor();
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("doctor.md#node-identity"));
}

TEST_F(DoctorTest, ARefusedCertificateIsTold) {
  dialled_->admitted = false;
  const Ran ran = Doctor();
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("doctor.md#admitted"));
}

TEST_F(DoctorTest, ANodeThatDoesNotAnswerIsTold) {
  node_.error = absl::UnavailableError("no connection");
  const Ran ran = Doctor();
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("and it answers: no: no connection"));
}

TEST_F(DoctorTest, JsonHasOneObjectAFinding) {
  chmod(File("mx-fgr.tls.key").c_str(), 0644);
  const Ran ran = Doctor("--output=json");
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, HasSubstr("\"success\": false"));
  EXPECT_THAT(ran.out, HasSubstr("\"category\": \"local\",\n"
                                 "      \"id\": \"tls-key\",\n"
                                 "      \"result\": \"error\""));
  EXPECT_THAT(ran.out, HasSubstr("\"hint\": \"docs/doctor.md#tls-key\""));
}

v1::GetNodeStatusResponse SoundStatus() {
  v1::GetNodeStatusResponse status;
  status.set_state("ready");
  status.set_version("0.1.0");
  status.set_log_size(9);
  status.set_checkpoint_size(9);
  status.set_book_digest("x");
  v1::LinkStatus& link = *status.add_links();
  link.set_nation("b.example");
  link.set_accepted(true);
  link.set_accepted_by_peer(true);
  link.set_connected(true);
  link.set_cosigned_size(9);
  return status;
}

// The one finding that is not good, as "id verdict"; "" if all are.
std::string Wrong(const v1::GetNodeStatusResponse& status) {
  Examination examination(Language::kEnglish);
  ExamineStatus(status, examination);
  std::string wrong;
  for (const Finding& finding : examination.findings()) {
    if (finding.verdict == Verdict::kGood) continue;
    absl::StrAppend(&wrong, finding.id,
                    finding.verdict == Verdict::kBad ? " bad" : " doubtful");
  }
  return wrong;
}

TEST(ExamineStatusTest, EachFaultOfANodeIsOneFinding) {
  EXPECT_EQ(Wrong(SoundStatus()), "");
  v1::GetNodeStatusResponse status = SoundStatus();
  status.set_state("failed: disk");
  EXPECT_EQ(Wrong(status), "node-state bad");
  status = SoundStatus();
  status.set_version("0.0.9");
  EXPECT_EQ(Wrong(status), "node-version doubtful");
  status = SoundStatus();
  status.clear_book_digest();
  EXPECT_EQ(Wrong(status), "rule-book bad");
  status = SoundStatus();
  status.mutable_reminders();
  EXPECT_EQ(Wrong(status), "");
  status.add_role_shortages()->set_rule_id("MX-ESTATAL-2");
  EXPECT_EQ(Wrong(status), "reviewers doubtful");
  status = SoundStatus();
  status.mutable_links(0)->set_connected(false);
  EXPECT_EQ(Wrong(status), "link-connected bad");
  status = SoundStatus();
  status.mutable_links(0)->set_accepted_by_peer(false);
  EXPECT_EQ(Wrong(status), "link-accepted doubtful");
  status = SoundStatus();
  status.mutable_links(0)->set_queued(3);
  EXPECT_EQ(Wrong(status), "link-queue doubtful");
  status = SoundStatus();
  status.set_log_size(10);
  EXPECT_EQ(Wrong(status), "log-signed doubtful");
  status = SoundStatus();
  status.mutable_links(0)->set_cosigned_size(8);
  EXPECT_EQ(Wrong(status), "log-cosigned doubtful");
  status = SoundStatus();
  status.mutable_links(0)->set_cosigned_size(0);
  EXPECT_EQ(Wrong(status), "log-cosigned bad");
  // A neutral witness that is late, and not one that was just asked.
  status = SoundStatus();
  status.set_clock_ms(1000000);
  status.add_witnesses()->set_waiting_since_ms(1000000 - 299000);
  EXPECT_EQ(Wrong(status), "");
  status.mutable_witnesses(0)->set_waiting_since_ms(1000000 - 301000);
  EXPECT_EQ(Wrong(status), "log-witnessed doubtful");
  status.mutable_witnesses(0)->set_nation("b.example");
  EXPECT_EQ(Wrong(status), "");
  status = SoundStatus();
  status.clear_links();
  EXPECT_EQ(Wrong(status), "link-accepted doubtful");
}

TEST_F(DoctorTest, TellsANodesClockThatIsAheadOrBehind) {
  EXPECT_THAT(Doctor().out,
              HasSubstr("√ the node's clock is ahead of this machine's by 0 "
                        "ms\n"));
  node_.clock_ahead = absl::Seconds(-6);
  Ran ran = Doctor();
  EXPECT_EQ(ran.code, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("by -6000 ms\n    see docs/doctor.md#node-"
                                 "clock\n"));
  node_.clock_ahead = absl::Minutes(4);
  ran = Doctor();
  EXPECT_EQ(ran.code, 3) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("× the node's clock"));
}

// Every id that the code can name has its place in the document.
TEST_F(DoctorTest, EveryFindingHasItsPlaceInTheDocument) {
  const std::string page = *ReadFile("docs/doctor.md");
  std::vector<std::string> ids = {"tcp",
                                  "tls",
                                  "answer",
                                  "test-delivered",
                                  "test-clocks",
                                  "test-receipt",
                                  "test-answer",
                                  "test-arrived",
                                  "test-unverified"};
  const Ran ran = Doctor("--output=json");
  for (const absl::string_view line : absl::StrSplit(ran.out, '\n')) {
    if (!absl::StrContains(line, "\"id\": ")) continue;
    const std::vector<std::string> parts = absl::StrSplit(line, '"');
    ids.push_back(parts[3]);
  }
  EXPECT_GT(ids.size(), 20U) << ran.out;
  for (const std::string& id : ids) {
    EXPECT_THAT(page, HasSubstr(absl::StrCat("\n### ", id, "\n")));
  }
}

}  // namespace
}  // namespace enlace::client
