// `rulebook test` and `rulebook coverage` as their users see them.

#include "policy/tool/test_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "base/file.h"
#include "policy/tool/coverage_command.h"
#include "policy/tool/explain_command.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::HasSubstr;

constexpr char kForbid[] =
    "```rule F-1\nforbid outgoing FirearmTraceRequest\n  implements LAW/1\n"
    "  when purpose is PREVENTION\n  reason B04\n"
    "  because \"No.\" / \"No.\"\n```\n";

std::string CaseBlock(absl::string_view id, absl::string_view purpose,
                      absl::string_view then) {
  return absl::StrCat("```case ", id,
                      "\noutgoing FirearmTraceRequest\n  from a-police\n"
                      "  to b-trace\n  on 2026-03-02\n  given\n"
                      "    - purpose is ",
                      purpose, "\n  then ", then, "\n```\n");
}

class BookCommandTest : public testing::Test {
 protected:
  BookCommandTest() {
    std::filesystem::remove_all(folder_);
    Write("vocabulary.md", TestVocabulary());
  }

  void Write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ + "/" + name, text).ok());
  }

  int Test(Language language = Language::kEnglish) {
    out_.str("");
    return TestBooks({folder_}, language, out_, err_);
  }

  int Cover(Language language = Language::kEnglish) {
    out_.str("");
    return CoverBooks({folder_}, language, out_, err_);
  }

  const std::string folder_ = testing::TempDir() + "policy_cases";
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(BookCommandTest, ABookThatKeepsItsCasesPasses) {
  Write("b.md", kForbid + CaseBlock("C-1", "PREVENTION", "deny by F-1") +
                    CaseBlock("C-2", "PROSECUTION", "deny"));
  EXPECT_EQ(Test(), kExitDone);
  EXPECT_EQ(out_.str(), folder_ + ": 2 of 2 cases\n");
  EXPECT_EQ(Cover(), kExitDone);
  EXPECT_EQ(out_.str(), folder_ + ": 1 of 1 rules shown\n");
}

TEST_F(BookCommandTest, ACaseThatComesOutOtherwiseIsToldWithItsPlace) {
  Write("b.md", kForbid + CaseBlock("C-1", "PROSECUTION", "deny by F-1"));
  EXPECT_EQ(Test(), kExitNo);
  EXPECT_EQ(out_.str(),
            absl::StrCat(folder_, "/b.md:8: case C-1\n",
                         "  rules: expected F-1, the book says none\n", folder_,
                         ": 0 of 1 cases\n"));
  EXPECT_EQ(Cover(Language::kSpanish), kExitNo);
  EXPECT_EQ(out_.str(), absl::StrCat(folder_,
                                     "/b.md:1: F-1: ningún caso en que se "
                                     "aplique\n",
                                     folder_, ": 0 de 1 reglas mostradas\n"));
}

TEST_F(BookCommandTest, ABookWithoutCasesHasShownNothing) {
  Write("b.md", kForbid);
  EXPECT_EQ(Test(), kExitNo);
  EXPECT_EQ(Cover(), kExitNo);
  EXPECT_THAT(out_.str(),
              HasSubstr("no case that turns on 'purpose is PREVENTION'"));
}

TEST_F(BookCommandTest, ACaseIsExplainedWithWhatIsMissing) {
  Write("b.md",
        "```rule P-1\npermit outgoing FirearmTraceRequest\n"
        "  implements LAW/1\n  from a-police\n  to b-trace\n"
        "  when all of\n    - purpose is under justice\n"
        "    - weapons is at most 4\n  release firearm\n```\n"
        "```rule P-2\npermit outgoing FirearmTraceRequest\n"
        "  implements LAW/1\n  to a-police\n  when any of\n"
        "    - obliterated is yes\n    - recovered is past\n"
        "  unless purpose is PREVENTION\n  in force through 2020-12-31\n"
        "  release firearm\n```\n" +
            CaseBlock("C-1", "PREVENTION", "deny"));
  ASSERT_EQ(ExplainCase(folder_, "C-1", Language::kEnglish, out_, err_),
            kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("DENIED  B06"));
  EXPECT_THAT(
      out_.str(),
      HasSubstr(
          "Permits that do not apply, and what each lacks:\n"
          "  P-1: purpose is CRIM_INVESTIGATION or PROSECUTION; weapons is at "
          "most 4; claims LAW\n"
          "  P-2: is not in force; recipient is a-police; obliterated is yes "
          "or "
          "recovered is past; not: purpose is PREVENTION; claims LAW\n"));
  out_.str("");
  ASSERT_EQ(ExplainCase(folder_, "C-1", Language::kSpanish, out_, err_),
            kExitDone);
  EXPECT_THAT(out_.str(), HasSubstr("armas es a lo más 4; invoca LAW"));
  EXPECT_EQ(ExplainCase(folder_, "C-2", Language::kEnglish, out_, err_),
            kExitUsage);
  EXPECT_THAT(err_.str(), HasSubstr("did you mean 'C-1'?"));
}

TEST_F(BookCommandTest, WhatCannotBeReadIsToldApart) {
  Write("b.md", "```rule\n```\n");
  EXPECT_EQ(Test(), kExitNo);
  EXPECT_THAT(err_.str(), HasSubstr("a rule needs one id"));
  EXPECT_EQ(TestBooks({folder_ + "/none"}, Language::kEnglish, out_, err_),
            kExitBroke);
}

}  // namespace
}  // namespace enlace::policy
