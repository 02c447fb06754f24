#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "policy/engine/schema.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

constexpr char kPermitAll[] =
    "permit outgoing FirearmTraceRequest\n"
    "  implements LAW/1\n"
    "  release firearm, possessor";

std::string Forbid(absl::string_view condition) {
  return absl::StrCat(
      "forbid outgoing FirearmTraceRequest\n  implements LAW/1\n  reason B04\n"
      "  because \"No.\" / \"No.\"\n",
      condition);
}

std::string Hold(absl::string_view condition) {
  return absl::StrCat(
      "hold outgoing FirearmTraceRequest\n  implements LAW/1\n  reason B06\n"
      "  because \"Wait.\" / \"Espere.\"\n"
      "  until approved by 2 of lawyer within 72 hours\n",
      condition);
}

Decision Decide(absl::string_view rules, const Facts& facts) {
  return TestBook(rules)->Decide(facts, TestInstant());
}

TEST(Decide, DeniesByDefault) {
  const Decision decision = Decide("", RequestFacts());
  EXPECT_EQ(decision.outcome, Outcome::kDeny);
  EXPECT_TRUE(decision.rule_ids.empty());
  EXPECT_EQ(decision.reason, "B02");
  for (const FieldAction& action : decision.fields) {
    EXPECT_EQ(action.kind, FieldAction::kDrop);
  }
}

TEST(Decide, DeniesWhatHasNoKnownTypeOrDirection) {
  const auto book = TestBook(RuleBlock("P-1", kPermitAll));
  Facts unknown_type = RequestFacts();
  unknown_type.Set(kFactType, "FirearmTraceReqest");
  Facts no_direction = RequestFacts();
  no_direction.Clear(kFactDirection);
  Facts other_direction = RequestFacts();
  other_direction.Set(kFactDirection, "sideways");
  for (const Facts& facts :
       {unknown_type, no_direction, other_direction, Facts()}) {
    const Decision decision = book->Decide(facts, TestInstant());
    EXPECT_EQ(decision.outcome, Outcome::kDeny);
    EXPECT_FALSE(decision.reason.empty());
    EXPECT_EQ(decision.book_digest.size(), 32u);
  }
}

TEST(Decide, PermitsOnTheClaimedBasisAndReleasesOnlyWhatIsNamed) {
  const Decision decision =
      Decide(RuleBlock("P-1", kPermitAll), RequestFacts());
  EXPECT_EQ(decision.outcome, Outcome::kPermit);
  EXPECT_EQ(decision.rule_ids, std::vector<std::string>{"P-1"});
  EXPECT_EQ(decision.citations, std::vector<std::string>{"LAW/1"});
  EXPECT_EQ(decision.reason, "");
  EXPECT_EQ(ActionOn(decision, "firearm.model").kind, FieldAction::kRelease);
  EXPECT_EQ(ActionOn(decision, "firearm.model").rule_id, "P-1");
  EXPECT_EQ(ActionOn(decision, "crime_code").kind, FieldAction::kDrop);
  EXPECT_EQ(ActionOn(decision, "crime_code").rule_id, "");
}

TEST(Decide, WithoutTheClaimedBasisThereIsNoPermit) {
  const auto book = TestBook(RuleBlock("P-1", kPermitAll));
  Facts other = RequestFacts();
  other.Set("context.legal_basis.basis_id", Value(StringSet{"OTHER"}));
  EXPECT_EQ(book->Decide(other, TestInstant()).reason, "B02");
  Facts none = RequestFacts();
  none.Clear("context.legal_basis.basis_id");
  EXPECT_EQ(book->Decide(none, TestInstant()).reason, "B01");
  Facts error = RequestFacts();
  error.SetError("context.legal_basis.basis_id");
  EXPECT_EQ(book->Decide(error, TestInstant()).outcome, Outcome::kDeny);
}

TEST(Decide, ForbidWinsOverAnyNumberOfPermitsAndHolds) {
  const Decision decision =
      Decide(RuleBlock("P-1", kPermitAll) + RuleBlock("P-2", kPermitAll) +
                 RuleBlock("H-1", Hold("")) + RuleBlock("F-2", Forbid("")) +
                 RuleBlock("F-1", Forbid("")),
             RequestFacts());
  EXPECT_EQ(decision.outcome, Outcome::kDeny);
  EXPECT_EQ(decision.rule_ids, (std::vector<std::string>{"F-1", "F-2"}));
  EXPECT_EQ(decision.reason, "B04");
}

