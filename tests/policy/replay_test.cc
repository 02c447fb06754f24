#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "policy/engine/rule.h"
#include "policy/facts/element_fact.h"
#include "policy/replay/decision_line.h"
#include "policy/replay/redecide.h"
#include "tests/policy/element_book.h"
#include "tests/policy/generated/drawn_facts.h"
#include "tests/policy/generated/generated_book.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

constexpr int kDraws = 100;  // from each book

CoarseOccasion OccasionOf(const DecisionLine& line) {
  return {line.facts, line.at, line.day};
}

bool SameTerms(const Decision& a, const Decision& b) {
  return a.outcome == b.outcome && a.fields == b.fields &&
         a.elements == b.elements && a.caveats == b.caveats &&
         a.retention == b.retention && a.answer == b.answer &&
         a.reviews == b.reviews && a.deadline == b.deadline;
}

// A book, or half of a generated one, with other limits and texts.
BookFiles Changed(BookFiles files) {
  std::string& rules = files["rules.md"];
  rules = absl::StrReplaceAll(rules, {{"is at most 1", "is at most 2"},
                                      {"is at least 1", "is at least 3"},
                                      {"is under 1", "is under 4"},
                                      {"includes v1", "includes w1"},
                                      {" is v2", " is w2"},
                                      {" 2026-01-", " 2026-11-"},
                                      {"is past", "is future"}});
  return files;
}

std::shared_ptr<const Book> BookOf(const BookFiles& files) {
  auto book = Book::Parse(files);
  if (book.ok()) return *book;
  ADD_FAILURE() << book.status().message();
  return nullptr;
}

BookShape Shape(uint32_t seed, size_t rules) {
  BookShape shape;
  shape.seed = seed;
  shape.rules = rules;
  shape.varied = seed % 4 != 0;
  shape.types = {"FirearmTraceRequest", "FirearmTraceResult"};
  return shape;
}

// The books that generated ones of that seed are held against: some rules, more
// rules of the same kind, and rules with other limits and texts.
std::vector<std::shared_ptr<const Book>> Versions(uint32_t seed) {
  const BookFiles files = GeneratedBook(Shape(seed, 60));
  return {BookOf(files), BookOf(GeneratedBook(Shape(seed, 50))),
          BookOf(Changed(files))};
}

// Draws with an end, so that days can be counted.
template <typename Look>
void ForEachDraw(const Book& book, uint32_t seed, const Look& look) {
  FactDrawer drawer(book, seed);
  for (int i = 0; i < kDraws; ++i) {
    const FactDrawer::Drawn drawn = drawer.Draw();
    if (drawn.instant != absl::InfiniteFuture()) look(drawn);
  }
}

void ExpectTheSameUnderTheSameBook(const Book& book, uint32_t seed) {
  const AskedFacts asked(book);
  ForEachDraw(book, seed, [&](const FactDrawer::Drawn& drawn) {
    const Decision decision = book.Decide(drawn.facts, drawn.instant);
    const DecisionLine told =
        LineOf(asked, drawn.facts, drawn.instant, decision);
    const auto line = ParseDecisionLine(ToLine(told));
    ASSERT_TRUE(line.ok()) << line.status() << ToLine(told);
    ASSERT_TRUE(*line == told);
    const Redecision again = Redecide(asked, OccasionOf(*line));
    ASSERT_TRUE(again.decision.has_value())
        << again.unsettled.front() << ToLine(told);
    ASSERT_EQ(again.decision->rule_ids, decision.rule_ids) << ToLine(told);
    ASSERT_EQ(again.decision->citations, decision.citations);
    ASSERT_TRUE(SameTerms(*again.decision, decision)) << ToLine(told);
  });
}

TEST(Replay, CoarseFactsSettleEveryDecisionOfTheirOwnBook) {
  for (const char* folder : {"policy/us", "policy/mx"}) {
    const auto book = Book::Load(folder);
    ASSERT_TRUE(book.ok()) << book.status().message();
    ExpectTheSameUnderTheSameBook(**book, 1);
    ASSERT_FALSE(HasFatalFailure()) << folder;
  }
  for (uint32_t seed = 1; seed <= 12; ++seed) {
    const auto book = BookOf(GeneratedBook(Shape(seed, 20 * seed)));
    ExpectTheSameUnderTheSameBook(*book, seed);
    ASSERT_FALSE(HasFatalFailure()) << seed;
  }
}

