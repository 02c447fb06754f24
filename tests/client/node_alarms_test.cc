// enlace node status: what it says of alarms.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/client/command_line_fixture.h"

namespace enlace::client {
namespace {

class NodeAlarmsTest : public CommandLineTest {
 protected:
  NodeAlarmsTest() {
    v1::Alarm alarm;
    alarm.set_name("queue-old");
    alarm.set_severity(v1::Alarm::SEVERITY_TICKET);
    alarm.set_subject("us.enlace.example");
    alarm.set_since_ms(1772971200000);
    alarm.set_deadline_ms(1773057600000);
    alarm.set_first_command("enlace link list");
    alarm.mutable_en()->set_cause("a record waits");
    alarm.mutable_en()->set_hurt("its sender");
    alarm.mutable_en()->set_deadline("it expires");
    alarm.mutable_es()->set_cause("un registro espera");
    alarm.mutable_es()->set_hurt("quien lo envió");
    alarm.mutable_es()->set_deadline("vence a su término");
    node_.alarms.push_back(alarm);
    // Of a node that is newer than this program.
    alarm.set_name("not-known-here");
    alarm.set_severity(v1::Alarm::SEVERITY_PAGE);
    alarm.clear_subject();
    alarm.clear_deadline_ms();
    node_.alarms.push_back(alarm);
  }

  Ran Status(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"node", "status", "--context",
                                      nations_.ContextPath("mx-fgr")};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
};

TEST_F(NodeAlarmsTest, EachIsToldWithWhatToDoInEnglish) {
  const Ran ran = Status({"--lang", "en"});
  EXPECT_TRUE(absl::StrContains(ran.out,
                                "alarm queue-old (us.enlace.example) since "
                                "2026-03-08T12:00:00Z, until "
                                "2026-03-09T12:00:00Z\n"
                                "  a record waits\n"
                                "  hurts: its sender\n"
                                "  until: it expires\n"
                                "  first: enlace link list\n"))
      << ran.out;
  EXPECT_TRUE(absl::StrContains(
      ran.out, "ALARM not-known-here since 2026-03-08T12:00:00Z\n"))
      << ran.out;
}

TEST_F(NodeAlarmsTest, AndInSpanish) {
  const Ran ran = Status({"--lang", "es"});
  EXPECT_TRUE(absl::StrContains(ran.out,
                                "alarma queue-old (us.enlace.example) desde "
                                "2026-03-08T12:00:00Z, hasta "
                                "2026-03-09T12:00:00Z\n"
                                "  un registro espera\n"
                                "  afecta a: quien lo envió\n"
                                "  plazo: vence a su término\n"
                                "  primero: enlace link list\n"))
      << ran.out;
}

TEST_F(NodeAlarmsTest, ProgramsReadThemAsTheyAre) {
  const Ran ran = Status({"-o", "json"});
  for (const char* said : {"\"alarms\"", "\"queue-old\"", "\"SEVERITY_TICKET\"",
                           "\"firstCommand\"", "\"un registro espera\""}) {
    EXPECT_TRUE(absl::StrContains(ran.out, said)) << said << "\n" << ran.out;
  }
}

// What a node says steers no terminal.
TEST_F(NodeAlarmsTest, ItsWordsArePrintedHarmless) {
  node_.alarms[0].set_subject("a\x1b[2Jb");
  const Ran ran = Status();
  EXPECT_TRUE(absl::StrContains(ran.out, "alarm queue-old (a")) << ran.out;
  EXPECT_FALSE(absl::StrContains(ran.out, "\x1b"));
}

}  // namespace
}  // namespace enlace::client
