// Time enters only as an argument, and days are those of the book's zone.

#include <gtest/gtest.h>

#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

absl::Time Instant(const char* text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error))
      << error;
  return time;
}

Outcome OutcomeAt(const Book& book, const Facts& facts, const char* instant) {
  return book.Decide(facts, Instant(instant)).outcome;
}

std::string PermitWith(absl::string_view clause) {
  return RuleBlock("P-1",
                   absl::StrCat("permit outgoing FirearmTraceRequest\n"
                                "  implements LAW/1\n  release firearm\n",
                                clause));
}

TEST(InForce, BothDaysBelongToItInTheZoneOfTheBook) {
  // America/Mexico_City is UTC-6 all year since 2022.
  const auto book =
      TestBook(PermitWith("  in force from 2026-03-08 through 2026-04-05"));
  const Facts facts = RequestFacts();
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-03-08T05:59:59Z"), Outcome::kDeny);
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-03-08T06:00:00Z"), Outcome::kPermit);
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-04-06T05:59:59Z"), Outcome::kPermit);
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-04-06T06:00:00Z"), Outcome::kDeny);
}

TEST(InForce, FollowsTheClockChangesOfTheZone) {
  // Before 2022 the zone kept summer time, from 2021-04-04 on.
  const auto book =
      TestBook(PermitWith("  in force from 2021-04-04 through 2021-04-04"));
  const Facts facts = RequestFacts();
  EXPECT_EQ(OutcomeAt(*book, facts, "2021-04-04T05:59:59Z"), Outcome::kDeny);
  EXPECT_EQ(OutcomeAt(*book, facts, "2021-04-04T06:00:00Z"), Outcome::kPermit);
  EXPECT_EQ(OutcomeAt(*book, facts, "2021-04-05T04:59:59Z"), Outcome::kPermit);
  EXPECT_EQ(OutcomeAt(*book, facts, "2021-04-05T05:00:00Z"), Outcome::kDeny);
}

TEST(PastAndFuture, CompareDaysInTheZoneOfTheBook) {
  const auto book = TestBook(
      PermitWith("") +
      RuleBlock(
          "F-1",
          "forbid outgoing FirearmTraceRequest\n  implements LAW/1\n"
          "  reason B03\n  because \"Over.\" / \"Vencido.\"\n"
          "  when any of\n    - expiry is past\n    - recovered is future"));
  Facts facts = RequestFacts();
  facts.Set("recovery.date", Value(Date{2026, 3, 7}));
  facts.Set("context.legal_basis.expires_on",
            Value(StringSet{"2026-03-07", "2026-12-31"}));
  // The last day counts whole.
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-03-08T05:59:59Z"), Outcome::kPermit);
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-03-08T06:00:00Z"), Outcome::kDeny);
  // A day that has not begun here is in the future.
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-03-07T05:59:59Z"), Outcome::kDeny);
  EXPECT_EQ(OutcomeAt(*book, facts, "2026-03-07T06:00:00Z"), Outcome::kPermit);
}

TEST(PastAndFuture, ACoarseDateIsUnknownAndCountsAgainstRelease) {
  const Facts base = RequestFacts();
  for (const Date date : {Date{2001, 0, 0}, Date{2001, 5, 0}}) {
    Facts facts = base;
    facts.Set("recovery.date", Value(date));
    EXPECT_EQ(OutcomeAt(*TestBook(PermitWith("  when recovered is past")),
                        facts, "2026-03-08T00:00:00Z"),
              Outcome::kDeny);
    EXPECT_EQ(OutcomeAt(*TestBook(PermitWith("  when recovered is not past")),
                        facts, "2026-03-08T00:00:00Z"),
              Outcome::kDeny);
  }
}