constexpr char kPermitNode[] =
    "permit outgoing FirearmTraceRequest\n"
    "  implements LAW/1\n"
    "  from node\n"
    "  to b-trace\n"
    "  release firearm";

TEST(Decide, APermitForTheNodeAsksNoBasisAndHoldsForNoAgency) {
  const auto book = TestBook(RuleBlock("P-1", kPermitNode));
  Facts facts = RequestFacts();
  const Decision agency = book->Decide(facts, TestInstant());
  EXPECT_EQ(agency.outcome, Outcome::kDeny);
  EXPECT_EQ(agency.reason, "B05");

  facts.Set(kFactSender, "spiffe://a.example/node/1");
  facts.Clear("context.legal_basis.basis_id");
  EXPECT_EQ(book->Decide(facts, TestInstant()).outcome, Outcome::kPermit);

  facts.Set(kFactRecipient, kPoliceOfA);
  EXPECT_EQ(book->Decide(facts, TestInstant()).reason, "B05");
  facts.SetError(kFactSender);
  EXPECT_EQ(book->Decide(facts, TestInstant()).outcome, Outcome::kDeny);
}

TEST(Decide, ANodeNeedsTheBasisOfEveryOtherPermit) {
  const auto book = TestBook(RuleBlock("P-1", kPermitAll));
  Facts facts = RequestFacts();
  facts.Set(kFactSender, "spiffe://a.example/node/1");
  facts.Clear("context.legal_basis.basis_id");
  EXPECT_EQ(book->Decide(facts, TestInstant()).reason, "B01");
}

TEST(Decide, SaysWhetherARuleThatMayNotBeNamedSpeaksAgainstRelease) {
  const std::string told = "  disclose\n";
  struct Row {
    std::string rules;
    bool silent;
  };
  const Row rows[] = {
      {"", false},
      {RuleBlock("P-1", kPermitAll), false},
      {RuleBlock("F-1", Forbid(told)), false},
      {RuleBlock("F-1", Forbid("")), true},
      {RuleBlock("F-1", Forbid("  when purpose is PREVENTION\n")), false},
      {RuleBlock("H-1", Hold(told)), false},
      {RuleBlock("H-1", Hold("")), true},
      // Another rule decides, and may be named.
      {RuleBlock("F-1", Forbid(told)) + RuleBlock("F-2", Forbid("")), true},
      {RuleBlock("F-1", Forbid(told)) + RuleBlock("H-1", Hold("")), true},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Decide(row.rules, RequestFacts()).silent, row.silent)
        << row.rules;
  }
  // What was approved waits for nobody, and is no less silent.
  Facts approved = RequestFacts();
  approved.Set(ApprovalFact("H-1", "lawyer"), Value(int64_t{2}));
  EXPECT_TRUE(Decide(RuleBlock("H-1", Hold("")), approved).silent);
}

TEST(Decide, AHoldWaitsForItsApprovals) {
  const std::string rules =
      RuleBlock("P-1", kPermitAll) + RuleBlock("H-1", Hold(""));
  const auto book = TestBook(rules);
  Facts facts = RequestFacts();
  for (const int64_t approvals : {0, 1}) {
    facts.Set(ApprovalFact("H-1", "lawyer"), Value(approvals));
    const Decision held = book->Decide(facts, TestInstant());
    EXPECT_EQ(held.outcome, Outcome::kHold);
    EXPECT_EQ(held.rule_ids, std::vector<std::string>{"H-1"});
    EXPECT_EQ(held.reviews, (std::vector<Review>{{"lawyer", 2}}));
    EXPECT_EQ(held.deadline, TestInstant() + absl::Hours(72));
    EXPECT_EQ(ActionOn(held, "firearm.model").kind, FieldAction::kRelease);
  }
  facts.Set(ApprovalFact("H-1", "lawyer"), Value(int64_t{2}));
  EXPECT_EQ(book->Decide(facts, TestInstant()).outcome, Outcome::kPermit);
  // Approving one hold approves no other.
  facts.Clear(ApprovalFact("H-1", "lawyer"));
  facts.Set(ApprovalFact("H-2", "lawyer"), Value(int64_t{2}));
  EXPECT_EQ(book->Decide(facts, TestInstant()).outcome, Outcome::kHold);
}

