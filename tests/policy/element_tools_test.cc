// `drop each` in cases, coverage, differences, layout and words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "policy/analysis/book_diff.h"
#include "policy/engine/case.h"
#include "policy/engine/coverage.h"
#include "policy/engine/explain.h"
#include "policy/engine/rule.h"
#include "policy/format/format_document.h"
#include "policy/render/rule_sentence.h"
#include "policy/render/who_receives.h"
#include "tests/policy/element_book.h"

namespace enlace::policy {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kTwoPersons[] = R"(
```case TWO
outgoing FirearmTraceRequest
  from a-police
  to   b-trace
  on   2026-03-02
  given
    - purpose is CRIM_INVESTIGATION
    - claimed includes LAW
    - associate-role[0] is SUSPECT
    - associate-role[1] is WITNESS
  then permit by P-1, R-1
  release associates[0], associates
  drop associates[1] because S10
```
)";

std::string LikeTwo(absl::string_view id, absl::string_view body) {
  return absl::StrCat("\n```case ", id, "\nlike TWO\n", body, "\n```\n");
}

std::vector<std::string> DifferencesOf(const Book& book, absl::string_view id) {
  for (const Case& each : book.cases()) {
    if (each.id == id) return Differences(each, book, Language::kEnglish);
  }
  ADD_FAILURE() << "no case " << id;
  return {};
}

TEST(ElementCases, StateWhatEachElementSaysAndWhatBecomesOfIt) {
  const auto book = ElementBook(
      ElementRule(kDropWitnesses) + kTwoPersons +
      LikeTwo("SILENT-ONE",
              "  given\n    - associate-role[0] is absent\n"
              "    - associate-role[2] is unreadable\n"
              "  then permit by P-1, R-1\n"
              "  drop associates[0], associates[1], associates[2]") +
      // Nobody spoke of a third: it is not there to be released.
      LikeTwo("NO-THIRD", "  then permit by P-1, R-1\n  drop associates[2]") +
      LikeTwo("WRONG",
              "  then permit by P-1, R-1\n  drop associates[0]\n"
              "  release associates[1]"));
  for (const char* id : {"TWO", "SILENT-ONE", "NO-THIRD"}) {
    EXPECT_THAT(DifferencesOf(*book, id), IsEmpty()) << id;
  }
  EXPECT_THAT(
      DifferencesOf(*book, "WRONG"),
      ElementsAre("associates[0]: expected drop, the book says release",
                  "associates[1]: expected release, the book says drop"));
}

TEST(ElementCases, CoverageAsksForADropAndForEveryCondition) {
  const std::string rule = ElementRule(
      "drop each associates because S10 when any of\n"
      "    - associate-role is WITNESS\n"
      "    - associate-nation includes US");
  const auto coverage = [&](absl::string_view cases) {
    const auto book = ElementBook(absl::StrCat(rule, cases));
    const std::vector<RuleCoverage> all = CoverageOf(*book);
    std::pair<size_t, size_t> missing;
    for (const RuleCoverage& each : all) {
      if (each.rule->id == "R-1") {
        missing = {each.unseen.size(), each.idle.size()};
        EXPECT_EQ(each.whole(),
                  missing == std::make_pair(size_t{0}, size_t{0}));
      }
    }
    return missing;
  };
  // Without a case nothing is shown.
  EXPECT_EQ(coverage(""), std::make_pair(size_t{1}, size_t{2}));
  // The nationality is not known of either, so both go, and for it alone.
  EXPECT_EQ(coverage(kTwoPersons), std::make_pair(size_t{0}, size_t{1}));
  EXPECT_EQ(
      coverage(kTwoPersons + LikeTwo("BOTH",
                                     "  given\n"
                                     "    - associate-nation[0] includes MX\n"
                                     "    - associate-nation[1] includes MX\n"
                                     "  then permit by P-1, R-1")),
      std::make_pair(size_t{0}, size_t{0}));
}

TEST(ElementTexts, ExplainWhichElementsAreRemovedAndWhy) {
  const auto book = ElementBook(ElementRule(kDropWitnesses));
  Facts facts = FactsWithAssociates(2);
  facts.Set(RoleFact(0), "SUSPECT");
  facts.Set(RoleFact(1), "WITNESS");
  const Decision decision = DecideBothWays(*book, facts);
  const std::string text =
      ExplainText(decision, *book, TestInstant(), Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("removed by R-1 (S10 "));
  EXPECT_THAT(text, HasSubstr("): associates[1]\n"));
  EXPECT_THAT(text, HasSubstr("R-1 drops each associates when role is VICTIM "
                              "or WITNESS; what is not known counts against "
                              "release\n"));
  EXPECT_THAT(
      ExplainText(decision, *book, TestInstant(), Language::kSpanish),
      HasSubstr("R-1 suprime cada associates cuando calidad es VICTIM o "
                "WITNESS; lo que no se sabe cuenta en contra de divulgar\n"));
}

