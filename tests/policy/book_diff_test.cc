// What two versions of a small book decide otherwise, and the record for it.

#include "policy/analysis/book_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "policy/engine/case.h"
#include "policy/engine/language.h"
#include "policy/format/format_document.h"
#include "policy/tool/diff_command.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kPermitToDiff[] =
    "```rule P-1\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n"
    "  from       a-police\n  to         b-trace\n"
    "  when       purpose is under justice\n"
    "  release    firearm, possessor\n  retain     5 years\n```\n";

std::string DiffRule(absl::string_view id, absl::string_view effect,
                     absl::string_view rest) {
  return absl::StrCat("```rule ", id, "\n", effect,
                      " outgoing FirearmTraceRequest\n  implements LAW/1\n",
                      rest, "\n```\n");
}

std::string DiffForbid(absl::string_view rest) {
  return DiffRule(
      "F-1", "forbid",
      absl::StrCat(rest, "\n  reason B04\n  because \"No.\" / \"No.\""));
}

std::string DiffHold(absl::string_view until) {
  return DiffRule("H-1", "hold",
                  absl::StrCat("  when obliterated is yes\n", until,
                               "\n  reason B04\n  because \"No.\" / \"No.\""));
}

BookFiles FilesOf(const std::string& rules) {
  return {{"vocabulary.md", TestVocabulary()}, {"rules.md", rules}};
}

BookDiff DiffOf(const std::string& before, const std::string& after,
                size_t tries = 20'000) {
  const auto diff = DiffBooks(FilesOf(before), FilesOf(after),
                              {absl::CivilDay(2026, 3, 2), tries});
  if (!diff.ok()) {
    ADD_FAILURE() << diff.status().message();
    return {};
  }
  return *diff;
}

// "kind: what path", of every change.
std::vector<std::string> Changes(const BookDiff& diff) {
  std::vector<std::string> out;
  for (const BookDifference& difference : diff.differences) {
    for (const DecisionChange& change : difference.changes) {
      EXPECT_FALSE(change.what.es.empty());
      out.push_back(absl::StrCat(
          change.tendency == Tendency::kTighter  ? "tighter "
          : change.tendency == Tendency::kLooser ? "looser "
                                                 : "other ",
          change.what.en, change.path.empty() ? "" : " ", change.path));
    }
    EXPECT_NE(difference.case_block, "");
  }
  return out;
}

// The new book, with the case of each difference added, keeps it.
void ExpectCasesAreKept(const std::string& rules, const BookDiff& diff) {
  std::string more = rules;
  for (const BookDifference& difference : diff.differences) {
    if (!difference.case_of_old_book) more += difference.case_block;
  }
  const auto book = Book::Parse(FilesOf(more));
  ASSERT_TRUE(book.ok()) << book.status().message();
  for (const Case& each : (*book)->cases()) {
    EXPECT_THAT(Differences(each, **book, Language::kEnglish), IsEmpty());
  }
}

TEST(BookDiff, TheSameRulesInOtherWordsDoNotDiffer) {
  Diagnostics diagnostics;
  const std::string spanish =
      FormatDocument("p.md", kPermitToDiff, Language::kSpanish, diagnostics);
  const BookDiff diff = DiffOf(kPermitToDiff, "# Prose\n\n" + spanish);
  EXPECT_THAT(diff.differences, IsEmpty());
  EXPECT_THAT(diff.silent, IsEmpty());
  EXPECT_EQ(diff.tried, 0u) << "rules that say the same are not searched";
}

TEST(BookDiff, ANewPermitIsLooser) {
  const BookDiff diff = DiffOf("", kPermitToDiff);
  EXPECT_THAT(Changes(diff), ElementsAre("looser permitted, was denied"));
  EXPECT_FALSE(diff.only_tightens);
  ExpectCasesAreKept(kPermitToDiff, diff);
  EXPECT_EQ(diff.differences.front().case_block,
            "```case DIFF-1\noutgoing FirearmTraceRequest\nfrom a-police\n"
            "to b-trace\non 2026-03-02\ngiven\n- claimed includes LAW\n"
            "- purpose is CRIM_INVESTIGATION\nthen permit by P-1\n```\n");
}

