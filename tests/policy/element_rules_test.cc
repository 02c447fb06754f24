// `drop each`: what becomes of single elements, by their own facts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "absl/strings/match.h"
#include "enlace/v1/financial.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/substance_alert.pb.h"
#include "policy/engine/vocabulary.h"
#include "policy/facts/element_fact.h"
#include "tests/policy/element_book.h"

namespace enlace::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What becomes of each; nothing where the decision does not know it.
std::vector<std::string> FatesIn(const Decision& decision, int count) {
  std::vector<std::string> fates;
  for (int i = 0; i < count; ++i) {
    const FieldAction* action =
        FindAction(decision, ElementPath("associates", i));
    fates.push_back(action == nullptr                       ? "unknown"
                    : action->kind == FieldAction::kRelease ? "release"
                                                            : action->rule_id);
  }
  return fates;
}

TEST(DropEach, DropsTheElementsThatItIsAboutAndNoOthers) {
  const auto book = ElementBook(ElementRule(kDropWitnesses));
  Facts facts = FactsWithAssociates(3);
  facts.Set(RoleFact(0), "SUSPECT");
  facts.Set(RoleFact(1), "WITNESS");
  facts.Set(RoleFact(2), "POSSESSOR");
  const Decision decision = DecideBothWays(*book, facts);
  EXPECT_EQ(decision.outcome, Outcome::kPermit);
  EXPECT_THAT(FatesIn(decision, 3), ElementsAre("release", "R-1", "release"));
  const FieldAction* action = FindAction(decision, "associates[1]");
  EXPECT_EQ(action->kind, FieldAction::kDrop);
  EXPECT_EQ(action->reason, "S10");
  EXPECT_EQ(action->citation, "LAW/1");
  EXPECT_FALSE(action->silent);
  // The field as a whole is released.
  EXPECT_EQ(ActionOn(decision, "associates").kind, FieldAction::kRelease);
  EXPECT_EQ(ActionOn(decision, "firearm.model").kind, FieldAction::kRelease);
}

TEST(DropEach, WhatIsNotKnownOfAnElementCountsAgainstIt) {
  for (const char* clause :
       {kDropWitnesses,
        "drop each associates because S10 unless associate-role is SUSPECT"}) {
    SCOPED_TRACE(clause);
    // A clause takes away in whatever rule it stands.
    for (const std::string& rules :
         {absl::StrCat(kElementWords, kElementPermit, ElementRule(clause)),
          absl::StrCat(
              kElementWords,
              RuleBlock("R-1",
                        absl::StrCat("permit outgoing FirearmTraceRequest\n  "
                                     "implements LAW/1\n"
                                     "  release associates\n  ",
                                     clause)))}) {
      const auto book = TestBook(rules);
      Facts facts = FactsWithAssociates(4);
      facts.SetError(RoleFact(1));          // a number that no enum has
      facts.Set(RoleFact(2), Value(true));  // of another kind
      facts.Set(RoleFact(3), "SUSPECT");
      EXPECT_THAT(FatesIn(DecideBothWays(*book, facts), 4),
                  ElementsAre("R-1", "R-1", "R-1", "release"));
    }
  }
}

TEST(DropEach, OfAbsenceItselfTheTruthIsKnown) {
  const auto book = ElementBook(ElementRule(
      "drop each associates because S10 when associate-role is absent"));
  Facts facts = FactsWithAssociates(3);
  facts.Set(RoleFact(1), "SUSPECT");
  facts.SetError(RoleFact(2));
  EXPECT_THAT(FatesIn(DecideBothWays(*book, facts), 3),
              ElementsAre("R-1", "release", "R-1"));
}

