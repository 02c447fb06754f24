// Limits: forbids and holds that apply only beyond so many records.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "policy/analysis/book_diff.h"
#include "policy/analysis/lint.h"
#include "policy/engine/case.h"
#include "policy/engine/coverage.h"
#include "policy/engine/explain.h"
#include "policy/engine/limit.h"
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

constexpr char kFree[] =
    "```rule P-1\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n"
    "  release firearm\n```\n";

std::string Limited(absl::string_view id, absl::string_view effect,
                    absl::string_view rest = "") {
  return RuleBlock(
      id,
      absl::StrCat(effect,
                   " outgoing FirearmTraceRequest\n  implements LAW/1\n"
                   "  over 3 per day by sender\n  reason B06\n"
                   "  because \"Too many.\" / \"Demasiados.\"\n",
                   effect == "hold" ? "  until approved by 1 of lawyer\n" : "",
                   rest));
}

Facts UsedUp(absl::string_view rule, std::optional<bool> used_up) {
  Facts facts = RequestFacts();
  if (used_up.has_value()) facts.Set(LimitFact(rule), *used_up);
  return facts;
}

TEST(Limit, TheRuleAppliesOnceItIsUsedUp) {
  const auto forbids = TestBook(kFree + Limited("L-1", "forbid"));
  EXPECT_EQ(DecideBothWays(*forbids, UsedUp("L-1", false)).outcome,
            Outcome::kPermit);
  EXPECT_EQ(DecideBothWays(*forbids, UsedUp("L-1", true)).outcome,
            Outcome::kDeny);
  const auto holds = TestBook(kFree + Limited("L-1", "hold"));
  EXPECT_EQ(DecideBothWays(*holds, UsedUp("L-1", false)).outcome,
            Outcome::kPermit);
  const Decision held = DecideBothWays(*holds, UsedUp("L-1", true));
  EXPECT_EQ(held.outcome, Outcome::kHold);
  EXPECT_THAT(held.rule_ids, ElementsAre("L-1"));
}

TEST(Limit, AnUnknownCountIsOverTheLimit) {
  const auto book = TestBook(kFree + Limited("L-1", "forbid"));
  EXPECT_EQ(DecideBothWays(*book, RequestFacts()).outcome, Outcome::kDeny);
  Facts unreadable = RequestFacts();
  unreadable.SetError(LimitFact("L-1"));
  EXPECT_EQ(DecideBothWays(*book, unreadable).outcome, Outcome::kDeny);
  Facts odd = RequestFacts();
  odd.Set(LimitFact("L-1"), Value(int64_t{0}));
  EXPECT_EQ(DecideBothWays(*book, odd).outcome, Outcome::kDeny);
  EXPECT_EQ(DecideBothWays(*book, UsedUp("L-2", false)).outcome, Outcome::kDeny)
      << "the count of another rule";
}