TEST(BookDiff, APermitThatGoesIsTighterAndToldByTheNewBook) {
  const BookDiff diff = DiffOf(kPermitToDiff, "");
  EXPECT_THAT(Changes(diff), ElementsAre("tighter denied, was permitted"));
  EXPECT_FALSE(diff.only_tightens) << "a rule of the old book is missing";
  ExpectCasesAreKept("", diff);
}

TEST(BookDiff, AnExceptionIsLooserWhereItsRuleApplied) {
  const std::string before =
      kPermitToDiff + DiffForbid("  when weapons is at least 3");
  const std::string after =
      before + DiffRule("X-1", "except",
                        "  exception to F-1\n  when obliterated is yes");
  const BookDiff diff = DiffOf(before, after);
  EXPECT_THAT(Changes(diff), ElementsAre("looser permitted, was denied"));
  EXPECT_FALSE(diff.only_tightens);
  ExpectCasesAreKept(after, diff);
  EXPECT_THAT(diff.differences.front().case_block,
              HasSubstr("then permit by P-1, X-1"));
  const BookDiff searched = DiffOf(before, after, /*tries=*/200);
  EXPECT_THAT(Changes(searched), ElementsAre("looser permitted, was denied"));
}

TEST(BookDiff, AForbidIsTighter) {
  const std::string after =
      kPermitToDiff + DiffForbid("  when weapons is at least 3");
  const BookDiff diff = DiffOf(kPermitToDiff, after);
  EXPECT_THAT(Changes(diff), ElementsAre("tighter denied, was permitted"));
  EXPECT_TRUE(diff.only_tightens);
  EXPECT_TRUE(diff.exhaustive);
  ExpectCasesAreKept(after, diff);
}

TEST(BookDiff, ALimitThatMovesIsShownAtTheLimit) {
  const std::string before =
      kPermitToDiff + DiffForbid("  when weapons is at least 4");
  const std::string after =
      kPermitToDiff + DiffForbid("  when weapons is at least 5");
  const BookDiff diff = DiffOf(before, after);
  EXPECT_THAT(Changes(diff), ElementsAre("looser permitted, was denied"));
  EXPECT_THAT(diff.differences.front().case_block,
              HasSubstr("- weapons is 4\n"));
  ExpectCasesAreKept(after, diff);
}

TEST(BookDiff, AnAbsentFactIsShownToMatter) {
  const std::string before =
      kPermitToDiff + DiffForbid("  when weapons is at least 4");
  const std::string after =
      kPermitToDiff + DiffForbid(
                          "  when all of\n    - weapons is present\n"
                          "    - weapons is at least 4");
  const BookDiff diff = DiffOf(before, after);
  EXPECT_THAT(Changes(diff), ElementsAre("looser permitted, was denied"));
  EXPECT_THAT(diff.differences.front().case_block,
              Not(HasSubstr("weapons is 4")));
}

TEST(BookDiff, AnUnreadableFactIsShownToMatter) {
  const std::string before =
      kPermitToDiff + DiffForbid("  when weapons is present");
  const std::string after =
      kPermitToDiff + DiffForbid(
                          "  when all of\n    - weapons is present\n"
                          "    - place is present");
  const BookDiff diff = DiffOf(before, after);
  EXPECT_THAT(Changes(diff), ElementsAre("looser permitted, was denied"));
  ExpectCasesAreKept(after, diff);
  const BookDiff back =
      DiffOf(kPermitToDiff + DiffForbid("  when weapons is absent\n"
                                        "  when weapons is present"),
             kPermitToDiff);
  EXPECT_THAT(back.differences.front().case_block,
              HasSubstr("- weapons is unreadable\n"));
}

TEST(BookDiff, ADayThatMovesIsShownOnThatDay) {
  const std::string before =
      kPermitToDiff + DiffForbid("  in force from 2026-05-01");
  const std::string after =
      kPermitToDiff + DiffForbid("  in force from 2026-05-02");
  const BookDiff diff = DiffOf(before, after);
  EXPECT_THAT(Changes(diff), ElementsAre("looser permitted, was denied"));
  EXPECT_THAT(diff.differences.front().case_block,
              HasSubstr("on 2026-05-01\n"));
  ExpectCasesAreKept(after, diff);
}

