// Tables of rules: each row is a rule, and nothing else.

#include "policy/engine/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "policy/engine/case.h"
#include "policy/engine/interpreter.h"
#include "policy/engine/rule.h"
#include "policy/render/book_page.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string TableOf(absl::string_view grid) {
  return absl::StrCat(
      "```table T\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n",
      grid, "```\n");
}

constexpr char kGrid[] =
    "  release firearm, possessor\n"
    "  | from     | to      | when purpose is | unless obliterated is | retain "
    " "
    "  |\n"
    "  | a-police | b-trace | PREVENTION      | yes                   | 2 "
    "years "
    "  |\n"
    "  | b-trace  |         | PROSECUTION     |                       | 30 "
    "days "
    "  |\n"
    "  |          | b-trace | STATISTICS      | no                    |        "
    " "
    "  |\n";

// The same rules, written out.
std::string WrittenOut() {
  const std::string head =
      "permit outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "  release firearm, possessor\n";
  return RuleBlock("T.1", head +
                              "  from a-police\n  to b-trace\n"
                              "  when purpose is PREVENTION\n"
                              "  unless obliterated is yes\n  retain 2 years") +
         RuleBlock("T.2", head +
                              "  from b-trace\n  when purpose is PROSECUTION\n"
                              "  retain 30 days") +
         RuleBlock("T.3", head +
                              "  to b-trace\n  when purpose is STATISTICS\n"
                              "  unless obliterated is no");
}

TEST(Table, EachRowDecidesLikeTheRuleWrittenOut) {
  const auto table = TestBook(TableOf(kGrid));
  const auto rules = TestBook(WrittenOut());
  std::mt19937 random(5);
  int permitted = 0;
  for (int i = 0; i < 500; ++i) {
    Facts facts = RequestFacts();
    const char* const purposes[] = {"PREVENTION", "PROSECUTION", "STATISTICS"};
    if (random() % 6 > 0) {
      facts.Set("context.purpose_code", purposes[random() % 3]);
    }
    if (random() % 4 > 0) {
      facts.Set("firearm.serial_obliterated", random() % 2 == 0);
    }
    facts.Set(kFactSender, random() % 2 == 0 ? kPoliceOfA : kTraceOfB);
    facts.Set(kFactRecipient, random() % 2 == 0 ? kPoliceOfA : kTraceOfB);
    Decision one = table->Decide(facts, TestInstant());
    const Decision other = rules->Decide(facts, TestInstant());
    one.book_digest = other.book_digest;
    EXPECT_TRUE(one == other);
    permitted += one.outcome == Outcome::kPermit ? 1 : 0;
  }
  EXPECT_GT(permitted, 50);
}

std::vector<std::string> IdsOf(const Book& book) {
  std::vector<std::string> ids;
  for (const Rule& rule : book.rules()) ids.push_back(rule.id);
  return ids;
}

TEST(Table, RowsAreNumberedFromOneAndCasesNameThem) {
  const auto book = TestBook(absl::StrCat(
      TableOf(kGrid),
      "```case C-1\noutgoing FirearmTraceRequest\n  from a-police\n"
      "  to b-trace\n  on 2026-03-02\n  given\n    - claimed includes LAW\n"
      "    - purpose is PREVENTION\n    - obliterated is no\n"
      "  then permit by T.1\n```\n"));
  EXPECT_THAT(IdsOf(*book), ElementsAre("T.1", "T.2", "T.3"));
  EXPECT_TRUE(
      Differences(book->cases().front(), *book, Language::kEnglish).empty());
}

