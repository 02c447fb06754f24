// The compiled rules against the interpreter: whole decisions, bit for bit, on
// both sample books and on generated ones.  The number of cases is 100,000, or
// what ENLACE_POLICY_CASES says.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "absl/strings/numbers.h"
#include "policy/engine/interpreter.h"
#include "policy/engine/rule_index.h"
#include "tests/policy/generated/drawn_facts.h"
#include "tests/policy/generated/generated_book.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

int Cases() {
  int cases = 100'000;
  if (const char* asked = std::getenv("ENLACE_POLICY_CASES")) {
    EXPECT_TRUE(absl::SimpleAtoi(asked, &cases));
  }
  return cases;
}

// How often each thing was seen.
struct Seen {
  std::map<Outcome, int> outcomes;
  std::map<std::string, int> reasons;
  int coded = 0;
  int silent = 0;
  int unstable = 0;
  int excepted = 0;
  int counted = 0;
  // Elements that stay, and that go.
  int kept = 0;
  int dropped = 0;
};

// The outcome of the verdict alone, or of the interpreter if there is none.
Outcome BareOutcome(const Book& book, const FactDrawer::Drawn& drawn,
                    Seen& seen) {
  const auto direction = drawn.facts.StringOrEmpty(kFactDirection) == "incoming"
                             ? Direction::kIncoming
                             : Direction::kOutgoing;
  const RuleIndex* index =
      book.FindIndex(direction, drawn.facts.StringOrEmpty(kFactType));
  if (index == nullptr ||
      drawn.facts.StringOrEmpty(kFactDirection) != DirectionName(direction)) {
    return Interpret(book, drawn.facts, drawn.instant).outcome;
  }
  CodedFacts coded = index->NewFacts();
  if (!index->Code(drawn.facts, drawn.instant, coded)) {
    return Interpret(book, drawn.facts, drawn.instant).outcome;
  }
  ++seen.coded;
  Verdict verdict = index->NewVerdict();
  index->Decide(coded, verdict);
  return verdict.outcome;
}

void Compare(const Book& book, uint32_t seed, int cases, Seen& seen) {
  FactDrawer drawer(book, seed);
  for (int i = 0; i < cases; ++i) {
    const FactDrawer::Drawn drawn = drawer.Draw();
    const Decision compiled = book.Decide(drawn.facts, drawn.instant);
    const Decision reference = Interpret(book, drawn.facts, drawn.instant);
    ASSERT_EQ(compiled.outcome, reference.outcome)
        << book.name() << ", seed " << seed << ", case " << i;
    ASSERT_TRUE(compiled == reference)
        << book.name() << ", seed " << seed << ", case " << i;
    ASSERT_EQ(BareOutcome(book, drawn, seen), reference.outcome);
    ++seen.outcomes[reference.outcome];
    ++seen.reasons[reference.reason];
    seen.excepted += drawn.IsExcepted(book) ? 1 : 0;
    seen.counted += reference.counts_against.empty() ? 0 : 1;
    for (const ElementActions& list : reference.elements) {
      for (const FieldAction& action : list.actions) {
        ++(action.kind == FieldAction::kDrop ? seen.dropped : seen.kept);
      }
    }
    seen.silent += reference.silent ? 1 : 0;
    seen.unstable += reference.stable_until != absl::InfiniteFuture() ? 1 : 0;
  }
}

TEST(Differential, CompiledRulesDecideAsTheInterpreterDoes) {
  const int cases = Cases();
  Seen seen;
  for (const char* folder : {"policy/us", "policy/mx"}) {
    const auto book = Book::Load(folder);
    ASSERT_TRUE(book.ok()) << book.status().message();
    Compare(**book, 1, cases / 5, seen);
    ASSERT_FALSE(HasFatalFailure());
  }
  // From a rule or two a type to some words of them.
  constexpr int kBooks = 12;
  for (uint32_t seed = 1; seed <= kBooks; ++seed) {
    BookShape shape;
    shape.seed = seed;
    shape.rules = 20 * seed;
    shape.varied = seed % 4 != 0;
    if (seed % 3 == 0) {
      shape.types = {"FirearmTraceRequest", "FirearmTraceResult"};
    }
    const auto book = Book::Parse(GeneratedBook(shape));
    ASSERT_TRUE(book.ok()) << book.status().message();
    Compare(**book, seed, cases * 3 / 5 / kBooks, seen);
    ASSERT_FALSE(HasFatalFailure());
  }
  // The cases must reach what they are there to compare.
  for (const Outcome outcome :
       {Outcome::kPermit, Outcome::kHold, Outcome::kDeny}) {
    EXPECT_GT(seen.outcomes[outcome], cases / 200) << OutcomeName(outcome);
  }
  for (const char* reason : {"B01", "B02", "B03", "B05", "B06", "T01"}) {
    EXPECT_GT(seen.reasons[reason], 0) << reason;
  }
  EXPECT_GT(seen.coded, cases / 2);
  EXPECT_LT(seen.coded, cases);
  EXPECT_GT(seen.silent, cases / 50);
  EXPECT_GT(seen.unstable, cases / 10);
  EXPECT_GT(seen.excepted, cases / 200);
  EXPECT_GT(seen.counted, cases / 2000);
  EXPECT_GT(seen.kept, cases / 1000);
  EXPECT_GT(seen.dropped, cases / 1000);
}

}  // namespace
}  // namespace enlace::policy
