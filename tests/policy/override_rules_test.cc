// Overrides: holds that persons may set aside when a record is urgent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/analysis/book_diff.h"
#include "policy/analysis/lint.h"
#include "policy/engine/case.h"
#include "policy/engine/rule.h"
#include "policy/render/rule_sentence.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kFreeTrace[] =
    "```vocabulary\nfact urgency header.urgency \"urgency\" / \"urgencia\"\n"
    "role duty \"Duty officer\" / \"Oficial de guardia\"\n```\n"
    "```rule P-1\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n"
    "  release firearm\n```\n";
constexpr char kClause[] = "  override by 2 of duty when urgent\n";

std::string HoldBlock(absl::string_view clause) {
  return RuleBlock(
      "H-1", absl::StrCat("hold outgoing FirearmTraceRequest\n"
                          "  implements LAW/1\n"
                          "  until approved by 1 of lawyer within 5 days\n",
                          clause,
                          "  reason B06\n"
                          "  because \"It waits.\" / \"Espera.\""));
}

Facts Overridden(Value count, absl::string_view urgency = kUrgent) {
  Facts facts = RequestFacts();
  facts.Set(kFactUrgency, std::string(urgency));
  facts.Set(OverrideFact("H-1", "duty"), std::move(count));
  return facts;
}

TEST(Override, TwoPersonsSetTheHoldOfAnUrgentRecordAside) {
  const auto book = TestBook(kFreeTrace + HoldBlock(kClause));
  const Decision held = DecideBothWays(*book, Overridden(Value(int64_t{1})));
  EXPECT_EQ(held.outcome, Outcome::kHold) << "one person twice is one";
  EXPECT_EQ(DecideBothWays(*book, Overridden(Value(int64_t{2}))).outcome,
            Outcome::kPermit);
}

TEST(Override, WhatIsNotUrgentIsNotOverridden) {
  const auto book = TestBook(kFreeTrace + HoldBlock(kClause));
  for (const char* urgency : {"ROUTINE", "PRIORITY"}) {
    EXPECT_EQ(
        DecideBothWays(*book, Overridden(Value(int64_t{2}), urgency)).outcome,
        Outcome::kHold);
  }
  Facts unknown = Overridden(Value(int64_t{2}));
  unknown.Clear(kFactUrgency);
  EXPECT_EQ(DecideBothWays(*book, unknown).outcome, Outcome::kHold);
  unknown.SetError(kFactUrgency);
  EXPECT_EQ(DecideBothWays(*book, unknown).outcome, Outcome::kHold);
}

TEST(Override, WhatIsUnknownOverridesNothing) {
  const auto book = TestBook(kFreeTrace + HoldBlock(kClause));
  Facts odd = Overridden(Value(std::string("2")));
  EXPECT_EQ(DecideBothWays(*book, odd).outcome, Outcome::kHold);
  odd.SetError(OverrideFact("H-1", "duty"));
  EXPECT_EQ(DecideBothWays(*book, odd).outcome, Outcome::kHold);
  Facts other = Overridden(Value(int64_t{0}));
  other.Set(OverrideFact("H-1", "lawyer"), Value(int64_t{9}));
  other.Set(OverrideFact("H-2", "duty"), Value(int64_t{9}));
  EXPECT_EQ(DecideBothWays(*book, other).outcome, Outcome::kHold)
      << "another role, another rule";
}

TEST(Override, RuleWithoutTheClauseIsNeverOverridden) {
  const auto book = TestBook(kFreeTrace + HoldBlock(""));
  EXPECT_EQ(DecideBothWays(*book, Overridden(Value(int64_t{9}))).outcome,
            Outcome::kHold);
}

TEST(Override, OverridesAreNoApprovals) {
  const auto book =
      TestBook(kFreeTrace + HoldBlock("  override by 2 of lawyer when "
                                      "urgent\n"));
  Facts facts = RequestFacts();
  facts.Set(OverrideFact("H-1", "lawyer"), Value(int64_t{9}));
  EXPECT_EQ(DecideBothWays(*book, facts).outcome, Outcome::kHold);
  facts.Set(ApprovalFact("H-1", "lawyer"), Value(int64_t{1}));
  EXPECT_EQ(DecideBothWays(*book, facts).outcome, Outcome::kPermit);
}

std::string ProblemsIn(const std::string& rules) {
  const auto book = TryBook(rules);
  return book.ok() ? "" : std::string(book.status().message());
}

