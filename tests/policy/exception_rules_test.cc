// Exceptions between rules: what they lift, when, and who gets to see it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/analysis/lint.h"
#include "policy/engine/coverage.h"
#include "policy/engine/explain.h"
#include "policy/engine/rule.h"
#include "policy/render/rule_sentence.h"
#include "policy/render/who_receives.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kPermitted[] =
    "```rule P-1\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n"
    "  release firearm, possessor\n```\n";

std::string Written(absl::string_view id, absl::string_view effect,
                    absl::string_view rest) {
  return RuleBlock(id, absl::StrCat(effect,
                                    " outgoing FirearmTraceRequest\n"
                                    "  implements LAW/1\n",
                                    rest));
}

std::string Forbids(absl::string_view id, absl::string_view rest) {
  return Written(
      id, "forbid",
      absl::StrCat("  reason B04\n  because \"No.\" / \"No.\"\n", rest));
}

std::string Excepts(absl::string_view id, absl::string_view named,
                    absl::string_view rest) {
  return Written(id, "except",
                 absl::StrCat("  exception to ", named, "\n", rest));
}

Facts Obliterated(bool value) {
  Facts facts = RequestFacts();
  facts.Set("firearm.serial_obliterated", value);
  return facts;
}

TEST(Exception, AForbidDoesNotApplyWhereItsExceptionDoes) {
  const auto book = TestBook(
      absl::StrCat(kPermitted, Forbids("F-1", ""),
                   Excepts("X-1", "F-1", "  when obliterated is yes")));
  const Decision lifted = DecideBothWays(*book, Obliterated(true));
  EXPECT_EQ(lifted.outcome, Outcome::kPermit);
  EXPECT_THAT(lifted.rule_ids, ElementsAre("P-1", "X-1"));
  const Decision denied = DecideBothWays(*book, Obliterated(false));
  EXPECT_EQ(denied.outcome, Outcome::kDeny);
  EXPECT_THAT(denied.rule_ids, ElementsAre("F-1"));
}

TEST(Exception, WhatIsUnknownCountsAgainstTheException) {
  const auto book =
      TestBook(absl::StrCat(kPermitted, Forbids("F-1", ""),
                            Excepts("X-1", "F-1", "  when obliterated is yes"),
                            Excepts("X-2", "F-1", "  unless place is \"x\"")));
  EXPECT_EQ(DecideBothWays(*book, RequestFacts()).outcome, Outcome::kDeny);
  Facts unreadable = RequestFacts();
  unreadable.SetError("firearm.serial_obliterated");
  unreadable.SetError("recovery.place.municipality");
  EXPECT_EQ(DecideBothWays(*book, unreadable).outcome, Outcome::kDeny);
  Facts elsewhere = RequestFacts();
  elsewhere.Set("recovery.place.municipality", "y");
  EXPECT_THAT(DecideBothWays(*book, elsewhere).rule_ids,
              ElementsAre("P-1", "X-2"));
}

TEST(Exception, ItLiftsForItsOwnPartiesAlone) {
  const auto book = TestBook(absl::StrCat(
      kPermitted, Forbids("F-1", ""), Excepts("X-1", "F-1", "  from b-trace")));
  EXPECT_EQ(DecideBothWays(*book, RequestFacts()).outcome, Outcome::kDeny);
  Facts facts = RequestFacts();
  facts.Set(kFactSender, kTraceOfB);
  EXPECT_EQ(DecideBothWays(*book, facts).outcome, Outcome::kPermit);
  facts.Clear(kFactSender);
  EXPECT_EQ(DecideBothWays(*book, facts).outcome, Outcome::kDeny);
}

TEST(Exception, ItEndsWithItsLastDayAndThePermitWithIt) {
  const auto book = TestBook(
      absl::StrCat(kPermitted, Forbids("F-1", ""),
                   Excepts("X-1", "F-1", "  in force through 2026-02-28")));
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/Mexico_City", &zone));
  const absl::Time end = absl::FromCivil(absl::CivilDay(2026, 3, 1), zone);
  const Decision decision = DecideBothWays(*book, RequestFacts());
  EXPECT_EQ(decision.outcome, Outcome::kPermit);
  EXPECT_EQ(decision.stable_until, end);
  EXPECT_EQ(
      DecideBothWays(*book, RequestFacts(), end - absl::Nanoseconds(1)).outcome,
      Outcome::kPermit);
  EXPECT_EQ(DecideBothWays(*book, RequestFacts(), end).outcome, Outcome::kDeny);
}

