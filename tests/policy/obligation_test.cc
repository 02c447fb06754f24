#include "policy/engine/obligation.h"

#include <gtest/gtest.h>

namespace enlace::policy {
namespace {

// Every action that can differ in a way Stricter() looks at.
std::vector<FieldAction> AllActions() {
  std::vector<FieldAction> out;
  for (const std::string rule : {"", "A", "B"}) {
    for (const std::string reason : {"", "S10"}) {
      for (const bool silent : {false, true}) {
        out.push_back({"p", FieldAction::kDrop, "", silent, rule, reason, "c"});
      }
      out.push_back(
          {"p", FieldAction::kGeneralise, "last4", false, rule, reason, "c"});
      out.push_back({"p", FieldAction::kRelease, "", false, rule, reason, "c"});
    }
  }
  return out;
}

TEST(Stricter, IsCommutativeAssociativeAndIdempotentOnActions) {
  const std::vector<FieldAction> all = AllActions();
  for (const FieldAction& a : all) {
    EXPECT_EQ(Stricter(a, a), a);
    for (const FieldAction& b : all) {
      EXPECT_EQ(Stricter(a, b), Stricter(b, a));
      for (const FieldAction& c : all) {
        EXPECT_EQ(Stricter(Stricter(a, b), c), Stricter(a, Stricter(b, c)));
      }
    }
  }
}

TEST(Stricter, NeverLoosens) {
  for (const FieldAction& a : AllActions()) {
    for (const FieldAction& b : AllActions()) {
      const FieldAction& joined = Stricter(a, b);
      EXPECT_EQ(joined.kind, std::max(a.kind, b.kind));
      if (a.kind == FieldAction::kDrop && b.kind == FieldAction::kDrop) {
        EXPECT_EQ(joined.silent, a.silent || b.silent);
      }
    }
  }
}

TEST(Stricter, IsALatticeOnRetentions) {
  std::vector<Retention> all;
  for (const int days : {0, 1, 30, 400}) {
    for (const int months : {0, 1, 12, 60}) all.push_back({days, months});
  }
  const absl::Time start = absl::FromUnixSeconds(1770000000);
  for (const Retention& a : all) {
    EXPECT_EQ(Stricter(a, a), a);
    for (const Retention& b : all) {
      EXPECT_EQ(Stricter(a, b), Stricter(b, a));
      EXPECT_EQ(RetainUntil(Stricter(a, b), start),
                std::min(RetainUntil(a, start), RetainUntil(b, start)));
      for (const Retention& c : all) {
        EXPECT_EQ(Stricter(Stricter(a, b), c), Stricter(a, Stricter(b, c)));
      }
    }
  }
}

TEST(Stricter, IsALatticeOnTimesForAnAnswer) {
  std::vector<AnswerTime> all = {{0, 0}};
  for (const int minutes : {1, 60, 1440}) {
    for (const int extension : {0, 5, 600}) all.push_back({minutes, extension});
  }
  for (const AnswerTime& a : all) {
    EXPECT_EQ(Stricter(a, a), a);
    EXPECT_EQ(Stricter(a, AnswerTime{}), a) << "who asks for none says nothing";
    for (const AnswerTime& b : all) {
      const AnswerTime joined = Stricter(a, b);
      EXPECT_EQ(joined, Stricter(b, a));
      if (a.minutes > 0) {
        EXPECT_LE(joined.minutes, a.minutes);
        EXPECT_LE(joined.extension_minutes, a.extension_minutes);
      }
      for (const AnswerTime& c : all) {
        EXPECT_EQ(Stricter(joined, c), Stricter(a, Stricter(b, c)));
      }
    }
  }
}

TEST(Stricter, OfReceiptsTheStrongerIsAskedFor) {
  using enum ReceiptLevel;
  for (const ReceiptLevel a : {kNone, kSigned, kCosigned}) {
    for (const ReceiptLevel b : {kNone, kSigned, kCosigned}) {
      Obligations first, second;
      first.receipt = a;
      second.receipt = b;
      EXPECT_EQ(Join(first, second).receipt, std::max(a, b));
    }
  }
}

ElementClause Clause(const std::string& rule, bool exception) {
  ElementClause clause;
  clause.action = {"p", FieldAction::kDrop, "", false, rule, "S10", ""};
  clause.most = 10;
  clause.exception = exception;
  return clause;
}

TEST(Join, TakesTheStricterOfEachPart) {
  const Obligations a{{{"p", FieldAction::kRelease, "", false, "A", "", ""},
                       {"q", FieldAction::kDrop, "", false, "A", "S10", ""}},
                      {Clause("A", false), Clause("A", true)},
                      {"X"},
                      {0, 12},
                      {60, 30}};
  const Obligations b{{{"p", FieldAction::kDrop, "", false, "B", "S04", ""},
                       {"q", FieldAction::kRelease, "", false, "B", "", ""}},
                      {Clause("A", true), Clause("B", false)},
                      {"Y"},
                      {30, 0},
                      {90, 0}};
  const Obligations joined = Join(a, b);
  EXPECT_EQ(joined, Join(b, a));
  EXPECT_EQ(joined.fields[0].rule_id, "B");
  EXPECT_EQ(joined.fields[1].rule_id, "A");
  // What takes away adds up.
  EXPECT_EQ(joined.elements,
            (std::set<ElementClause>{Clause("A", false), Clause("A", true),
                                     Clause("B", false)}));
  EXPECT_EQ(Join(joined, a), joined);
  EXPECT_EQ(joined.caveats, (std::set<std::string>{"X", "Y"}));
  EXPECT_EQ(joined.retention, (Retention{30, 12}));
  EXPECT_EQ(joined.answer, (AnswerTime{60, 0}));
}

}  // namespace
}  // namespace enlace::policy