TEST(BookDiff, TermsOfAPermitAreCompared) {
  const std::string after = absl::StrReplaceAll(
      kPermitToDiff,
      {{"firearm, possessor", "possessor"}, {"5 years", "4 years"}});
  const BookDiff diff = DiffOf(kPermitToDiff, after);
  const std::vector<std::string> changes = Changes(diff);
  EXPECT_THAT(changes, testing::Contains(
                           "tighter removed, was released firearm.caliber"));
  EXPECT_THAT(changes,
              testing::Contains("tighter retention 48 months, was 60 months"));
  ExpectCasesAreKept(after, diff);
  EXPECT_THAT(Changes(DiffOf(after, kPermitToDiff)),
              testing::Contains("looser retention 60 months, was 48 months"));
}

TEST(BookDiff, ARequireIsTighter) {
  const std::string after =
      kPermitToDiff +
      DiffRule("R-1", "require",
               "  when place is present\n  drop possessor.name announced\n"
               "  generalise possessor.birth_date to year\n"
               "  caveats QUIET");
  const BookDiff diff = DiffOf(kPermitToDiff, after);
  EXPECT_TRUE(diff.only_tightens);
  EXPECT_THAT(
      Changes(diff),
      testing::IsSupersetOf(
          {"tighter caveats QUIET, was -",
           "tighter removed, was released possessor.birth_date.day",
           "tighter removed, was released possessor.name.full_name_latin"}));
  ExpectCasesAreKept(after, diff);
}

TEST(BookDiff, HoldsAndTheirReviewersAreCompared) {
  const std::string one =
      kPermitToDiff + DiffHold("  until approved by 1 of lawyer within 2 days");
  const std::string two =
      kPermitToDiff + DiffHold("  until approved by 2 of lawyer within 2 days");
  EXPECT_THAT(Changes(DiffOf(kPermitToDiff, one)),
              ElementsAre("tighter held, was permitted"));
  EXPECT_THAT(Changes(DiffOf(one, two)),
              ElementsAre("tighter reviewers 2 lawyer, was 1 lawyer"));
  EXPECT_THAT(
      Changes(DiffOf(
          one, kPermitToDiff +
                   DiffHold("  until approved by 1 of lawyer within 3 days"))),
      ElementsAre("looser the hold ends later"));
}

TEST(BookDiff, TimesForAnAnswerAreCompared) {
  const std::string after = absl::StrReplaceAll(
      kPermitToDiff, {{"  retain     5 years\n",
                       "  retain     5 years\n  answer within 2 hours\n"}});
  EXPECT_THAT(
      Changes(DiffOf(kPermitToDiff, after)),
      ElementsAre("other answer within 120 minutes, extendable by 0, was "
                  "none"));
}

TEST(BookDiff, ARuleThatChangesNothingIsToldAsSuch) {
  const BookDiff diff =
      DiffOf(kPermitToDiff,
             kPermitToDiff + DiffForbid("  when purpose is PREVENTION\n"
                                        "  when purpose is PROSECUTION\n"
                                        "  when purpose is present"));
  EXPECT_TRUE(diff.only_tightens);
  EXPECT_THAT(diff.differences, IsEmpty());
  ASSERT_EQ(diff.silent.size(), 1u);
  EXPECT_EQ(diff.silent.front().type, "FirearmTraceRequest");
}

TEST(BookDiff, ABoundedSearchSaysThatItIsNotExhaustive) {
  const std::string after =
      kPermitToDiff + DiffForbid("  when weapons is at least 3");
  const BookDiff diff = DiffOf(kPermitToDiff, after, 40);
  EXPECT_FALSE(diff.exhaustive);
  EXPECT_LE(diff.tried, 40u);
  EXPECT_THAT(Changes(diff), ElementsAre("tighter denied, was permitted"))
      << "what changed is looked at first";
}

