#include "policy/engine/decision.h"

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "policy/engine/explain.h"
#include "policy/engine/reason.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

absl::Time At(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << error;
  return time;
}

TEST(RetainUntil, RoundsMonthsDown) {
  EXPECT_EQ(RetainUntil({0, 1}, At("2026-01-31T10:00:00Z")),
            At("2026-02-28T10:00:00Z"));
  EXPECT_EQ(RetainUntil({0, 1}, At("2028-01-31T10:00:00Z")),
            At("2028-02-29T10:00:00Z"));
  EXPECT_EQ(RetainUntil({0, 12}, At("2028-02-29T10:00:00Z")),
            At("2029-02-28T10:00:00Z"));
}

TEST(RetainUntil, IsTheEarlierOfBothLimitsAndInfiniteWithoutAny) {
  const absl::Time start = At("2026-02-01T00:00:00Z");
  EXPECT_EQ(RetainUntil({30, 1}, start), At("2026-03-01T00:00:00Z"));
  EXPECT_EQ(RetainUntil({10, 1}, start), At("2026-02-11T00:00:00Z"));
  EXPECT_EQ(RetainUntil({}, start), absl::InfiniteFuture());
}

TEST(Reasons, EveryCodeOfTheSchemaHasItsPlaceInTheOrderAndBothLanguages) {
  ASSERT_EQ(Reasons().size(), 33u);
  for (const Reason& reason : Reasons()) {
    EXPECT_FALSE(reason.en.empty()) << reason.code;
    EXPECT_FALSE(reason.es.empty()) << reason.code;
    // A code without a place would sort behind the last one.
    EXPECT_EQ(SortReasons({reason.code, "R01"}).back(), "R01") << reason.code;
  }
  EXPECT_EQ(SortReasons({"S10", "B04", "S10", "B01"}),
            (std::vector<std::string>{"B01", "B04", "S10"}));
  EXPECT_EQ(FindReason("X01"), nullptr);
}

class ExplainTest : public testing::Test {
 protected:
  const std::shared_ptr<const Book> book_ = TestBook(
      RuleBlock("P-1",
                "permit outgoing FirearmTraceRequest\n"
                "  implements LAW/1\n"
                "  release firearm, possessor.race\n"
                "  drop possessor.race because S10\n"
                "  caveats QUIET\n"
                "  retain 2 years") +
      RuleBlock("F-1",
                "forbid outgoing FirearmTraceRequest\n"
                "  implements LAW/1\n"
                "  unless purpose is under justice\n"
                "  reason B04\n"
                "  because \"Only for justice.\" / \"Solo para justicia.\"") +
      RuleBlock("H-1",
                "hold outgoing FirearmTraceRequest\n"
                "  implements LAW/1\n"
                "  when all of\n"
                "    - weapons is present\n"
                "    - weapons is at least 5\n"
                "  until approved by 2 of lawyer within 72 hours\n"
                "  reason B06\n"
                "  because \"Many.\" / \"Muchas.\""));
};

TEST_F(ExplainTest, APermitNamesRulesLawFieldsCaveatsAndRetention) {
  const Decision decision = book_->Decide(RequestFacts(), TestInstant());
  const std::string text =
      ExplainText(decision, *book_, TestInstant(), Language::kEnglish);
  for (const char* part :
       {"PERMITTED\n", "by P-1", "LAW/1  The law, 1 (sample, not verified)",
        "removed by P-1 (S10 ", "possessor.race", "caveat QUIET  Quiet",
        "keep at most 24 months", "book test sha256:"}) {
    EXPECT_TRUE(absl::StrContains(text, part)) << part << " in\n" << text;
  }
}

TEST_F(ExplainTest, ATimeForAnAnswerIsToldInItsLargestUnit) {
  const struct {
    AnswerTime answer;
    const char* en;
    const char* es;
  } rows[] = {
      {{10, 0}, "answer within 10 minutes\n", "respuesta en 10 minutos\n"},
      {{2880, 90},
       "answer within 2 days, can be put off by 90 minutes\n",
       "respuesta en 2 días, prorrogable por 90 minutos\n"},
      {{180, 600},
       "answer within 3 hours, can be put off by 10 hours\n",
       "respuesta en 3 horas, prorrogable por 10 horas\n"}};
  for (const auto& row : rows) {
    Decision decision = book_->Decide(RequestFacts(), TestInstant());
    decision.answer = row.answer;
    const std::string en =
        ExplainText(decision, *book_, TestInstant(), Language::kEnglish);
    const std::string es =
        ExplainText(decision, *book_, TestInstant(), Language::kSpanish);
    EXPECT_TRUE(absl::StrContains(en, row.en)) << en;
    EXPECT_TRUE(absl::StrContains(es, row.es)) << es;
  }
}

TEST_F(ExplainTest, ADenialSaysWhyInBothLanguages) {
  Facts facts = RequestFacts();
  facts.Set("context.purpose_code", "STATISTICS");
  const Decision decision = book_->Decide(facts, TestInstant());
  const std::string en =
      ExplainText(decision, *book_, TestInstant(), Language::kEnglish);
  const std::string es =
      ExplainText(decision, *book_, TestInstant(), Language::kSpanish);
  EXPECT_TRUE(absl::StrContains(en, "DENIED  B04 Purpose mismatch")) << en;
  EXPECT_TRUE(absl::StrContains(en, "by F-1  Only for justice.")) << en;
  EXPECT_TRUE(absl::StrContains(es, "DENEGADO  B04 ")) << es;
  EXPECT_TRUE(absl::StrContains(es, "por F-1  Solo para justicia.")) << es;
}

TEST_F(ExplainTest, AHoldSaysWhoMayReleaseItAndUntilWhen) {
  Facts facts = RequestFacts();
  facts.Set("recovery.weapon_count", Value(int64_t{7}));
  const Decision decision = book_->Decide(facts, At("2026-03-01T00:00:00Z"));
  const std::string es =
      ExplainText(decision, *book_, TestInstant(), Language::kSpanish);
  EXPECT_TRUE(absl::StrContains(es, "RETENIDO  B06 ")) << es;
  EXPECT_TRUE(absl::StrContains(
      es, "hasta que aprueben: 2 Jurista; a más tardar 2026-03-04T00:00:00Z"))
      << es;
}

TEST_F(ExplainTest, ADecisionOfAnotherBookShowsItsIdsAlone) {
  Decision decision;
  decision.rule_ids = {"GONE-1"};
  decision.citations = {"GONE/1"};
  const std::string text =
      ExplainText(decision, *book_, TestInstant(), Language::kEnglish);
  EXPECT_TRUE(absl::StrContains(text, "  by GONE-1\n")) << text;
}

}  // namespace
}  // namespace enlace::policy
