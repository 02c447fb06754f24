// Cases: what they state, what they leave out, and what is told of a book that
// says otherwise.

#include "policy/engine/case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/engine/coverage.h"
#include "policy/engine/rule.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kRules[] = R"(
```rule P-1
permit outgoing FirearmTraceRequest
  implements LAW/1
  when purpose is under justice
  release firearm, possessor
  caveats QUIET
```

```rule H-1
hold outgoing FirearmTraceRequest
  implements LAW/1
  when weapons is at least 5
  unless obliterated is no
  until approved by 1 of lawyer
  reason B06
  because "Wait." / "Espere."
```

```rule R-1
require outgoing FirearmTraceRequest
  implements LAW/1
  generalise possessor.birth_date to year because S10
```

```case GOOD
outgoing FirearmTraceRequest
  from a-police
  to   b-trace
  on   2026-03-02
  given
    - purpose is PROSECUTION
    - claimed includes LAW
    - weapons is 1
  then permit by P-1, R-1
  release firearm.caliber
  generalise possessor.birth_date to year because S10
  caveats QUIET
```
)";

std::shared_ptr<const Book> BookWith(absl::string_view more) {
  return TestBook(absl::StrCat(kRules, more));
}

// What the book says otherwise of its case `id`.
std::vector<std::string> Check(const Book& book, absl::string_view id,
                               Language language = Language::kEnglish) {
  for (const Case& each : book.cases()) {
    if (each.id == id) return Differences(each, book, language);
  }
  ADD_FAILURE() << "no case " << id;
  return {};
}

std::string LikeGood(absl::string_view id, absl::string_view body) {
  return absl::StrCat("\n```case ", id, "\nlike GOOD\n", body, "\n```\n");
}

TEST(Case, ABookThatSaysWhatIsExpectedDiffersInNothing) {
  const auto book = BookWith("");
  EXPECT_THAT(Check(*book, "GOOD"), IsEmpty());
}

TEST(Case, EveryDifferenceIsToldInTheReadersLanguage) {
  const auto book = BookWith(
      LikeGood("WRONG",
               "  then hold by H-1\n  reason B06\n  drop firearm.caliber\n"
               "  release possessor.birth_date.month\n"
               "  drop possessor.birth_date.day because S01"));
  EXPECT_THAT(
      Check(*book, "WRONG"),
      ElementsAre("outcome: expected hold, the book says permit",
                  "rules: expected H-1, the book says P-1, R-1",
                  "reason: expected B06, the book says -",
                  "firearm.caliber: expected drop, the book says release",
                  "possessor.birth_date.day: expected S01, the book says S10",
                  "possessor.birth_date.month: expected release, the book "
                  "says drop"));
  EXPECT_EQ(Check(*book, "WRONG", Language::kSpanish).front(),
            "resultado: se espera retener, el libro dice permitir");
}

TEST(Case, WhatIsNotStatedIsAbsent) {
  // Not knowing how many weapons there are counts against release.
  const auto book = BookWith(LikeGood("NO-COUNT",
                                      "  given\n    - weapons is absent\n"
                                      "  then hold by H-1\n  reason B06") +
                             LikeGood("UNREADABLE",
                                      "  given\n    - weapons is unreadable\n"
                                      "  then hold by H-1") +
                             LikeGood("NO-PURPOSE",
                                      "  given\n    - purpose is absent\n"
                                      "  then deny\n  reason B06") +
                             LikeGood("NO-BASIS",
                                      "  given\n    - claimed is absent\n"
                                      "  then deny\n  reason B01"));
  for (const char* id : {"NO-COUNT", "UNREADABLE", "NO-PURPOSE", "NO-BASIS"}) {
    EXPECT_THAT(Check(*book, id), IsEmpty()) << id;
  }
}

TEST(Case, WhatACaseStatesOfAFactReplacesWhatItsModelStates) {
  const auto book = BookWith(
      LikeGood("MANY",
               "  given\n    - weapons is 5\n    - obliterated is yes\n"
               "  then hold by H-1") +
      "\n```caso MUCHAS\ncomo MANY\n  dado\n    - obliterated es no\n"
      "  entonces permitir por P-1, R-1\n```\n" +
      LikeGood("MANY-APPROVED",
               "  given\n    - weapons is 5\n"
               "  approved by lawyer\n"
               "  then permit by P-1, R-1"));
  for (const char* id : {"MANY", "MUCHAS", "MANY-APPROVED"}) {
    EXPECT_THAT(Check(*book, id), IsEmpty()) << id;
  }
}