TEST(ElementTexts, TheRuleIsToldInWordsInBothLanguages) {
  const auto book = ElementBook(ElementRule(kDropWitnesses));
  const Rule& rule = *book->FindRule("R-1");
  const auto lines = [&](Language language) {
    std::vector<std::string> all;
    for (const RuleLine& line : SentenceOf(rule, *book, language).lines) {
      all.push_back(absl::StrCat(line.label, ": ", line.text));
    }
    return all;
  };
  EXPECT_THAT(lines(Language::kEnglish),
              Contains(HasSubstr("Removes one by one, announced: Associates, "
                                 "when role is Victim or Witness; what is not "
                                 "known of one counts against it [S10 ")));
  EXPECT_THAT(lines(Language::kSpanish),
              Contains(HasSubstr("Suprime uno por uno, con aviso: Personas "
                                 "relacionadas, cuando calidad es Víctima o "
                                 "Testigo; lo que de uno no se sabe cuenta en "
                                 "su contra [S10 ")));
}

TEST(ElementTexts, WhoReceivesSaysWhichElementsAreRemoved) {
  const auto book = ElementBook(ElementRule(kDropWitnesses));
  const std::string page = WhoReceivesHtml(*book, Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("removed one by one when role is Victim or "
                              "Witness; what is not known of one counts "
                              "against it by"));
}

TEST(ElementLayout, AClauseIsLaidOutAndTranslatedThereAndBack) {
  const auto formatted = [](const std::string& text, Language language) {
    Diagnostics diagnostics;
    std::string out = FormatDocument("f.md", text, language, diagnostics);
    EXPECT_TRUE(diagnostics.ok()) << diagnostics.ToString();
    return out;
  };
  const std::string english =
      "```rule R-1\n"
      "require outgoing FirearmTraceRequest\n"
      "  implements LAW/1\n"
      "  drop each  associates because S10 announced unless any of\n"
      "    - associate-role is in SUSPECT, SUBJECT\n"
      "    - associate-nation includes US\n"
      "```\n";
  const std::string spanish =
      "```regla R-1\n"
      "exigir salida FirearmTraceRequest\n"
      "  aplica    LAW/1\n"
      "  suprimir cada associates porque S10 anunciado salvo alguno\n"
      "    - associate-role es uno de SUSPECT, SUBJECT\n"
      "    - associate-nation incluye US\n"
      "```\n";
  EXPECT_EQ(formatted(english, Language::kEnglish), english);
  EXPECT_EQ(formatted(english, Language::kSpanish), spanish);
  EXPECT_EQ(formatted(spanish, Language::kEnglish), english);
  // Both say the same.
  const auto one = ElementBook(english);
  const auto other = ElementBook(spanish);
  EXPECT_EQ(one->FindRule("R-1")->obligations,
            other->FindRule("R-1")->obligations);
}

TEST(ElementDiff, ADropOfElementsIsTighterAndIsShownOnOne) {
  const auto files = [](absl::string_view rules) {
    return BookFiles{
        {"vocabulary.md", TestVocabulary()},
        {"rules.md", absl::StrCat(kElementWords, kElementPermit, rules)}};
  };
  const auto diff = [&](const BookFiles& before, const BookFiles& after) {
    auto made = DiffBooks(before, after,
                          {.day = absl::CivilDay(2026, 3, 2), .tries = 20'000});
    EXPECT_TRUE(made.ok()) << made.status();
    return *std::move(made);
  };
  const BookDiff tighter = diff(files(""), files(ElementRule(kDropWitnesses)));
  EXPECT_TRUE(tighter.only_tightens);
  ASSERT_EQ(tighter.differences.size(), 1u);
  ASSERT_EQ(tighter.differences[0].changes.size(), 1u);
  EXPECT_EQ(tighter.differences[0].changes[0].path, "associates[0]");
  EXPECT_EQ(tighter.differences[0].changes[0].tendency, Tendency::kTighter);
  EXPECT_THAT(tighter.differences[0].case_block,
              HasSubstr("associate-role[0] is VICTIM\n"));
  EXPECT_THAT(tighter.differences[0].case_block,
              HasSubstr("drop associates[0]\n"));
  const BookDiff looser =
      diff(files(ElementRule(kDropWitnesses)),
           files(ElementRule(
               "drop each associates because S10 when associate-role is "
               "WITNESS")));
  EXPECT_FALSE(looser.only_tightens);
  ASSERT_EQ(looser.differences.size(), 1u);
  EXPECT_EQ(looser.differences[0].changes[0].tendency, Tendency::kLooser);
}

}  // namespace
}  // namespace enlace::policy