TEST(DropEach, ConditionsAreJudgedOnOneElementAtATime) {
  // One is a witness, another one from the US: neither is both.
  const auto book =
      ElementBook(ElementRule("drop each associates because S10 when all of\n"
                              "    - associate-role is WITNESS\n"
                              "    - associate-nation includes US"));
  Facts facts = FactsWithAssociates(3);
  facts.Set(RoleFact(0), "WITNESS");
  facts.Set("associates[0].nationalities", Value(StringSet{"MX"}));
  facts.Set(RoleFact(1), "SUSPECT");
  facts.Set("associates[1].nationalities", Value(StringSet{"US", "MX"}));
  facts.Set(RoleFact(2), "WITNESS");
  facts.Set("associates[2].nationalities", Value(StringSet{"MX", "US"}));
  EXPECT_THAT(FatesIn(DecideBothWays(*book, facts), 3),
              ElementsAre("release", "release", "R-1"));
}

TEST(DropEach, WithoutTheNumberOfElementsNoneIsReleased) {
  const auto book = ElementBook(ElementRule(kDropWitnesses));
  for (const int state : {0, 1, 2, 3}) {
    Facts facts = FactsWithAssociates(1);
    facts.Set(RoleFact(0), "SUSPECT");
    if (state == 0) facts.Clear("associates");
    if (state == 1) facts.SetError("associates");
    if (state == 2) facts.Set("associates", "1");
    if (state == 3) facts.Set("associates", Value(int64_t{-1}));
    const Decision decision = DecideBothWays(*book, facts);
    EXPECT_EQ(decision.outcome, Outcome::kPermit);
    EXPECT_THAT(FatesIn(decision, 1), ElementsAre("unknown")) << state;
  }
}