// A permit, two holds, a forbid and a require, each ended long ago.
TEST(BookDiff, ARuleThatEndsIsNoticedInASampleBook) {
  const auto files = Book::ReadFiles("policy/us");
  ASSERT_TRUE(files.ok());
  for (const char* rule :
       {"US-TRACE-4", "US-HIDDEN-5", "US-BASIS-2", "US-TRACE-7", "US-CUI-1"}) {
    BookFiles after = *files;
    for (auto& [name, text] : after) {
      const size_t begin = text.find(absl::StrCat("```rule ", rule, "\n"));
      if (begin == std::string::npos) continue;
      const size_t end = text.find("\n```\n", begin);
      const size_t in_force = text.find("\n  in force", begin);
      if (in_force < end) {
        text.replace(in_force, text.find('\n', in_force + 1) - in_force,
                     "\n  in force through 2000-01-01");
      } else {
        text.insert(end, "\n  in force through 2000-01-01");
      }
    }
    const auto diff =
        DiffBooks(*files, after, {absl::CivilDay(2026, 3, 2), 2'000});
    ASSERT_TRUE(diff.ok()) << diff.status().message();
    EXPECT_FALSE(diff->differences.empty()) << rule;
    for (const BookDifference& difference : diff->differences) {
      EXPECT_NE(difference.case_block, "") << rule;
    }
  }
}

class DiffCommandTest : public testing::Test {
 protected:
  DiffCommandTest() {
    std::filesystem::remove_all(folder_);
    Write("old", kPermitToDiff);
    Write("new", kPermitToDiff + DiffForbid("  when obliterated is yes"));
  }

  void Write(const std::string& book, const std::string& rules) {
    for (const auto& [name, text] : FilesOf(rules)) {
      ASSERT_TRUE(
          ReplaceFileDurably(absl::StrCat(folder_, "/", book, "/", name), text)
              .ok());
    }
  }

  int Diff(const std::string& before, const std::string& after,
           Language language, Format format) {
    out_.str("");
    err_.str("");
    return DiffBookFolders(folder_ + "/" + before, folder_ + "/" + after,
                           {absl::CivilDay(2026, 3, 2), 20'000}, language,
                           format, out_, err_);
  }

  const std::string folder_ = testing::TempDir() + "policy_diff";
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(DiffCommandTest, ADifferenceIsToldWithACaseToPaste) {
  EXPECT_EQ(Diff("old", "new", Language::kSpanish, Format::kText), kExitNo);
  EXPECT_THAT(out_.str(), HasSubstr("salida FirearmTraceRequest\n"
                                    "  más estricto: denegado, era permitido\n"
                                    "```caso DIFF-1\n"
                                    "salida FirearmTraceRequest\n"
                                    "  de  a-police\n"));
  EXPECT_THAT(out_.str(), HasSubstr("diferencias: 1; más estricto: el libro "
                                    "nuevo solo agrega prohibiciones"));
  EXPECT_EQ(Diff("old", "new", Language::kEnglish, Format::kText), kExitNo);
  EXPECT_THAT(out_.str(), HasSubstr("  tighter: denied, was permitted\n"
                                    "```case DIFF-1\n"));
  EXPECT_THAT(out_.str(), HasSubstr("every combination was tried: "));
}

TEST_F(DiffCommandTest, EqualBooksAndBrokenOnesAreToldApart) {
  EXPECT_EQ(Diff("old", "old", Language::kEnglish, Format::kText), kExitDone);
  EXPECT_EQ(out_.str(), "no difference\n");
  EXPECT_EQ(Diff("old", "none", Language::kEnglish, Format::kText), kExitBroke);
  Write("new", "```ruel\n```\n");
  EXPECT_EQ(Diff("old", "new", Language::kEnglish, Format::kText), kExitNo);
  EXPECT_THAT(err_.str(), HasSubstr("unknown kind of block 'ruel'"));
}

TEST_F(DiffCommandTest, JsonHoldsDifferencesAndHowFarItLooked) {
  EXPECT_EQ(Diff("old", "new", Language::kEnglish, Format::kJson), kExitNo);
  EXPECT_THAT(out_.str(),
              HasSubstr("{\"differences\":[{\"direction\":\"outgoing\","
                        "\"type\":\"FirearmTraceRequest\","
                        "\"kind\":\"denied\",\"tendency\":\"tighter\","));
  EXPECT_THAT(out_.str(),
              HasSubstr("\"rulesDiffer\":true,\"onlyTightens\":true,"
                        "\"exhaustive\":true,\"tried\":"));
}

}  // namespace
}  // namespace enlace::policy
