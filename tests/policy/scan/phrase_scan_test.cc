#include "policy/scan/phrase_scan.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "enlace/v1/financial.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "policy/scan/text_scan.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

TextScan ScanFor(absl::string_view phrase) {
  PhraseScan phrases;
  EXPECT_TRUE(phrases.Add("list", phrase)) << phrase;
  return TextScan(std::move(phrases), false);
}

bool Finds(absl::string_view phrase, absl::string_view text) {
  v1::FinancialLead record;
  record.set_narrative(std::string(text));
  const auto found = ScanFor(phrase).Find(record).phrases;
  EXPECT_TRUE(found.has_value());
  return found == StringSet{"list"};
}

TEST(PhraseScan, WhatReadsAlikeIsFound) {
  constexpr char kPhrase[] = "Suspicious activity report";
  EXPECT_TRUE(Finds(kPhrase, "suspicious activity report"));
  EXPECT_TRUE(Finds(kPhrase, "A SUSPICIOUS ACTIVITY REPORT, filed twice."));
  EXPECT_TRUE(Finds(kPhrase, "suspicious\n  activity -- report"));
  EXPECT_TRUE(Finds(kPhrase, "(suspicious/activity/report)"));
  // Full-width letters, a ligature, a soft hyphen, a zero-width space.
  EXPECT_TRUE(Finds(kPhrase, "ｓｕｓｐｉｃｉｏｕｓ activity report"));
  EXPECT_TRUE(Finds("office file", "oﬃce ﬁle"));
  EXPECT_TRUE(Finds(kPhrase, "suspi\u00ADcious acti\u200Bvity report"));
  EXPECT_TRUE(Finds("operación sospechosa", "OPERACION SOSPECHOSA"));
  EXPECT_TRUE(Finds("operacion sospechosa", "operaci\u00F3n sospechosa"));
  EXPECT_TRUE(Finds("operacion sospechosa", "operacio\u0301n sospechosa"));
  EXPECT_TRUE(Finds("strasse", "STRAßE"));
}

TEST(PhraseScan, OtherWordsAreNotFound) {
  EXPECT_FALSE(Finds("SAR", "Caesar, sarong, SARS"));
  EXPECT_FALSE(Finds("SAR", ""));
  EXPECT_FALSE(Finds("suspicious activity report", "suspicious report"));
  EXPECT_FALSE(Finds("activity report", "reactivity report"));
  EXPECT_FALSE(Finds("activity report", "activity reported"));
  EXPECT_TRUE(Finds("SAR", "(SAR)"));
  EXPECT_TRUE(Finds("SAR", "sar"));
}

TEST(PhraseScan, WhatSeparatesLettersMakesNoDifference) {
  EXPECT_TRUE(Finds("SAR", "as the S A R says"));
  EXPECT_TRUE(Finds("SAR", "a S.A.R., filed"));
  EXPECT_TRUE(Finds("SAR", "the SA-R"));
  EXPECT_TRUE(Finds("suspicious activity report", "suspiciousactivityreport"));
  EXPECT_TRUE(
      Finds("suspicious activity report", "sus picious activi-ty report"));
  EXPECT_TRUE(Finds("detener", "d e t e n e r"));
  // Words that make another one when they meet.
  EXPECT_FALSE(Finds("detener", "la obligación de tener licencia"));
  EXPECT_FALSE(Finds("captura", "la cap tura"));
}

TEST(PhraseScan, WhatLooksAlikeMakesNoDifference) {
  // Cyrillic and Greek letters, I for l, a digit for a letter.
  EXPECT_TRUE(Finds("SAR", "\u0405\u0410R"));
  EXPECT_TRUE(Finds("exhibit", "EX\u0397IBIT"));
  EXPECT_TRUE(Finds("filing institution", "FlLlNG lNSTlTUTlON"));
  EXPECT_TRUE(Finds("report", "rep0rt"));
  EXPECT_TRUE(Finds("Form 111", "form lll"));
  EXPECT_FALSE(Finds("SAR", "SAP"));
}

TEST(PhraseScan, EveryFreeTextIsReadAndNothingElse) {
  const auto finds_in = [](const char* text) {
    v1::FinancialLead record;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record));
    return ScanFor("secret").Find(record).phrases == StringSet{"list"};
  };
  EXPECT_TRUE(finds_in("narrative: 'a secret'"));
  EXPECT_TRUE(finds_in("context { urgency_justification: 'a secret' }"));
  EXPECT_TRUE(
      finds_in("transactions { to_account: 'x' } "
               "transactions { description: 'a secret' }"));
  EXPECT_FALSE(finds_in("transactions { to_account: 'secret' }"));
}