TEST(Override, ClauseThatOneCouldUseOrThatNamesNobodyDoesNotLoad) {
  EXPECT_THAT(ProblemsIn(kFreeTrace +
                         HoldBlock("  override by 1 of duty when urgent\n")),
              HasSubstr("an override takes two persons"));
  EXPECT_THAT(
      ProblemsIn(kFreeTrace + HoldBlock("  override by 2 of nobody when "
                                        "urgent\n")),
      HasSubstr("unknown role 'nobody'"));
  EXPECT_THAT(ProblemsIn(kFreeTrace + HoldBlock("  override by 2 of duty\n")),
              HasSubstr("expected 'when urgent'"));
  EXPECT_THAT(
      ProblemsIn(kFreeTrace + HoldBlock(absl::StrCat(kClause, kClause))),
      HasSubstr("stands twice"));
  EXPECT_THAT(ProblemsIn(absl::StrCat(
                  kFreeTrace,
                  "```rule F-1\nforbid outgoing FirearmTraceRequest\n"
                  "  implements LAW/1\n  reason B06\n  because \"No.\" / "
                  "\"No.\"\n",
                  kClause, "```\n")),
              HasSubstr("has no meaning in a rule that says 'forbid'"));
  EXPECT_THAT(ProblemsIn(HoldBlock("  override by 2 of lawyer when urgent\n")),
              HasSubstr("no name for the urgency"));
}

TEST(Override, ACaseSaysWhoOverrode) {
  const auto book = TestBook(absl::StrCat(
      kFreeTrace, HoldBlock(kClause),
      "```case C-1\noutgoing FirearmTraceRequest\n  from a-police\n"
      "  to b-trace\n  on 2026-03-02\n  given\n    - claimed includes LAW\n"
      "    - urgency is URGENT\n  then hold by H-1\n```\n"
      "```caso C-2\ncomo C-1\n  dispensado por duty\n"
      "  entonces permitir por P-1\n```\n"
      "```case C-3\nlike C-2\n  given\n    - urgency is PRIORITY\n"
      "  then hold by H-1\n```\n"));
  for (const Case& each : book->cases()) {
    EXPECT_THAT(Differences(each, *book, Language::kEnglish), IsEmpty())
        << each.id;
  }
}

TEST(Override, SpanishBookSaysTheSame) {
  const auto book = TestBook(
      std::string(kFreeTrace) +
      "```regla H-1\nretener salida FirearmTraceRequest\n  aplica LAW/1\n"
      "  hasta que aprueben 1 de lawyer en 5 días\n"
      "  dispensable por 2 de duty si es urgente\n  motivo B06\n"
      "  porque \"It waits.\" / \"Espera.\"\n```\n");
  EXPECT_EQ(book->FindRule("H-1")->urgent_override, (Review{"duty", 2}));
}

TEST(Override, ABookThatAddsOneIsLooserForUrgentRecords) {
  const auto files = [](const std::string& rules) {
    return BookFiles{{"vocabulary.md", TestVocabulary()}, {"rules.md", rules}};
  };
  for (const size_t tries : {size_t{20'000}, size_t{30}}) {
    const auto diff = DiffBooks(files(kFreeTrace + HoldBlock("")),
                                files(kFreeTrace + HoldBlock(kClause)),
                                {absl::CivilDay(2026, 3, 2), tries});
    ASSERT_TRUE(diff.ok());
    EXPECT_FALSE(diff->only_tightens);
    ASSERT_EQ(diff->differences.size(), 1u);
    EXPECT_THAT(diff->differences[0].case_block,
                AllOf(HasSubstr("urgency is URGENT\n"),
                      HasSubstr("overridden by duty\n"),
                      HasSubstr("then permit by P-1")));
  }
}

TEST(Override, LintMissesWhoeverHoldsTheRole) {
  LintSettings settings;
  settings.now = TestInstant();
  settings.held_roles = {"lawyer"};
  std::vector<std::string> found;
  for (const Finding& finding :
       Lint(*TestBook(kFreeTrace + HoldBlock(kClause)), settings)) {
    if (finding.kind == "unheld-role") found.push_back(finding.what.en);
  }
  EXPECT_THAT(found, ElementsAre(HasSubstr("'duty'")));
}

TEST(Override, PageSaysWhoMayOverride) {
  const auto book = TestBook(kFreeTrace + HoldBlock(kClause));
  std::vector<std::string> lines;
  for (const RuleLine& line :
       SentenceOf(*book->FindRule("H-1"), *book, Language::kSpanish).lines) {
    lines.push_back(absl::StrCat(line.label, ": ", line.text));
  }
  EXPECT_THAT(lines, Contains("Salvo dispensa en caso urgente, por: 2 × "
                              "Oficial de guardia"));
}

}  // namespace
}  // namespace enlace::policy