// Rows: what two requires ask for, and what comes of it.
TEST(Decide, TheShortestTimeForAnAnswerCounts) {
  const auto require = [](absl::string_view clause) {
    return absl::StrCat(
        "require outgoing FirearmTraceRequest\n  implements LAW/1\n", clause);
  };
  const struct {
    const char* first;
    const char* second;
    AnswerTime expected;
  } rows[] = {
      {"", "", {0, 0}},
      {"  answer within 48 hours\n", "", {2880, 0}},
      {"  answer within 10 minutes extendable by 2 days\n", "", {10, 2880}},
      {"  answer within 7 days\n", "  answer within 48 hours\n", {2880, 0}},
      {"  answer within 7 days extendable by 3 days\n",
       "  answer within 48 hours extendable by 24 hours\n",
       {2880, 1440}},
      {"  answer within 7 days\n",
       "  answer within 48 hours extendable by 24 hours\n",
       {2880, 0}},
      {"  when obliterated is yes\n  answer within 1 minutes\n",
       "  answer within 48 hours\n",
       {1, 0}},
  };
  Facts facts = RequestFacts();
  facts.Clear("firearm.serial_obliterated");  // so the require applies
  for (const auto& row : rows) {
    for (const bool swapped : {false, true}) {
      const std::string rules =
          RuleBlock("P-1", kPermitAll) +
          RuleBlock("R-1", require(swapped ? row.second : row.first)) +
          RuleBlock("R-2", require(swapped ? row.first : row.second));
      const Decision decision = Decide(rules, facts);
      ASSERT_EQ(decision.outcome, Outcome::kPermit);
      EXPECT_EQ(decision.answer, row.expected) << row.first << row.second;
    }
  }
  EXPECT_EQ(Decide(RuleBlock("P-1", absl::StrCat(kPermitAll,
                                                 "\n  answer within 2 days")) +
                       RuleBlock("F-1", Forbid("")),
                   facts)
                .answer,
            AnswerTime());
}

TEST(Decide, AHoldWithoutPermitIsADenial) {
  EXPECT_EQ(Decide(RuleBlock("H-1", Hold("")), RequestFacts()).outcome,
            Outcome::kDeny);
}

// Rows: condition; fact state; whether a permit and a forbid with it apply.
struct PolarityRow {
  const char* clause;
  char state;  // k known and true, f known and false, a absent, e error
  bool permit_applies;
  bool forbid_applies;
};

TEST(Decide, AbsentAndErrorCountAgainstRelease) {
  constexpr PolarityRow kRows[] = {
      {"  when obliterated is yes", 'k', true, true},
      {"  when obliterated is yes", 'f', false, false},
      {"  when obliterated is yes", 'a', false, true},
      {"  when obliterated is yes", 'e', false, true},
      {"  when obliterated is no", 'k', false, false},
      {"  when obliterated is no", 'f', true, true},
      {"  when obliterated is no", 'a', false, true},
      {"  when obliterated is no", 'e', false, true},
      {"  unless obliterated is yes", 'k', false, false},
      {"  unless obliterated is yes", 'f', true, true},
      {"  unless obliterated is yes", 'a', false, true},
      {"  unless obliterated is yes", 'e', false, true},
      {"  when obliterated is present", 'k', true, true},
      {"  when obliterated is present", 'a', false, false},
      {"  when obliterated is present", 'e', false, true},
      {"  when obliterated is absent", 'k', false, false},
      {"  when obliterated is absent", 'a', true, true},
      {"  when obliterated is absent", 'e', false, true},
      // Pitfall: an absent fact stays unknown even where one of the two must
      // hold.
      {"  when any of\n    - obliterated is yes\n    - obliterated is no", 'a',
       false, true},
  };
  for (const PolarityRow& row : kRows) {
    SCOPED_TRACE(absl::StrCat(row.clause, " ", std::string(1, row.state)));
    Facts facts = RequestFacts();
    if (row.state == 'k' || row.state == 'f') {
      facts.Set("firearm.serial_obliterated", Value(row.state == 'k'));
    } else if (row.state == 'e') {
      facts.SetError("firearm.serial_obliterated");
    }
    const Decision permit = Decide(
        RuleBlock("P-1", absl::StrCat(kPermitAll, "\n", row.clause)), facts);
    EXPECT_EQ(permit.outcome == Outcome::kPermit, row.permit_applies);
    const std::string base = RuleBlock("P-1", kPermitAll);
    EXPECT_EQ(
        Decide(base + RuleBlock("F-1", Forbid(row.clause)), facts).outcome ==
            Outcome::kDeny,
        row.forbid_applies);
    EXPECT_EQ(
        Decide(base + RuleBlock("H-1", Hold(row.clause)), facts).outcome ==
            Outcome::kHold,
        row.forbid_applies);
    const Decision require = Decide(
        base + RuleBlock("R-1",
                         absl::StrCat("require outgoing FirearmTraceRequest\n"
                                      "  implements LAW/1\n"
                                      "  drop firearm.model because S10\n",
                                      row.clause)),
        facts);
    EXPECT_EQ(ActionOn(require, "firearm.model").kind == FieldAction::kDrop,
              row.forbid_applies);
  }
}