TEST(Exception, AHoldAndARequireAreLiftedToo) {
  const auto book = TestBook(
      absl::StrCat(kPermitted,
                   Written("H-1", "hold",
                           "  reason B06\n  because \"Wait.\" / \"Espere.\"\n"
                           "  until approved by 1 of lawyer"),
                   Written("R-1", "require", "  drop firearm.model"),
                   Excepts("X-1", "H-1, R-1", "  when obliterated is yes")));
  const Decision lifted = DecideBothWays(*book, Obliterated(true));
  EXPECT_EQ(lifted.outcome, Outcome::kPermit);
  EXPECT_THAT(lifted.rule_ids, ElementsAre("P-1", "X-1"));
  EXPECT_EQ(ActionOn(lifted, "firearm.model").kind, FieldAction::kRelease);
  const Decision held = DecideBothWays(*book, Obliterated(false));
  EXPECT_EQ(held.outcome, Outcome::kHold);
  EXPECT_THAT(held.rule_ids, ElementsAre("H-1"));
  EXPECT_EQ(ActionOn(held, "firearm.model").kind, FieldAction::kDrop);
}

TEST(Exception, EveryOneThatLiftsARuleIsCitedAndNoOther) {
  const auto book = TestBook(
      absl::StrCat(kPermitted, Forbids("F-1", "  when obliterated is yes"),
                   Excepts("X-1", "F-1", "  from a-police"),
                   Excepts("X-2", "F-1", "  to b-trace"),
                   Excepts("X-3", "F-1", "  from b-trace")));
  EXPECT_THAT(DecideBothWays(*book, Obliterated(true)).rule_ids,
              ElementsAre("P-1", "X-1", "X-2"));
  EXPECT_THAT(DecideBothWays(*book, Obliterated(false)).rule_ids,
              ElementsAre("P-1"))
      << "there was nothing to lift";
}

TEST(Exception, ItLiftsNoRuleThatItDoesNotName) {
  const auto book =
      TestBook(absl::StrCat(kPermitted, Forbids("F-1", ""), Forbids("F-2", ""),
                            Excepts("X-1", "F-1", "")));
  const Decision decision = DecideBothWays(*book, RequestFacts());
  EXPECT_EQ(decision.outcome, Outcome::kDeny);
  EXPECT_THAT(decision.rule_ids, ElementsAre("F-2"));
}

TEST(Exception, ARuleThatIsLiftedDoesNotSpeakAgainstRelease) {
  const auto book = TestBook(
      absl::StrCat(kPermitted, Forbids("F-1", ""),
                   Excepts("X-1", "F-1", "  when obliterated is yes")));
  EXPECT_FALSE(DecideBothWays(*book, Obliterated(true)).silent);
  EXPECT_TRUE(DecideBothWays(*book, Obliterated(false)).silent);
}

TEST(Exception, ThePeerLearnsOfItOnlyIfItIsDisclosed) {
  const auto rules = [](absl::string_view more) {
    return TestBook(absl::StrCat(kPermitted, Forbids("F-1", ""),
                                 Excepts("X-1", "F-1", more)));
  };
  EXPECT_THAT(
      DecideBothWays(*rules("  disclose"), RequestFacts()).public_rule_ids,
      ElementsAre("X-1"));
  EXPECT_THAT(DecideBothWays(*rules(""), RequestFacts()).public_rule_ids,
              IsEmpty());
}

std::string PlayedCase(absl::string_view id, absl::string_view given,
                       absl::string_view then) {
  return absl::StrCat(
      "```case ", id,
      "\noutgoing FirearmTraceRequest\n  from a-police\n  to b-trace\n"
      "  on 2026-03-02\n  given\n    - claimed includes LAW\n",
      given, "  then ", then, "\n```\n");
}

constexpr char kOnlyIfYes[] = "  when obliterated is yes";

TEST(Exception, ACaseShowsItWhereItLiftsSomething) {
  const std::string rules =
      absl::StrCat(kPermitted, Forbids("F-1", "  when weapons is at least 2"),
                   Excepts("X-1", "F-1", kOnlyIfYes));
  const auto shown = [&](const std::string& cases) {
    int found = -1;
    const auto book = TestBook(rules + cases);
    for (const RuleCoverage& each : CoverageOf(*book)) {
      if (each.rule->id == "X-1") found = each.shown;
    }
    return found;
  };
  EXPECT_EQ(
      shown(PlayedCase("C-1", "    - obliterated is yes\n    - weapons is 3\n",
                       "permit by P-1, X-1")),
      1);
  EXPECT_EQ(
      shown(PlayedCase("C-1", "    - obliterated is yes\n    - weapons is 1\n",
                       "permit by P-1")),
      0);
}