TEST(DropEach, WhatStandsBeyondTheFactsIsNotReleased) {
  const auto book = ElementBook(ElementRule(kDropWitnesses));
  Facts facts = FactsWithAssociates(1);
  facts.Set(RoleFact(0), "SUSPECT");
  facts.Set(RoleFact(1), "SUSPECT");
  EXPECT_THAT(FatesIn(DecideBothWays(*book, facts), 2),
              ElementsAre("release", "unknown"));
  // No more than the schema lets a record have.
  facts.Set("associates", Value(int64_t{1'000'000'000}));
  const Decision decision = DecideBothWays(*book, facts);
  ASSERT_EQ(decision.elements.size(), 1u);
  EXPECT_EQ(decision.elements[0].actions.size(), 10u);
}

TEST(DropEach, WithoutAClauseElementsAreDecidedAsTheirList) {
  const auto book = ElementBook("");
  const Decision decision = DecideBothWays(*book, FactsWithAssociates(2));
  EXPECT_THAT(decision.elements, IsEmpty());
  EXPECT_THAT(FatesIn(decision, 2), ElementsAre("release", "release"));
}

TEST(DropEach, NeverReleasesWhatIsRemovedAsAWhole) {
  // Both of a list that a require drops and of one that no permit releases.
  const std::string clause = ElementRule(kDropWitnesses);
  const std::string whole =
      ElementRule("drop associates because S01 announced", "R-0");
  const std::string other =
      RuleBlock("P-1",
                "permit outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  release firearm");
  Facts facts = FactsWithAssociates(1);
  facts.Set(RoleFact(0), "SUSPECT");
  const Decision dropped = DecideBothWays(*ElementBook(clause + whole), facts);
  EXPECT_THAT(dropped.elements, IsEmpty());
  EXPECT_THAT(FatesIn(dropped, 1), ElementsAre("R-0"));
  const Decision unnamed = DecideBothWays(
      *TestBook(absl::StrCat(kElementWords, other, clause)), facts);
  EXPECT_THAT(FatesIn(unnamed, 1), ElementsAre(""));
}

TEST(DropEach, ClausesAddUpInAnyOrder) {
  const std::string born =
      "drop each associates because S01 when associate-born is at least "
      "2008-01-01";
  Facts facts = FactsWithAssociates(3);
  facts.Set(RoleFact(0), "WITNESS");
  facts.Set("associates[0].birth_date", Value(Date{2010, 1, 1}));
  facts.Set(RoleFact(1), "SUSPECT");
  facts.Set("associates[1].birth_date", Value(Date{2010, 0, 0}));
  facts.Set(RoleFact(2), "SUSPECT");
  facts.Set("associates[2].birth_date", Value(Date{1980, 1, 1}));
  std::optional<Decision> first;
  for (const std::string& rules :
       {ElementRule(kDropWitnesses, "R-1") + ElementRule(born, "R-2"),
        ElementRule(born, "R-2") + ElementRule(kDropWitnesses, "R-1")}) {
    Decision decision = DecideBothWays(*ElementBook(rules), facts);
    // The smaller id goes first; a date without its day is unknown.
    EXPECT_THAT(FatesIn(decision, 3), ElementsAre("R-1", "R-2", "release"));
    decision.book_digest.clear();
    if (!first.has_value()) first = decision;
    EXPECT_EQ(decision, *first);
  }
  // In one rule, too.
  const auto one =
      ElementBook(ElementRule(absl::StrCat(kDropWitnesses, "\n  ", born)));
  EXPECT_THAT(FatesIn(DecideBothWays(*one, facts), 3),
              ElementsAre("R-1", "R-1", "release"));
}

TEST(DropEach, CountsOnlyWhereItsRuleApplies) {
  const auto book = ElementBook(
      ElementRule(
          absl::StrCat("when purpose is PREVENTION\n  ", kDropWitnesses)) +
      RuleBlock("X-1",
                "except outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  exception to R-1\n  when obliterated is yes"));
  Facts facts = FactsWithAssociates(1);
  facts.Set(RoleFact(0), "WITNESS");
  EXPECT_THAT(DecideBothWays(*book, facts).elements, IsEmpty());
  facts.Set("context.purpose_code", "PREVENTION");
  EXPECT_THAT(FatesIn(DecideBothWays(*book, facts), 1), ElementsAre("R-1"));
  facts.Set("firearm.serial_obliterated", true);
  EXPECT_THAT(DecideBothWays(*book, facts).elements, IsEmpty());
}

TEST(DropEach, ADenialReleasesNoElementAndAHoldShowsWhatWould) {
  const std::string rules = ElementRule(kDropWitnesses);
  Facts facts = FactsWithAssociates(2);
  facts.Set(RoleFact(0), "WITNESS");
  facts.Set(RoleFact(1), "SUSPECT");
  const auto held = ElementBook(
      rules + RuleBlock("H-1",
                        "hold outgoing FirearmTraceRequest\n"
                        "  implements LAW/1\n  until approved by 1 of lawyer\n"
                        "  reason B06\n  because \"Wait.\" / \"Espere.\""));
  const Decision hold = DecideBothWays(*held, facts);
  EXPECT_EQ(hold.outcome, Outcome::kHold);
  EXPECT_THAT(FatesIn(hold, 2), ElementsAre("R-1", "release"));
  facts.Clear("context.legal_basis.basis_id");
  const Decision denied = DecideBothWays(*held, facts);
  EXPECT_EQ(denied.outcome, Outcome::kDeny);
  EXPECT_THAT(FatesIn(denied, 2), ElementsAre("", ""));
}

TEST(DropEach, ADayThatAnElementTurnsOnEndsTheDecision) {
  const auto book = ElementBook(ElementRule(
      "drop each associates because S10 when associate-born is future"));
  Facts facts = FactsWithAssociates(2);
  facts.Set("associates[0].birth_date", Value(Date{2026, 3, 8}));
  facts.Set("associates[1].birth_date", Value(Date{2026, 3, 1}));
  const absl::TimeZone zone = book->vocabulary().zone;
  const absl::Time before =
      absl::FromCivil(absl::CivilHour(2026, 2, 27, 12), zone);
  const Decision decision = DecideBothWays(*book, facts, before);
  EXPECT_THAT(FatesIn(decision, 2), ElementsAre("R-1", "R-1"));
  EXPECT_EQ(decision.stable_until,
            absl::FromCivil(absl::CivilDay(2026, 3, 1), zone));
  const Decision later = DecideBothWays(*book, facts, decision.stable_until);
  EXPECT_THAT(FatesIn(later, 2), ElementsAre("R-1", "release"));
}

TEST(ElementFacts, AreReadOfEachElementAndOnlyThoseOfTheVocabulary) {
  const auto book = ElementBook("");
  v1::FirearmTraceRequest record;
  auto* first = record.add_associates();
  first->set_role(v1::PERSON_ROLE_WITNESS);
  first->mutable_name()->set_full_name_latin("A NAME");
  first->add_nationalities("MX");
  first->add_nationalities("US");
  record.add_associates();  // of whom nothing is known
  record.add_associates()->set_role(static_cast<v1::PersonRole>(9999));
  const Facts facts =
      ExtractFacts(RecordFacts(), record, book->fact_paths(), book->scan());
  EXPECT_EQ(*facts.Find("associates"), Value(int64_t{3}));
  EXPECT_EQ(facts.StringOrEmpty(RoleFact(0)), "WITNESS");
  EXPECT_EQ(*facts.Find("associates[0].nationalities"),
            Value(StringSet{"MX", "US"}));
  EXPECT_EQ(facts.state(RoleFact(1)), FactState::kAbsent);
  EXPECT_EQ(facts.state(RoleFact(2)), FactState::kError);
  EXPECT_FALSE(absl::StrContains(facts.Canonical(), "A NAME"));
  EXPECT_FALSE(facts.HasAnyWithPrefix("associates[0].name"));
  // They are committed to with the others, by name.
  EXPECT_TRUE(absl::StrContains(facts.Canonical(), "associates[0].role"));
}

TEST(ElementFacts, OfARecordWithoutTheListThereAreNone) {
  const auto book = ElementBook("");
  for (const auto& facts :
       {ExtractFacts(RecordFacts(), v1::FirearmTraceRequest(),
                     book->fact_paths(), book->scan()),
        ExtractFacts(RecordFacts(), v1::FirearmTraceResult(),
                     book->fact_paths(), book->scan())}) {
    EXPECT_FALSE(facts.HasAnyWithPrefix("associates"));
  }
}

TEST(ElementFacts, AreReadOnlyWhereElementsAreLeaves) {
  const auto book = ElementBook("");
  v1::FinancialLead lead;
  lead.add_other_persons()->set_role(v1::PERSON_ROLE_WITNESS);
  v1::SubstanceAlert alert;
  alert.add_other_persons()->set_role(v1::PERSON_ROLE_WITNESS);
  const auto facts_of = [&](const google::protobuf::Message& record) {
    return ExtractFacts(RecordFacts(), record, book->fact_paths(),
                        book->scan());
  };
  EXPECT_EQ(facts_of(lead).StringOrEmpty("other_persons[0].role"), "WITNESS");
  EXPECT_FALSE(facts_of(alert).HasAnyWithPrefix("other_persons"));
}

TEST(ElementNames, AnIndexIsTakenOffAsItIsWritten) {
  for (const auto& [text, list, index] :
       std::vector<std::tuple<std::string, std::string, int>>{
           {"associates[0]", "associates", 0}, {"a-b[23]", "a-b", 23}}) {
    std::string name = text;
    int found = -1;
    EXPECT_TRUE(TakeIndex(name, found));
    EXPECT_EQ(name, list);
    EXPECT_EQ(found, index);
  }
  for (const char* text :
       {"associates", "associates[]", "associates[01]", "associates[-1]",
        "associates[1", "[1]", "a[12345]", "a[1]b", ""}) {
    std::string name = text;
    int found = -1;
    EXPECT_FALSE(TakeIndex(name, found)) << text;
    EXPECT_EQ(name, text);
    EXPECT_EQ(found, -1);
  }
}

}  // namespace
}  // namespace enlace::policy
