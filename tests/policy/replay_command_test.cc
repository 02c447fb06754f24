#include "policy/tool/replay_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "policy/engine/book.h"
#include "policy/replay/decision_line.h"
#include "policy/tool/decisions_command.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kOldRules[] = R"(
```rule P-1
permit outgoing FirearmTraceRequest
  implements LAW/1
  release firearm
  retain 30 days
```

```rule F-1
forbid outgoing FirearmTraceRequest
  implements LAW/1
  reason S02
  because "no" / "no"
  when weapons is at least 10
```

```rule H-1
hold outgoing FirearmTraceRequest
  implements LAW/1
  reason S02
  because "no" / "no"
  until approved by 1 of lawyer within 2 days
  when purpose is PROSECUTION
```
)";

class ReplayCommandTest : public testing::Test {
 protected:
  ReplayCommandTest() {
    std::filesystem::remove_all(folder_);
    WriteBook("old", kOldRules);
    // Three decisions: permitted, denied, held.
    Facts few = RequestFacts();
    few.Set("recovery.weapon_count", Value(int64_t{2}));
    Facts many = RequestFacts();
    many.Set("recovery.weapon_count", Value(int64_t{12}));
    Facts prosecution = few;
    prosecution.Set("context.purpose_code", "PROSECUTION");
    const auto book = TestBook(kOldRules);
    const AskedFacts asked(*book);
    for (const Facts& facts : {few, many, prosecution}) {
      lines_ += ToLine(LineOf(asked, facts, TestInstant(),
                              book->Decide(facts, TestInstant()))) +
                "\n";
    }
    WriteLines(lines_);
  }

  void WriteBook(const std::string& name, const std::string& rules) {
    const std::string folder = folder_ + "/" + name;
    ASSERT_TRUE(
        ReplaceFileDurably(folder + "/vocabulary.md", TestVocabulary()).ok());
    ASSERT_TRUE(ReplaceFileDurably(folder + "/rules.md", rules).ok());
  }

  // As the new book: the old one with another text in place of some.
  void WriteNew(const std::string& part, const std::string& instead) {
    const std::string rules = absl::StrReplaceAll(kOldRules, {{part, instead}});
    ASSERT_NE(rules, kOldRules);
    WriteBook("new", rules);
  }

  void WriteLines(const std::string& lines) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ + "/decisions", lines).ok());
  }

  int Replay(const std::string& book, bool with_old = true,
             Language language = Language::kEnglish,
             Format format = Format::kText) {
    out_.str("");
    err_.str("");
    ReplaySettings settings{folder_ + "/" + book, folder_ + "/decisions"};
    if (with_old) settings.old = {folder_ + "/old"};
    return ReplayDecisions(settings, language, format, out_, err_);
  }

  const std::string folder_ = testing::TempDir() + "policy_replay";
  std::string lines_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ReplayCommandTest, TheBookThatDecidedChangesNothing) {
  EXPECT_EQ(Replay("old"), kExitDone) << err_.str();
  EXPECT_EQ(out_.str(), "decisions: 3; unchanged: 3\n");
}

TEST_F(ReplayCommandTest, OutcomesAreToldByRuleAndLawWithALine) {
  WriteBook("new", R"(
```rule P-1
permit outgoing FirearmTraceRequest
  implements LAW/1
  release firearm
  retain 30 days
```

```rule F-2
forbid outgoing FirearmTraceRequest
  implements LAW/1
  reason S02
  because "no" / "no"
  when purpose is PROSECUTION
```
)");
  EXPECT_EQ(Replay("new"), kExitNo) << err_.str();
  EXPECT_EQ(
      out_.str(),
      "newly permitted: 1\n"
      "  permitted, was denied; by P-1 (LAW/1): 1, for example line 2\n"
      "  permitted, was denied; no longer by F-1 (LAW/1): 1, for example line "
      "2\n"
      "newly denied: 1\n"
      "  denied, was held; by F-2 (LAW/1): 1, for example line 3\n"
      "  denied, was held; no longer by H-1 (LAW/1): 1, for example line 3\n"
      "\n"
      "decisions: 3; unchanged: 1\n");
  EXPECT_EQ(Replay("new", true, Language::kSpanish), kExitNo);
  EXPECT_THAT(out_.str(),
              HasSubstr("ahora denegadas: 1\n"
                        "  denegado, era retenido; por F-2 (LAW/1): 1, por "
                        "ejemplo la línea 3\n"));
}