TEST(PhraseScan, AListIsNamedOnceWhateverOfItIsFound) {
  PhraseScan phrases;
  ASSERT_TRUE(phrases.Add("money", "cash"));
  ASSERT_TRUE(phrases.Add("money", "wire"));
  ASSERT_TRUE(phrases.Add("other", "none of this"));
  const TextScan scan(std::move(phrases), false);
  v1::FinancialLead record;
  EXPECT_EQ(scan.Find(record).phrases, StringSet{});
  record.set_narrative("cash and wire");
  EXPECT_EQ(scan.Find(record).phrases, StringSet{"money"});
}

TEST(PhraseScan, APhraseWithoutWordsIsRefused) {
  PhraseScan scan;
  EXPECT_FALSE(scan.Add("list", ""));
  EXPECT_FALSE(scan.Add("list", " -- "));
  EXPECT_FALSE(scan.Add("list", "\u00AD\u0301"));
  EXPECT_FALSE(scan.Add("list", "\xff"));
  EXPECT_TRUE(scan.empty());
}

TEST(PhraseScan, ATextThatCannotBeReadIsNotClean) {
  v1::FinancialLead record;
  record.set_narrative("good \xff bad");
  EXPECT_EQ(ScanFor("secret").Find(record).phrases, std::nullopt);
  const Facts facts =
      ExtractFacts(RecordFacts(), record, FactPaths({}), ScanFor("x"));
  EXPECT_EQ(facts.state(kFactPhrases), FactState::kError);
}

TEST(PhraseScan, ATextThatIsNotUtf8DoesNotParse) {
  // The parser of proto3 refuses it, so that no such text reaches the scan.
  v1::FinancialLead record;
  record.set_narrative("good text");
  std::string bytes = record.SerializeAsString();
  const size_t at = bytes.find("good");
  ASSERT_NE(at, std::string::npos);
  bytes[at] = '\xff';
  EXPECT_FALSE(v1::FinancialLead().ParseFromString(bytes));
}

TEST(PhraseScan, ABookHoldsWhatMentionsItsPhrases) {
  const std::string vocabulary = R"(```vocabulary
phrases report "hidden report",
  "SAR" "a report" / "un informe"
fact mentioned scan.phrases "mentioned" / "mencionado"
```
)";
  const auto book = TestBook(
      vocabulary +
      RuleBlock("R-1",
                "permit outgoing FirearmTraceRequest\n  implements LAW/1") +
      RuleBlock("R-2",
                "hold outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  when mentioned includes report\n"
                "  until approved by 1 of lawyer\n"
                "  reason S04\n  because \"No.\" / \"No.\""));
  const auto decide = [&](absl::string_view notes) {
    v1::FirearmTraceRequest record;
    record.mutable_firearm()->set_obliteration_method(std::string(notes));
    Facts facts = RequestFacts();
    const Facts read =
        ExtractFacts(RecordFacts(), record, book->fact_paths(), book->scan());
    if (const Value* found = read.Find(kFactPhrases)) {
      facts.Set(kFactPhrases, *found);
    }
    return book->Decide(facts, TestInstant()).outcome;
  };
  EXPECT_EQ(decide("nothing of interest"), Outcome::kPermit);
  EXPECT_EQ(decide("as the S A R"), Outcome::kHold);
  EXPECT_EQ(decide("as the Hidden  Report says"), Outcome::kHold);
  // Without an answer of the scan the hold applies.
  EXPECT_EQ(book->Decide(RequestFacts(), TestInstant()).outcome,
            Outcome::kHold);
}

TEST(PhraseScan, MistakesInABookAreNamed) {
  const auto error = [](absl::string_view block) {
    return std::string(
        TryBook(absl::StrCat("```vocabulary\n", block, "\n```\n"))
            .status()
            .message());
  };
  EXPECT_NE(error("phrases p \"--\" \"a\" / \"b\"")
                .find("rules.md:2:11: error: this phrase has no word"),
            std::string::npos);
  EXPECT_NE(error("fact m scan.phrase \"a\" / \"b\"")
                .find("did you mean 'scan.phrases'?"),
            std::string::npos);
  const std::string rule =
      RuleBlock("R-1",
                "forbid outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  when m includes reprot\n  reason S04\n"
                "  because \"No.\" / \"No.\"");
  EXPECT_NE(error(absl::StrCat("fact m scan.phrases \"a\" / \"b\"\n",
                               "phrases report \"x\" \"a\" / \"b\"\n```\n",
                               rule, "```vocabulary"))
                .find("did you mean 'report'?"),
            std::string::npos);
}

}  // namespace
}  // namespace enlace::policy