TEST(Decide, ASenderThatIsNotKnownIsNoPartyOfAPermitAndEveryPartyOfAForbid) {
  Facts facts = RequestFacts();
  facts.Clear(kFactSender);
  EXPECT_EQ(
      Decide(RuleBlock("P-1", absl::StrCat(kPermitAll, "\n  from a-police")),
             facts)
          .outcome,
      Outcome::kDeny);
  EXPECT_EQ(Decide(RuleBlock("P-1", kPermitAll) +
                       RuleBlock("F-1", Forbid("  from b-trace")),
                   facts)
                .rule_ids,
            std::vector<std::string>{"F-1"});
}

TEST(Decide, AFactOfAnotherKindThanTheRuleExpectsIsUnknown) {
  Facts facts = RequestFacts();
  facts.Set("firearm.serial_obliterated", "yes");
  const char* clause = "  when obliterated is yes";
  EXPECT_EQ(
      Decide(RuleBlock("P-1", absl::StrCat(kPermitAll, "\n", clause)), facts)
          .outcome,
      Outcome::kDeny);
  EXPECT_EQ(
      Decide(RuleBlock("P-1", kPermitAll) + RuleBlock("F-1", Forbid(clause)),
             facts)
          .outcome,
      Outcome::kDeny);
}

TEST(Decide, ASecondPermitNeverLoosensAField) {
  const std::string narrow =
      RuleBlock("P-2",
                "permit outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  release firearm.model");
  const Decision decision =
      Decide(RuleBlock("P-1", kPermitAll) + narrow, RequestFacts());
  EXPECT_EQ(ActionOn(decision, "firearm.model").kind, FieldAction::kRelease);
  EXPECT_EQ(ActionOn(decision, "firearm.caliber").kind, FieldAction::kDrop);
  EXPECT_EQ(decision.rule_ids, (std::vector<std::string>{"P-1", "P-2"}));
}

TEST(Decide, TheNearestPermitSaysWhatIsMissing) {
  const std::string rules = RuleBlock(
      "P-1", absl::StrCat(kPermitAll,
                          "\n  from a-police\n  when purpose is PREVENTION"
                          "\n  reason B06"));
  EXPECT_EQ(Decide(rules, RequestFacts()).reason, "B06");
  Facts other = RequestFacts();
  other.Set(kFactSender, kTraceOfB);
  EXPECT_EQ(Decide(rules, other).reason, "B05");
  EXPECT_EQ(
      Decide(RuleBlock("P-1", absl::StrCat(kPermitAll,
                                           "\n  in force through 2020-01-01")),
             RequestFacts())
          .reason,
      "B03");
}