TEST_F(ReplayCommandTest, TermsAreComparedWhereTheOldBookIsAtHand) {
  WriteNew("retain 30 days", "retain 60 days");
  EXPECT_EQ(Replay("new"), kExitNo) << err_.str();
  EXPECT_EQ(out_.str(),
            "looser: 2\n"
            "  retention 60 days, was 30 days; by no rule: 2, for example line "
            "1\n"
            "\n"
            "decisions: 3; unchanged: 1\n");
  EXPECT_EQ(Replay("new", /*with_old=*/false), kExitDone);
  EXPECT_EQ(out_.str(),
            "decisions: 3; unchanged: 3\n"
            "only the outcome was compared, since the book that decided is not "
            "at hand (--old): 3\n");
  WriteNew("release firearm", "release firearm.serial_number");
  EXPECT_EQ(Replay("new"), kExitNo) << err_.str();
  EXPECT_THAT(out_.str(), HasSubstr("tighter: 2\n"));
  EXPECT_THAT(out_.str(),
              HasSubstr(" removed, was released; no longer by P-1 (LAW/1): 2, "
                        "for example line 1\n"));
}

TEST_F(ReplayCommandTest, WhatTheFactsDoNotSettleIsUnknownByFact) {
  WriteNew("when weapons is at least 10", "when weapons is at least 5");
  EXPECT_EQ(Replay("new"), kExitNo) << err_.str();
  EXPECT_EQ(out_.str(),
            "unknown: 2\n"
            "  weapons: 2, for example line 1\n"
            "\n"
            "decisions: 3; unchanged: 1\n");
}

TEST_F(ReplayCommandTest, JsonHoldsTheSame) {
  WriteNew("by 1 of", "by 2 of");
  EXPECT_EQ(Replay("new", true, Language::kEnglish, Format::kJson), kExitNo);
  EXPECT_EQ(
      out_.str(),
      "{\"decisions\":3,\"unchanged\":2,\"outcomesOnly\":0,\"kinds\":["
      "{\"kind\":\"tighter\",\"decisions\":1,\"line\":3,\"topics\":["
      "{\"what\":\"reviewers 2 lawyer, was 1 lawyer\",\"rule\":\"\","
      "\"law\":\"\",\"noLonger\":false,\"decisions\":1,\"line\":3}]}]}\n");
}

TEST_F(ReplayCommandTest, AFileThatTheBookDidNotDecideIsRefused) {
  WriteLines(absl::StrReplaceAll(
      lines_, {{"\"outcome\":\"permit\"", "\"outcome\":\"hold\""}}));
  EXPECT_EQ(Replay("old"), kExitBroke);
  EXPECT_THAT(err_.str(), HasSubstr("decisions:1: error: this is not what the "
                                    "book decided that the line names"));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ReplayCommandTest, ABadLineIsNamedByItsNumberAndNotQuoted) {
  WriteLines(lines_ + "{\"replay\":\"v1\",\"SERIAL\":\"X77\"}\n");
  EXPECT_EQ(Replay("old"), kExitBroke);
  EXPECT_THAT(err_.str(), HasSubstr("decisions:4: error: there is a member "
                                    "that the form 'v1' does not have"));
  EXPECT_THAT(err_.str(), Not(HasSubstr("X77")));
  EXPECT_EQ(Replay("none"), kExitBroke);
  std::filesystem::remove(folder_ + "/decisions");
  EXPECT_EQ(Replay("old"), kExitBroke);
  EXPECT_THAT(err_.str(), HasSubstr("cannot be read"));
}

TEST_F(ReplayCommandTest, TheCasesOfABookAreDecisionsToReplay) {
  std::ostringstream lines;
  ASSERT_EQ(WriteCaseDecisions("policy/mx", lines, err_), kExitDone);
  WriteLines(lines.str());
  EXPECT_EQ(
      ReplayDecisions({"policy/mx", folder_ + "/decisions", {"policy/mx"}},
                      Language::kSpanish, Format::kText, out_, err_),
      kExitDone)
      << err_.str();
  EXPECT_THAT(out_.str(), testing::MatchesRegex(
                              "decisiones: [0-9]+; sin cambio: [0-9]+\n"));
  EXPECT_EQ(WriteCaseDecisions(folder_ + "/none", lines, err_), kExitBroke);
}

}  // namespace
}  // namespace enlace::policy