TEST(Table, ASpanishTableIsTheSame) {
  const auto english = TestBook(TableOf(kGrid));
  const auto spanish = TestBook(
      "```tabla T\npermitir salida FirearmTraceRequest\n  aplica LAW/1\n"
      "  divulgar firearm, possessor\n"
      "  | de | a | cuando purpose es | salvo obliterated es | conservar |\n"
      "  | a-police | b-trace | PREVENTION | sí | 2 años |\n"
      "  | b-trace | | PROSECUTION | | 30 días |\n"
      "  | | b-trace | STATISTICS | no | |\n"
      "```\n");
  Facts facts = RequestFacts();
  facts.Set("context.purpose_code", "PREVENTION");
  facts.Set("firearm.serial_obliterated", false);
  Decision one = english->Decide(facts, TestInstant());
  const Decision other = spanish->Decide(facts, TestInstant());
  one.book_digest = other.book_digest;
  EXPECT_TRUE(one == other);
  EXPECT_EQ(other.outcome, Outcome::kPermit);
  EXPECT_EQ(other.retention.months, 24);
}

TEST(Table, AStrokeInATextCutsNoCell) {
  const auto book = TestBook(
      "```table F\nforbid outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "  | when place is | reason | because                |\n"
      "  | \"x | y\"       | B04    | \"a | b.\" / \"c | d.\" |\n```\n");
  ASSERT_EQ(book->rules().size(), 1u);
  EXPECT_EQ(book->rules()[0].because.es, "c | d.");
  EXPECT_EQ(book->rules()[0].when[0].atoms[0].texts, StringSet{"x | y"});
}

TEST(Table, TheDigestOfARowCoversHeadAndHeadingsAndNoOtherRow) {
  const auto digest = [](const std::string& rules, const char* id) {
    return TestBook(rules)->FindRule(id)->digest;
  };
  const std::string grid =
      "  | from     | retain  |\n  | a-police | 2 years |\n"
      "  | b-trace  | 3 years |\n";
  const Hash first = digest(TableOf(grid), "T.1");
  EXPECT_NE(first, digest(TableOf(grid), "T.2"));
  EXPECT_EQ(first, digest(TableOf("  | from     | retain  |\n"
                                  "  | a-police | 2 years |\n"
                                  "  | b-trace  | 4 years |\n"),
                          "T.1"));
  EXPECT_NE(first, digest(TableOf("  | from     | retain  |\n"
                                  "  | a-police | 1 years |\n"),
                          "T.1"));
  EXPECT_NE(first, digest(TableOf("  | to       | retain  |\n"
                                  "  | a-police | 2 years |\n"),
                          "T.1"));
  EXPECT_NE(first, digest(TableOf("  disclose\n" + grid), "T.1"));
}

TEST(Table, ARowCanBeExceptedFrom) {
  const auto book = TestBook(
      "```rule P-1\npermit outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "```\n"
      "```table F\nforbid outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "  because \"No.\" / \"No.\"\n"
      "  | when purpose is    | reason |\n"
      "  | CRIM_INVESTIGATION | B04    |\n"
      "  | PROSECUTION        | B04    |\n```\n"
      "```rule X-1\nexcept outgoing FirearmTraceRequest\n  implements LAW/1\n"
      "  exception to F.1\n```\n");
  Facts facts = RequestFacts();
  EXPECT_EQ(book->Decide(facts, TestInstant()).outcome, Outcome::kPermit);
  facts.Set("context.purpose_code", "PROSECUTION");
  EXPECT_THAT(book->Decide(facts, TestInstant()).rule_ids, ElementsAre("F.2"));
}

TEST(Table, APageShowsEveryRowAsARule) {
  const BookFiles files = {{"rules.md", TableOf(kGrid)},
                           {"vocabulary.md", TestVocabulary()}};
  const auto book = Book::Parse(files);
  ASSERT_TRUE(book.ok()) << book.status().message();
  const std::string page = BookPage(**book, files, Language::kEnglish);
  for (const char* id : {"T.1", "T.2", "T.3"}) {
    EXPECT_THAT(page, HasSubstr(absl::StrCat(id, " — Permits, outgoing")));
  }
}

}  // namespace
}  // namespace enlace::policy
