#include "policy/facts/facts.h"

#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"

namespace enlace::policy {
namespace {

TEST(Facts, HaveThreeStatesAndNeverGuess) {
  Facts facts;
  EXPECT_EQ(facts.state("a"), FactState::kAbsent);
  facts.Set("a", "x");
  EXPECT_EQ(facts.state("a"), FactState::kKnown);
  facts.SetError("a");
  EXPECT_EQ(facts.state("a"), FactState::kError);
  EXPECT_EQ(facts.Find("a"), nullptr);
  facts.Clear("a");
  EXPECT_EQ(facts.state("a"), FactState::kAbsent);
}

TEST(Facts, AnEmptySetIsKnownToBeEmpty) {
  Facts facts;
  facts.Set("a", Value(StringSet{"x"}));
  facts.Set("a", Value(StringSet{}));
  EXPECT_EQ(facts.state("a"), FactState::kKnown);
  EXPECT_NE(facts.Canonical(), Facts().Canonical());
}

TEST(Facts, CanonicalBytesDoNotDependOnTheOrderOfSetting) {
  Facts a;
  a.Set("x", "1");
  a.Set("y", Value(true));
  Facts b;
  b.Set("y", Value(true));
  b.Set("x", "1");
  EXPECT_EQ(a.Canonical(), b.Canonical());
  EXPECT_EQ(a, b);
}

// The vector of docs/policy-language.md, "Fact bytes".
TEST(Facts, CanonicalBytesMatchTheDocumentedVector) {
  Facts facts;
  facts.Set("b", Value(true));
  facts.Set("a", "hi");
  facts.SetError("c");
  EXPECT_EQ(HexEncode(facts.Canonical()),
            "656e6c6163652e66616374732e763100"  // "enlace.facts.v1", 0
            "0000000000000003"                  // three facts
            "000000000000000161"                // "a"
            "7300000000000000026869"            // s "hi"
            "000000000000000162"                // "b"
            "6201"                              // b true
            "000000000000000163"                // "c"
            "65");                              // e
}

TEST(Facts, CanonicalBytesDifferWheneverFactsDiffer) {
  std::set<std::string> seen;
  const std::vector<Value> values = {
      Value(true),
      Value(false),
      Value(int64_t{1}),
      Value(int64_t{-1}),
      Value(std::string("1")),
      Value(std::string("")),
      Value(StringSet{"1"}),
      Value(StringSet{"1", "2"}),
      Value(StringSet{"12"}),
      Value(Date{2026, 3, 8}),
      Value(Date{2026, 3, 0}),
      Value(Date{2026, 0, 0}),
  };
  for (const std::string name : {"a", "b", "ab"}) {
    for (const Value& value : values) {
      Facts facts;
      facts.Set(name, value);
      EXPECT_TRUE(seen.insert(facts.Canonical()).second);
    }
    Facts error;
    error.SetError(name);
    EXPECT_TRUE(seen.insert(error.Canonical()).second);
  }
  EXPECT_TRUE(seen.insert(Facts().Canonical()).second);
}

TEST(Date, IsWrittenAsPreciselyAsItIsKnown) {
  EXPECT_EQ((Date{2026, 3, 8}.ToString()), "2026-03-08");
  EXPECT_EQ((Date{2026, 3, 0}.ToString()), "2026-03");
  EXPECT_EQ((Date{2026, 0, 0}.ToString()), "2026");
}

}  // namespace
}  // namespace enlace::policy