TEST(Exception, ARuleIsWhollyCoveredWithACaseThatExceptsIt) {
  const std::string rules = absl::StrCat(kPermitted, Forbids("F-1", ""),
                                         Excepts("X-1", "F-1", kOnlyIfYes));
  const std::string denied =
      PlayedCase("C-1", "    - obliterated is no\n", "deny by F-1");
  const std::string lifted =
      PlayedCase("C-2", "    - obliterated is yes\n", "permit by P-1, X-1");
  const auto whole = [&](const std::string& cases, const std::string& id) {
    const auto book = TestBook(rules + cases);
    for (const RuleCoverage& each : CoverageOf(*book)) {
      if (each.rule->id == id) return each.whole();
    }
    return false;
  };
  EXPECT_FALSE(whole(denied, "F-1"));
  EXPECT_TRUE(whole(denied + lifted, "F-1"));
  EXPECT_FALSE(whole(lifted, "X-1"));
  EXPECT_TRUE(whole(denied + lifted, "X-1"));
}

std::vector<std::string> ReachFindings(const std::string& rules) {
  std::vector<std::string> found;
  LintSettings settings;
  settings.now = TestInstant();
  const auto book = TestBook(rules);
  for (const Finding& finding : Lint(*book, settings)) {
    if (finding.kind == "overruled" || finding.kind == "shadowed" ||
        finding.kind == "never-applies") {
      found.push_back(absl::StrCat(finding.kind, " ", finding.subject));
    }
  }
  return found;
}

TEST(Exception, APermitIsNotOverruledByAForbidThatMayBeLifted) {
  const std::string always = absl::StrCat(kPermitted, Forbids("F-1", ""));
  EXPECT_THAT(ReachFindings(always), ElementsAre("overruled P-1"));
  EXPECT_THAT(ReachFindings(always + Excepts("X-1", "F-1", kOnlyIfYes)),
              IsEmpty());
}

TEST(Exception, ARuleIsNotShadowedByOneThatMayBeLifted) {
  const std::string both =
      absl::StrCat(Forbids("F-1", "  when weapons is at least 9"),
                   Forbids("F-2", "  when weapons is at least 8"));
  EXPECT_THAT(ReachFindings(both), ElementsAre("shadowed F-1"));
  EXPECT_THAT(ReachFindings(both + Excepts("X-1", "F-2", kOnlyIfYes)),
              IsEmpty());
  EXPECT_THAT(ReachFindings(both + Excepts("X-1", "F-1", kOnlyIfYes)),
              ElementsAre("shadowed F-1"));
}

TEST(Exception, ARuleThatIsAlwaysLiftedIsFound) {
  const std::string forbid = Forbids("F-1", "  when weapons is at least 9");
  EXPECT_THAT(ReachFindings(forbid + Excepts("X-1", "F-1",
                                             "  when weapons is at least 8")),
              ElementsAre("overruled F-1"));
  EXPECT_THAT(ReachFindings(forbid + Excepts("X-1", "F-1",
                                             "  when weapons is at least 10")),
              IsEmpty());
}

TEST(Exception, BothRulesTellOfIt) {
  const auto book = TestBook(
      absl::StrCat(kPermitted, Forbids("F-1", ""),
                   Excepts("X-1", "F-1", "  when obliterated is yes")));
  const auto lines = [&](const char* id, Language language) {
    std::vector<std::string> out;
    for (const RuleLine& line :
         SentenceOf(*book->FindRule(id), *book, language).lines) {
      out.push_back(absl::StrCat(line.label, ": ", line.text));
    }
    return out;
  };
  EXPECT_THAT(lines("X-1", Language::kEnglish), Contains("Exception to: F-1"));
  EXPECT_THAT(lines("F-1", Language::kSpanish), Contains("Excepciones: X-1"));
  EXPECT_THAT(WhoReceivesHtml(*book, Language::kEnglish),
              HasSubstr("save where <a href=\"#rule-X-1\">X-1</a> applies"));
  EXPECT_THAT(ExplainText(book->Decide(Obliterated(true), TestInstant()), *book,
                          TestInstant(), Language::kEnglish),
              AllOf(HasSubstr("by X-1"), HasSubstr("exception to F-1")));
  EXPECT_THAT(ExplainText(book->Decide(Obliterated(false), TestInstant()),
                          *book, TestInstant(), Language::kSpanish),
              HasSubstr("excepciones, ninguna de las cuales se aplica: X-1"));
}

}  // namespace
}  // namespace enlace::policy
