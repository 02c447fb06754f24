// The worked example of docs/policy-language.md does what its table says.

#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/file.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

// The indented lines between the headings Example and Bytes.
std::string ExampleOfThePage() {
  const auto page = ReadFile("docs/policy-language.md");
  EXPECT_TRUE(page.ok()) << page.status();
  const size_t begin = page->find("## Example");
  const size_t end = page->find("## Bytes");
  EXPECT_LT(begin, end);
  std::string example;
  for (const absl::string_view line :
       absl::StrSplit(page->substr(begin, end - begin), '\n')) {
    if (absl::StartsWith(line, "    ")) {
      absl::StrAppend(&example, line.substr(4), "\n");
    } else if (line.empty()) {
      example += '\n';
    }
  }
  return example;
}

struct ExampleRow {
  const char* purpose;
  const char* role;
  std::vector<std::string> rules;  // none = denied
  bool month_released;
};

TEST(DocExample, DecidesAsItsTableSays) {
  const auto book = Book::Parse({{"book.md", ExampleOfThePage()}});
  ASSERT_TRUE(book.ok()) << book.status().message();
  const std::vector<ExampleRow> rows = {
      {"CRIM_INVESTIGATION", "SUSPECT", {"LAW-7.1"}, true},
      {"CRIM_INVESTIGATION", "PURCHASER", {"LAW-7.1", "LAW-7.2"}, false},
      {"CRIM_INVESTIGATION", "", {"LAW-7.1", "LAW-7.2"}, false},
      {"", "SUSPECT", {}, false},
  };
  for (const ExampleRow& row : rows) {
    RecordFacts header;
    header.type = "FirearmTraceResult";
    header.sender = kTraceOfB;
    header.recipient = kPoliceOfA;
    header.names_parent = true;
    header.parent =
        ParentFacts{"FirearmTraceRequest", kPoliceOfA, kTraceOfB, true};
    Facts facts = HeaderFacts(header);
    facts.Set("context.legal_basis.basis_id", Value(StringSet{"LAW"}));
    if (*row.purpose != 0) facts.Set("context.purpose_code", row.purpose);
    if (*row.role != 0) facts.Set("purchaser.role", row.role);
    const Decision decision = (*book)->Decide(facts, TestInstant());
    EXPECT_EQ(decision.rule_ids, row.rules);
    EXPECT_EQ(decision.outcome,
              row.rules.empty() ? Outcome::kDeny : Outcome::kPermit);
    const FieldAction& month = ActionOn(decision, "purchaser.birth_date.month");
    EXPECT_EQ(month.kind == FieldAction::kRelease, row.month_released);
    if (row.rules.empty()) {
      EXPECT_EQ(decision.reason, "B06");
    } else {
      EXPECT_EQ(ActionOn(decision, "purchaser.birth_date.year").kind,
                FieldAction::kRelease);
    }
  }
}

}  // namespace
}  // namespace enlace::policy