bool Fits(const Value& value, const FactType& type) {
  if (type.set) return std::holds_alternative<StringSet>(value);
  switch (type.kind) {
    case FactKind::kBool:
      return std::holds_alternative<bool>(value);
    case FactKind::kNumber:
      return std::holds_alternative<int64_t>(value);
    case FactKind::kDate:
      return std::holds_alternative<Date>(value);
    default:
      return std::holds_alternative<std::string>(value);
  }
}

// The facts as the node would have them under `book`: approvals count for the
// words of a rule that were approved, and a fact is of its kind.
Facts FactsUnder(const Book& book, const AskedFacts& asked,
                 const DecisionLine& line, const Book& old, Facts facts) {
  for (const Rule& rule : book.rules()) {
    const Rule* before = old.FindRule(rule.id);
    if (before != nullptr && before->digest == rule.digest) continue;
    for (const Review& review : rule.reviews) {
      facts.Clear(ApprovalFact(rule.id, review.role));
    }
    if (rule.urgent_override.has_value()) {
      facts.Clear(OverrideFact(rule.id, rule.urgent_override->role));
    }
  }
  const auto fit = [&](const std::string& name, const FactQuestion& question) {
    if (line.facts.contains(name)) return;
    const Value* value = facts.Find(name);
    if (value != nullptr && !Fits(*value, question.type)) facts.Clear(name);
  };
  for (const auto& [name, question] :
       asked.Of(facts.StringOrEmpty(kFactDirection),
                facts.StringOrEmpty(kFactType))) {
    if (ListOf(name).empty()) {
      fit(name, question);
      continue;
    }
    for (int i = 0; i < question.elements_max; ++i) {
      fit(ElementFact(name, i), question);
    }
  }
  return facts;
}

struct Counts {
  int verdicts = 0;
  int changed = 0;  // of them
  int unknown = 0;
};

void ExpectVerdictsOfTheWholeFacts(const Book& old, const Book& now,
                                   uint32_t seed, Counts& counts) {
  const AskedFacts old_asked(old);
  const AskedFacts asked(now);
  const auto look = [&](const FactDrawer::Drawn& drawn) {
    const Decision before = old.Decide(drawn.facts, drawn.instant);
    const DecisionLine line =
        LineOf(old_asked, drawn.facts, drawn.instant, before);
    const Redecision again = Redecide(asked, OccasionOf(line));
    ASSERT_NE(again.decision.has_value(), !again.unsettled.empty());
    if (!again.decision.has_value()) {
      ++counts.unknown;
      return;
    }
    const Decision whole = now.Decide(
        FactsUnder(now, asked, line, old, drawn.facts), drawn.instant);
    ASSERT_TRUE(SameTerms(*again.decision, whole)) << ToLine(line);
    ASSERT_TRUE(std::includes(whole.rule_ids.begin(), whole.rule_ids.end(),
                              again.decision->rule_ids.begin(),
                              again.decision->rule_ids.end()));
    ++counts.verdicts;
    counts.changed += SameTerms(before, whole) ? 0 : 1;
  };
  ForEachDraw(old, seed, look);
  ForEachDraw(now, seed, look);
}

TEST(Replay, AVerdictUnderAnotherBookIsTheDecisionOnTheWholeFacts) {
  Counts counts;
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    const auto versions = Versions(seed);
    for (const auto& old : versions) {
      for (const auto& now : versions) {
        if (old == now) continue;
        ExpectVerdictsOfTheWholeFacts(*old, *now, seed, counts);
        ASSERT_FALSE(HasFatalFailure()) << seed;
      }
    }
  }
  // The draws must reach what they are there to compare.
  EXPECT_GT(counts.verdicts, 1000);
  EXPECT_GT(counts.changed, 50);
  EXPECT_GT(counts.unknown, 50);
}