TEST(Limit, APermitCountsAgainstTheLimitsThatAreAboutIt) {
  const auto book = TestBook(absl::StrCat(
      kFree, Limited("L-1", "forbid"),
      Limited("L-2", "forbid", "  when obliterated is yes\n"),
      Limited("L-3", "forbid", "  in force through 2020-12-31\n"),
      Limited("L-4", "hold", "  from b-trace\n"), Limited("L-5", "forbid"),
      "```rule X-1\nexcept outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "  exception to L-5\n```\n"));
  Facts facts = RequestFacts();
  facts.Set("firearm.serial_obliterated", false);
  for (const char* id : {"L-1", "L-2", "L-3", "L-4", "L-5"}) {
    facts.Set(LimitFact(id), false);
  }
  const Decision decision = DecideBothWays(*book, facts);
  EXPECT_EQ(decision.outcome, Outcome::kPermit);
  EXPECT_THAT(decision.counts_against, ElementsAre("L-1"));
  EXPECT_THAT(decision.rule_ids, ElementsAre("P-1"))
      << "the exception had nothing to lift";
  facts.Clear("firearm.serial_obliterated");
  EXPECT_THAT(DecideBothWays(*book, facts).counts_against,
              ElementsAre("L-1", "L-2"))
      << "what is unknown counts";
}

TEST(Limit, WhatDoesNotPassCountsAgainstNone) {
  const auto book =
      TestBook(kFree + Limited("L-1", "forbid") + Limited("L-2", "hold"));
  Facts facts = UsedUp("L-1", true);
  facts.Set(LimitFact("L-2"), false);
  EXPECT_THAT(DecideBothWays(*book, facts).counts_against, IsEmpty());
  facts.Set(LimitFact("L-1"), false);
  facts.Set(LimitFact("L-2"), true);
  EXPECT_THAT(DecideBothWays(*book, facts).counts_against, IsEmpty());
}

TEST(Limit, AnApprovedRecordPassesAndCounts) {
  const auto book = TestBook(kFree + Limited("L-1", "hold"));
  Facts facts = UsedUp("L-1", true);
  facts.Set(ApprovalFact("L-1", "lawyer"), Value(int64_t{1}));
  const Decision decision = DecideBothWays(*book, facts);
  EXPECT_EQ(decision.outcome, Outcome::kPermit);
  EXPECT_THAT(decision.counts_against, ElementsAre("L-1"));
}

TEST(Limit, WithinItARuleDoesNotSpeakAgainstRelease) {
  const auto book = TestBook(kFree + Limited("L-1", "forbid"));
  EXPECT_FALSE(DecideBothWays(*book, UsedUp("L-1", false)).silent);
  EXPECT_TRUE(DecideBothWays(*book, UsedUp("L-1", true)).silent);
}

absl::Time Instant(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return time;
}

TEST(Limit, WindowsAreHoursAndDaysOfTheBooksZone) {
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/New_York", &zone));
  const Limit day{3, Keyword::kPerDay, Keyword::kBySender};
  // The clocks go forward on that day.
  const LimitWindow spring =
      WindowAt(day, Instant("2026-03-08T12:00:00Z"), zone);
  EXPECT_EQ(spring.from, Instant("2026-03-08T05:00:00Z"));
  EXPECT_EQ(spring.until, Instant("2026-03-09T04:00:00Z"));
  EXPECT_EQ(WindowAt(day, spring.until, zone).from, spring.until);
  const Limit hour{3, Keyword::kPerHour, Keyword::kBySender};
  const LimitWindow window =
      WindowAt(hour, Instant("2026-03-02T14:59:59Z"), zone);
  EXPECT_EQ(window.from, Instant("2026-03-02T14:00:00Z"));
  EXPECT_EQ(window.until, Instant("2026-03-02T15:00:00Z"));
}

TEST(Limit, KeysOfDifferentPartiesDiffer) {
  const auto key = [](Keyword by, const char* sender, const char* recipient) {
    return LimitKey({1, Keyword::kPerDay, by}, sender, recipient);
  };
  EXPECT_EQ(key(Keyword::kBySender, "a", "b"),
            key(Keyword::kBySender, "a", "c"));
  EXPECT_NE(key(Keyword::kBySender, "a", "b"),
            key(Keyword::kByRecipient, "b", "a"));
  EXPECT_NE(key(Keyword::kBySenderAndRecipient, "a", "b"),
            key(Keyword::kBySenderAndRecipient, "a", "c"));
}

constexpr char kCaseHead[] =
    "\noutgoing FirearmTraceRequest\n  from a-police\n  to b-trace\n"
    "  on 2026-03-02\n  given\n    - claimed includes LAW\n";

TEST(Limit, ACaseSaysWhatIsUsedUp) {
  const auto book = TestBook(absl::StrCat(
      kFree, Limited("L-1", "forbid"), "```case C-1", kCaseHead,
      "  then permit by P-1\n```\n```caso C-2\ncomo C-1\n"
      "  sobre el límite de L-1\n  entonces negar por L-1\n```\n"));
  for (const Case& each : book->cases()) {
    EXPECT_THAT(Differences(each, *book, Language::kEnglish), IsEmpty())
        << each.id;
  }
  for (const RuleCoverage& each : CoverageOf(*book)) {
    if (each.rule->id != "L-1") continue;
    EXPECT_TRUE(each.whole());
  }
}

TEST(Limit, ARuleWithOneCoversNoOther) {
  LintSettings settings;
  settings.now = TestInstant();
  const auto book = TestBook(kFree + Limited("L-1", "forbid"));
  for (const Finding& finding : Lint(*book, settings)) {
    EXPECT_NE(finding.kind, "overruled") << finding.what.en;
  }
}

TEST(Limit, ANewOneIsTighterBeyondIt) {
  const auto files = [](const std::string& rules) {
    return BookFiles{{"vocabulary.md", TestVocabulary()}, {"rules.md", rules}};
  };
  for (const size_t tries : {size_t{20'000}, size_t{30}}) {
    const auto diff =
        DiffBooks(files(kFree), files(kFree + Limited("L-1", "forbid")),
                  {absl::CivilDay(2026, 3, 2), tries});
    ASSERT_TRUE(diff.ok());
    EXPECT_TRUE(diff->only_tightens);
    ASSERT_EQ(diff->differences.size(), 1u);
    EXPECT_THAT(diff->differences[0].case_block,
                AllOf(HasSubstr("over the limit of L-1\n"),
                      HasSubstr("then deny by L-1")));
  }
}

TEST(Limit, ItIsToldWithWhenItCountsAnew) {
  const auto book = TestBook(kFree + Limited("L-1", "forbid"));
  const Decision denied = book->Decide(UsedUp("L-1", true), TestInstant());
  EXPECT_THAT(ExplainText(denied, *book, Instant("2026-03-02T12:00:00Z"),
                          Language::kEnglish),
              HasSubstr("over 3 per day by sender; counts anew at "
                        "2026-03-03T06:00:00Z"));
  EXPECT_THAT(
      ExplainText(denied, *book, TestInstant(), Language::kSpanish),
      HasSubstr("más de 3 por día por remitente; se cuenta de nuevo a partir"));
  std::vector<std::string> lines;
  for (const RuleLine& line :
       SentenceOf(*book->FindRule("L-1"), *book, Language::kSpanish).lines) {
    lines.push_back(absl::StrCat(line.label, ": ", line.text));
  }
  EXPECT_THAT(lines, Contains("Solo a más de: 3 por día por remitente"));
}

}  // namespace
}  // namespace enlace::policy