TEST(Case, TheDayIsThatOfTheBooksZone) {
  const auto book = BookWith(
      "\n```rule F-1\nforbid outgoing FirearmTraceRequest\n"
      "  implements LAW/1\n  in force from 2026-03-03\n  reason B03\n"
      "  because \"No.\" / \"No.\"\n```\n" +
      LikeGood("NEXT-DAY", "  on 2026-03-03\n  then deny by F-1"));
  EXPECT_THAT(Check(*book, "GOOD"), IsEmpty());
  EXPECT_THAT(Check(*book, "NEXT-DAY"), IsEmpty());
}

TEST(Case, ChangesNoDecision) {
  const auto without = TestBook(absl::string_view(kRules).substr(
      0, absl::string_view(kRules).find("```case")));
  const auto with = BookWith("");
  Decision one = without->Decide(RequestFacts(), TestInstant());
  Decision other = with->Decide(RequestFacts(), TestInstant());
  EXPECT_NE(one.book_digest, other.book_digest);
  one.book_digest = other.book_digest;
  EXPECT_EQ(one, other);
}

// Names of the facts that no case shows to matter.
std::vector<std::string> IdleIn(const RuleCoverage& coverage) {
  std::vector<std::string> facts;
  for (const Atom* atom : coverage.idle) facts.push_back(atom->fact);
  return facts;
}

const RuleCoverage& CoverageFor(const std::vector<RuleCoverage>& all,
                                absl::string_view id) {
  for (const RuleCoverage& each : all) {
    if (each.rule->id == id) return each;
  }
  ADD_FAILURE() << "no rule " << id;
  return all.front();
}

TEST(Coverage, ARuleThatNoCaseShowsOrSparesIsNotWhole) {
  const auto book = BookWith("");
  const std::vector<RuleCoverage> all = CoverageOf(*book);
  ASSERT_EQ(all.size(), 3u);
  const RuleCoverage& permit = CoverageFor(all, "P-1");
  EXPECT_EQ(permit.shown, 1);
  EXPECT_EQ(permit.spared, 0);
  EXPECT_THAT(IdleIn(permit), ElementsAre("context.purpose_code"));
  EXPECT_FALSE(permit.whole());
  const RuleCoverage& hold = CoverageFor(all, "H-1");
  EXPECT_EQ(hold.shown, 0);
  EXPECT_EQ(hold.spared, 1);
  // It is spared for the number of weapons alone.
  EXPECT_THAT(IdleIn(hold), ElementsAre("firearm.serial_obliterated"));
}

TEST(Coverage, AConditionMattersWhereTheRuleTurnsOnIt) {
  const auto book = BookWith(
      LikeGood("MANY",
               "  given\n    - weapons is 5\n    - obliterated is yes\n"
               "  then hold by H-1") +
      LikeGood("MANY-MARKED",
               "  given\n    - weapons is 5\n    - obliterated is no\n"
               "  then permit by P-1, R-1") +
      LikeGood("CIVIL",
               "  given\n    - purpose is CUSTOMS_ENFORCEMENT\n"
               "  then deny"));
  const std::vector<RuleCoverage> all = CoverageOf(*book);
  EXPECT_TRUE(CoverageFor(all, "P-1").whole());
  EXPECT_TRUE(CoverageFor(all, "H-1").whole());
  // It has no condition, so no case can spare it.
  EXPECT_EQ(CoverageFor(all, "R-1").spared, 0);
  EXPECT_TRUE(CoverageFor(all, "R-1").whole());
}

TEST(Coverage, AnApprovedHoldIsShown) {
  const auto book =
      BookWith(LikeGood("APPROVED",
                        "  given\n    - weapons is 5\n  approved by lawyer\n"
                        "  then permit by P-1, R-1"));
  EXPECT_EQ(CoverageFor(CoverageOf(*book), "H-1").shown, 1);
}

// What the sample books claim of themselves, rule by rule.
TEST(SampleBookCases, AreKeptAndShowEveryRuleAndCondition) {
  for (const char* folder : {"policy/us", "policy/mx"}) {
    const auto book = Book::Load(folder);
    ASSERT_TRUE(book.ok()) << book.status().message();
    for (const Case& each : (*book)->cases()) {
      EXPECT_THAT(Differences(each, **book, Language::kEnglish), IsEmpty())
          << each.id;
    }
    for (const RuleCoverage& each : CoverageOf(**book)) {
      EXPECT_TRUE(each.whole()) << folder << " " << each.rule->id;
    }
  }
}

}  // namespace
}  // namespace enlace::policy