// Every fact that `asked` asks about has a value that no rule names.
void Disguise(const AskedFacts& asked, Facts& facts) {
  const auto disguise = [&](const std::string& name) {
    const Value* value = facts.Find(name);
    if (value == nullptr) return;
    if (std::holds_alternative<std::string>(*value)) {
      facts.Set(name, "zz-unnamed");
    } else if (const auto* set = std::get_if<StringSet>(value)) {
      StringSet more = *set;
      more.insert("zz-unnamed");
      facts.Set(name, Value(std::move(more)));
    } else if (std::holds_alternative<int64_t>(*value)) {
      facts.Set(name, Value(int64_t{987654321}));
    } else if (std::holds_alternative<Date>(*value)) {
      facts.Set(name, Value(Date{1987, 6, 5}));
    }
  };
  for (const auto& [name, question] :
       asked.Of(facts.StringOrEmpty(kFactDirection),
                facts.StringOrEmpty(kFactType))) {
    const auto& whole = WholeFacts();
    if (std::find(whole.begin(), whole.end(), name) != whole.end()) continue;
    if (ListOf(name).empty()) {
      // How many elements there are is told as far as the schema allows them.
      disguise(name);
      continue;
    }
    for (int i = 0; i < 4; ++i) disguise(ElementFact(name, i));
  }
}

TEST(Replay, ALineHoldsNoValueThatNoRuleNames) {
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    const auto book = BookOf(GeneratedBook(Shape(seed, 100)));
    const AskedFacts asked(*book);
    ForEachDraw(*book, seed, [&](const FactDrawer::Drawn& drawn) {
      Facts facts = drawn.facts;
      Disguise(asked, facts);
      facts.Set("of.no.rule", "zz-unnamed");
      const std::string line = ToLine(LineOf(
          asked, facts, drawn.instant, book->Decide(facts, drawn.instant)));
      for (const char* value : {"zz-unnamed", "987654321", "1987-06-05"}) {
        ASSERT_FALSE(absl::StrContains(line, value)) << line;
      }
      ASSERT_FALSE(absl::StrContains(line, "of.no.rule")) << line;
    });
  }
}

// By hand: what is told of one fact, and what another book makes of it.

constexpr char kPermit[] = R"(
```rule P-1
permit outgoing FirearmTraceRequest
  implements LAW/1
  release firearm
```
)";

std::string ReplayForbid(absl::string_view condition,
                         absl::string_view id = "F-1") {
  return RuleBlock(id, absl::StrCat("forbid outgoing FirearmTraceRequest\n"
                                    "  implements LAW/1\n  reason S02\n"
                                    "  because \"no\" / \"no\"\n",
                                    condition));
}

// What `now` decides of `facts` that were told by `old`.
Redecision Again(const std::string& old, const std::string& now,
                 const Facts& facts, const std::string& permit = kPermit) {
  const auto told_by = TestBook(permit + old);
  const auto book = TestBook(permit + now);
  const AskedFacts asked_before(*told_by);
  const AskedFacts asked(*book);
  const DecisionLine line = LineOf(asked_before, facts, TestInstant(),
                                   told_by->Decide(facts, TestInstant()));
  return Redecide(asked, OccasionOf(line));
}

Facts WeaponFacts(int64_t weapons) {
  Facts facts = RequestFacts();
  facts.Set("recovery.weapon_count", Value(weapons));
  return facts;
}

using Strings = std::vector<std::string>;

TEST(Replay, ALimitThatMovesLeavesOpenOnlyWhatLiesBetween) {
  const std::string old = ReplayForbid("  when weapons is at least 10");
  const std::string now = ReplayForbid("  when weapons is at least 5");
  // Told is "at most 9": 5 to 9 would be forbidden, less would not.
  for (const int64_t weapons : {1, 7}) {
    const Redecision again = Again(old, now, WeaponFacts(weapons));
    EXPECT_FALSE(again.decision.has_value());
    EXPECT_EQ(again.unsettled, Strings{"recovery.weapon_count"});
  }
  const Redecision more = Again(old, now, WeaponFacts(12));
  ASSERT_TRUE(more.decision.has_value());
  EXPECT_EQ(more.decision->outcome, Outcome::kDeny);
}

TEST(Replay, ATextThatNobodyNamedIsUnknownUnlessItWasAnother) {
  const std::string old = ReplayForbid("  when purpose is PROSECUTION");
  const std::string now =
      ReplayForbid("  when purpose is in PROSECUTION, CRIM_INVESTIGATION");
  Facts facts = RequestFacts();  // CRIM_INVESTIGATION: "not PROSECUTION"
  EXPECT_EQ(Again(old, now, facts).unsettled, Strings{"context.purpose_code"});
  facts.Set("context.purpose_code", "PROSECUTION");
  EXPECT_EQ(Again(old, now, facts).decision->outcome, Outcome::kDeny);
}

