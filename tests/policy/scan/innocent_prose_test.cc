// Prose that hides nothing gives no hit: nobody has to release it by hand.

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "enlace/v1/financial.pb.h"
#include "policy/scan/text_scan.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

std::vector<std::string> Sentences() {
  const auto text = ReadFile("tests/policy/testdata/innocent_prose.txt");
  EXPECT_TRUE(text.ok()) << text.status();
  return absl::StrSplit(*text, '\n', absl::SkipEmpty());
}

TEST(InnocentProse, HidesNoIdentifierAndMentionsNoPhraseOfTheSampleBooks) {
  const std::vector<std::string> sentences = Sentences();
  ASSERT_GE(sentences.size(), 50u);
  for (const char* folder : {"policy/us", "policy/mx"}) {
    const auto book = Book::Load(folder);
    ASSERT_TRUE(book.ok()) << book.status().message();
    ASSERT_TRUE((*book)->scan().asks_for_phrases());
    ASSERT_TRUE((*book)->scan().asks_for_identifiers());
    v1::FinancialLead all;
    for (const std::string& sentence : sentences) {
      v1::FinancialLead record;
      record.set_narrative(sentence);
      const TextScan::Findings found = (*book)->scan().Find(record);
      EXPECT_EQ(found.phrases, StringSet()) << sentence;
      EXPECT_EQ(found.identifiers, StringSet()) << sentence;
      absl::StrAppend(all.mutable_narrative(), sentence, "\n");
    }
    // Nor do they together.
    const TextScan::Findings found = (*book)->scan().Find(all);
    EXPECT_EQ(found.phrases, StringSet());
    EXPECT_EQ(found.identifiers, StringSet());
  }
}

}  // namespace
}  // namespace enlace::policy