TEST(Decide, OnlyDisclosedRulesAreTold) {
  const std::string rules =
      RuleBlock("P-1", kPermitAll) + RuleBlock("F-1", Forbid("")) +
      RuleBlock("F-2",
                "forbid outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  reason S02\n  because \"No.\" / \"No.\"");
  const Decision secret = Decide(rules, RequestFacts());
  EXPECT_EQ(secret.reason, "B04");
  EXPECT_EQ(secret.secondary_reasons, std::vector<std::string>{"S02"});
  EXPECT_FALSE(secret.disclose);
  EXPECT_EQ(secret.public_reason, "R01");
  EXPECT_TRUE(secret.public_rule_ids.empty());
  const Decision told =
      Decide(rules + RuleBlock("F-3", Forbid("  disclose")), RequestFacts());
  EXPECT_TRUE(told.disclose);
  EXPECT_EQ(told.public_reason, "B04");
  EXPECT_EQ(told.public_rule_ids, std::vector<std::string>{"F-3"});
}

TEST(Decide, WhatIsMarkedSilentIsDroppedSilently) {
  const Decision decision =
      Decide(RuleBlock("P-1", kPermitAll) +
                 RuleBlock("R-1",
                           "require outgoing FirearmTraceRequest\n"
                           "  implements LAW/1\n"
                           "  drop context.subject_flags because S02 silently"),
             RequestFacts());
  const FieldAction& flag =
      ActionOn(decision, "context.subject_flags.protected_1367");
  EXPECT_TRUE(flag.silent);
  EXPECT_EQ(flag.rule_id, "R-1");
  EXPECT_EQ(flag.reason, "S02");
  // Also without a rule, and in a denial.
  EXPECT_TRUE(ActionOn(decision, "context.source_eval.reliability").silent);
  EXPECT_TRUE(
      ActionOn(Decide("", RequestFacts()), "context.subject_flags.minor")
          .silent);
  EXPECT_FALSE(ActionOn(decision, "crime_code").silent);
}

// Pitfall: what is not listed would be copied or not as the copier pleases.
TEST(Decide, EveryLeafOfEveryTypeGetsExactlyOneAction) {
  const auto book = TestBook("");
  for (const auto& [name, type] : Schema::OfThisBuild().types()) {
    Facts facts = RequestFacts();
    facts.Set(kFactType, name);
    const Decision decision = book->Decide(facts, TestInstant());
    ASSERT_EQ(decision.fields.size(), type.leaves().size()) << name;
    for (size_t i = 0; i < decision.fields.size(); ++i) {
      EXPECT_EQ(decision.fields[i].path, type.leaves()[i].path);
      if (i > 0) {
        EXPECT_LT(decision.fields[i - 1].path, decision.fields[i].path);
      }
    }
  }
}

TEST(Decide, TheOrderOfRulesAndFilesNeverMatters) {
  std::vector<std::string> blocks = {
      RuleBlock("P-1", kPermitAll),
      RuleBlock("P-2",
                "permit outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  release firearm, recovery\n  caveats QUIET"),
      RuleBlock("R-1",
                "require outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  drop firearm.model because S10\n  retain 3 years"),
      RuleBlock("R-2",
                "require outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  drop firearm.model because S04\n  retain 90 days"),
      RuleBlock("F-1", Forbid("  when purpose is STATISTICS")),
      RuleBlock("H-1", Hold("  when purpose is PREVENTION")),
  };
  std::mt19937 random(7);
  for (const char* purpose :
       {"CRIM_INVESTIGATION", "STATISTICS", "PREVENTION"}) {
    Facts facts = RequestFacts();
    facts.Set("context.purpose_code", purpose);
    std::optional<Decision> first;
    for (int round = 0; round < 20; ++round) {
      std::shuffle(blocks.begin(), blocks.end(), random);
      BookFiles files{{"vocabulary.md", TestVocabulary()}};
      for (size_t i = 0; i < blocks.size(); ++i) {
        files[absl::StrCat("f", i % 3, ".md")] += blocks[i] + "\n";
      }
      const auto book = Book::Parse(files);
      ASSERT_TRUE(book.ok()) << book.status().message();
      Decision decision = (*book)->Decide(facts, TestInstant());
      decision.book_digest.clear();
      if (!first.has_value()) first = decision;
      EXPECT_EQ(decision, *first);
    }
  }
}

}  // namespace
}  // namespace enlace::policy