TEST(Replay, AFactThatNobodyReadIsUnknownWhereItMatters) {
  const std::string now = ReplayForbid("  when weapons is at least 5");
  EXPECT_EQ(Again("", now, RequestFacts()).unsettled,
            Strings{"recovery.weapon_count"});
  // Not for other parties, nor where something else denies in any case.
  const std::string others =
      ReplayForbid("  to a-police\n  when weapons is at least 5");
  EXPECT_TRUE(Again("", others, RequestFacts()).decision.has_value());
  const std::string too =
      ReplayForbid("  when purpose is present", "F-2") + now;
  const Redecision again = Again(
      ReplayForbid("  when purpose is present", "F-2"), too, RequestFacts());
  ASSERT_TRUE(again.decision.has_value());
  EXPECT_EQ(again.decision->outcome, Outcome::kDeny);
  EXPECT_EQ(again.decision->rule_ids, Strings{"F-2"});
}

std::string ReplayHold(absl::string_view within) {
  return RuleBlock("H-1",
                   absl::StrCat("hold outgoing FirearmTraceRequest\n"
                                "  implements LAW/1\n  reason S02\n"
                                "  because \"no\" / \"no\"\n"
                                "  until approved by 1 of lawyer within ",
                                within));
}

TEST(Replay, AnApprovalCountsForTheWordsThatWereApproved) {
  Facts facts = RequestFacts();
  facts.Set(ApprovalFact("H-1", "lawyer"), Value(int64_t{1}));
  const std::string old = ReplayHold("1 days");
  EXPECT_EQ(Again(old, old, facts).decision->outcome, Outcome::kPermit);
  EXPECT_EQ(Again(old, ReplayHold("2 days"), facts).decision->outcome,
            Outcome::kHold);
  EXPECT_EQ(Again("", old, facts).decision->outcome, Outcome::kHold);
}

TEST(Replay, WhetherALimitIsUsedUpIsUnknownUnderOtherWords) {
  Facts facts = RequestFacts();
  facts.Set(LimitFact("F-1"), Value(false));
  const std::string old = ReplayForbid("  over 200 per day by sender");
  EXPECT_EQ(Again(old, old, facts).decision->outcome, Outcome::kPermit);
  EXPECT_EQ(
      Again(old, ReplayForbid("  over 100 per day by sender"), facts).unsettled,
      Strings{"limit.F-1"});
}

TEST(Replay, WhatAnElementSaidIsUnknownWhereNobodyAsked) {
  const std::string old = std::string(kElementWords);
  const std::string now = old + ElementRule(kDropWitnesses);
  Facts facts = FactsWithAssociates(2);
  facts.Set(RoleFact(0), "WITNESS");
  facts.Set(RoleFact(1), "SUSPECT");
  EXPECT_EQ(Again(old, now, facts, kElementPermit).unsettled,
            (Strings{"associates", "associates[].role"}));
  const Redecision again = Again(now, now, facts, kElementPermit);
  ASSERT_TRUE(again.decision.has_value());
  ASSERT_EQ(again.decision->elements.size(), 1u);
  EXPECT_EQ(again.decision->elements[0].actions[0].kind, FieldAction::kDrop);
  EXPECT_EQ(again.decision->elements[0].actions[1].kind, FieldAction::kRelease);
}

TEST(Replay, MentionsOfOtherPhrasesAreUnknown) {
  constexpr char kWords[] = R"(
```vocabulary
fact mentions scan.phrases "mentions" / "menciones"
phrases reports "suspicious activity report" "reports" / "reportes"
```
)";
  const std::string old =
      kWords + ReplayForbid("  when mentions includes reports");
  Facts facts = RequestFacts();
  facts.Set(kFactPhrases, Value(StringSet()));
  EXPECT_EQ(Again(old, old, facts).decision->outcome, Outcome::kPermit);
  const std::string now = absl::StrReplaceAll(
      old, {{"\"suspicious activity report\"",
             "\"suspicious activity report\", \"bank report\""}});
  EXPECT_EQ(Again(old, now, facts).unsettled, Strings{"scan.phrases"});
}

}  // namespace
}  // namespace enlace::policy