TEST(Limits, NumbersAndDatesIncludeTheirBounds) {
  const auto book = TestBook(PermitWith(
      "  when all of\n    - weapons is at most 5\n    - weapons is at least 2\n"
      "    - recovered is at most 2026-03-08\n"
      "    - recovered is at least 2026-03-01"));
  for (const int64_t weapons : {1, 2, 5, 6}) {
    for (const int day : {0, 1, 8, 9}) {
      Facts facts = RequestFacts();
      facts.Set("recovery.weapon_count", Value(weapons));
      facts.Set("recovery.date",
                Value(day == 0 ? Date{2026, 2, 28} : Date{2026, 3, day}));
      const bool within = weapons >= 2 && weapons <= 5 && day >= 1 && day <= 8;
      EXPECT_EQ(book->Decide(facts, TestInstant()).outcome == Outcome::kPermit,
                within)
          << weapons << " " << day;
    }
  }
  const auto under = TestBook(PermitWith("  when weapons is under 5"));
  for (const int64_t weapons : {4, 5}) {
    Facts facts = RequestFacts();
    facts.Set("recovery.weapon_count", Value(weapons));
    EXPECT_EQ(under->Decide(facts, TestInstant()).outcome == Outcome::kPermit,
              weapons == 4);
  }
}

TEST(Decide, IsAFunctionOfBookFactsAndInstant) {
  const auto book = TestBook(PermitWith("  in force from 2026-03-08"));
  const Facts facts = RequestFacts();
  const Decision once = book->Decide(facts, Instant("2026-03-09T00:00:00Z"));
  EXPECT_EQ(once.outcome, Outcome::kPermit);
  EXPECT_EQ(book->Decide(facts, Instant("2026-03-07T00:00:00Z")).outcome,
            Outcome::kDeny);
  EXPECT_EQ(book->Decide(facts, Instant("2026-03-09T00:00:00Z")), once);
}

TEST(StableUntil, IsTheBeginningOfTheNextDayThatARuleLooksAt) {
  const auto book = TestBook(
      PermitWith("  in force through 2026-03-31\n  when all of\n"
                 "    - expiry is not past\n    - recovered is not future"));
  Facts facts = RequestFacts();
  facts.Set("recovery.date", Value(Date{2026, 3, 9}));
  facts.Set("context.legal_basis.expires_on",
            Value(StringSet{"2026-03-10", "2027-01-01"}));
  const auto until = [&](const char* instant) {
    return book->Decide(facts, Instant(instant)).stable_until;
  };
  // UTC-6: the 9th begins, the 10th ends, the rule ends, the other basis ends.
  EXPECT_EQ(until("2026-03-08T12:00:00Z"), Instant("2026-03-09T06:00:00Z"));
  EXPECT_EQ(until("2026-03-09T06:00:00Z"), Instant("2026-03-11T06:00:00Z"));
  EXPECT_EQ(until("2026-03-11T06:00:00Z"), Instant("2026-04-01T06:00:00Z"));
  EXPECT_EQ(until("2026-04-01T06:00:00Z"), Instant("2027-01-02T06:00:00Z"));
  EXPECT_EQ(until("2027-01-02T06:00:00Z"), absl::InfiniteFuture());
}

TEST(StableUntil, IsNeverWhereNoRuleLooksAtADay) {
  const auto book = TestBook(PermitWith(""));
  Facts facts = RequestFacts();
  facts.Set("recovery.date", Value(Date{2026, 3, 9}));
  EXPECT_EQ(book->Decide(facts, TestInstant()).stable_until,
            absl::InfiniteFuture());
}

TEST(StableUntil, HoldsInAZoneWhoseClocksGoBackOverMidnight) {
  // In St. John's, 2006-10-29 began, was left again at 00:01 for the 28th, and
  // began once more.
  std::string vocabulary = TestVocabulary();
  const std::string zone = "America/Mexico_City";
  vocabulary.replace(vocabulary.find(zone), zone.size(), "America/St_Johns");
  const auto book =
      Book::Parse({{"vocabulary.md", vocabulary},
                   {"rules.md", PermitWith("  when recovered is not future")}});
  ASSERT_TRUE(book.ok()) << book.status();
  Facts facts = RequestFacts();
  facts.Set("recovery.date", Value(Date{2006, 10, 29}));
  int changes = 0;
  absl::Time now = Instant("2006-10-28T12:00:00Z");
  while (true) {
    const Decision decision = (*book)->Decide(facts, now);
    if (decision.stable_until == absl::InfiniteFuture()) break;
    for (absl::Time later = now; later < decision.stable_until;
         later += absl::Seconds(30)) {
      ASSERT_EQ((*book)->Decide(facts, later), decision) << later;
    }
    now = decision.stable_until;
    ++changes;
  }
  EXPECT_EQ(changes, 3);
  EXPECT_EQ((*book)->Decide(facts, now).outcome, Outcome::kPermit);
}

}  // namespace
}  // namespace enlace::policy
