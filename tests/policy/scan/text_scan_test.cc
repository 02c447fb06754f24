#include "policy/scan/text_scan.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "enlace/v1/border_alert.pb.h"
#include "enlace/v1/financial.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

using Kinds = std::set<std::string>;

template <typename T>
T Parsed(const std::string& text) {
  T record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record))
      << text;
  return record;
}

std::optional<Kinds> In(const google::protobuf::Message& record) {
  return TextScan(PhraseScan(), true).Find(record).identifiers;
}

TEST(TextScan, AnIdentifierIsFoundInEveryTextThatCouldHoldOne) {
  for (const char* field :
       {"narrative: '$'", "intended_use: '$'", "fiu_reference: '$'",
        "context { case_ref: '$' }", "context { sender { officer_ref: '$' } }",
        "subject { name { given_names: '$' } }",
        "subject { aliases { full_name_latin: '$' } }",
        "subject { identity_document { number: '$' } }",
        "subject_entity { trade_names: '$' }",
        "other_persons { residence { street: '$' } }",
        "transactions { to_account: '$' }",
        "transactions { transaction_ref: '$' }"}) {
    std::string text = field;
    text.replace(text.find('$'), 1, "PUFS900101HNERCN06");
    EXPECT_EQ(In(Parsed<v1::FinancialLead>(text)), Kinds{"curp"}) << text;
  }
}

TEST(TextScan, OfAFieldsOwnFormatNothingIsSaid) {
  EXPECT_EQ(In(Parsed<v1::FinancialLead>(
                "subject { national_id { type: PERSON_ID_TYPE_CURP "
                "value: 'PUFS900101HNERCN06' } phones: '+528675550100' "
                "emails: 'example@test.example' } "
                "subject_entity { rfc: 'ABC680524P73' } "
                "accounts { scheme: ACCOUNT_SCHEME_CLABE "
                "value: '002010077777777771' }")),
            Kinds());
  // Another format's value is hidden.
  EXPECT_EQ(In(Parsed<v1::FinancialLead>(
                "subject { national_id { type: PERSON_ID_TYPE_SSN "
                "value: 'PUFS900101HNERCN06' } }")),
            Kinds{"curp"});
  EXPECT_EQ(In(Parsed<v1::FinancialLead>("subject { emails: "
                                         "'219-09-9999@test.example' }")),
            Kinds{"ssn"});
}

TEST(TextScan, AFieldForANumberMayHoldAnAccountAndNothingElse) {
  EXPECT_EQ(In(Parsed<v1::FinancialLead>(
                "transactions { to_account: '002010077777777771' "
                "from_account: 'GB82WEST12345698765432' }")),
            Kinds());
  EXPECT_EQ(In(Parsed<v1::FinancialLead>(
                "transactions { to_account: '219-09-9999' description: "
                "'002010077777777771' }")),
            (Kinds{"clabe", "ssn"}));
}

TEST(TextScan, WhatIsNotAskedForIsNotLookedFor) {
  const auto record =
      Parsed<v1::FinancialLead>("narrative: 'SAR: 219-09-9999'");
  const TextScan::Findings none = TextScan().Find(record);
  EXPECT_EQ(none.phrases, Kinds());
  EXPECT_EQ(none.identifiers, Kinds());
  PhraseScan phrases;
  ASSERT_TRUE(phrases.Add("report", "SAR"));
  const TextScan both(std::move(phrases), true);
  EXPECT_EQ(both.Find(record).phrases, Kinds{"report"});
  EXPECT_EQ(both.Find(record).identifiers, Kinds{"ssn"});
}

TEST(TextScan, ATextThatCannotBeReadIsNotClean) {
  v1::FinancialLead record;
  record.set_fiu_reference("good \xff bad");
  EXPECT_EQ(In(record), std::nullopt);
  const Facts facts = ExtractFacts(RecordFacts(), record, FactPaths({}),
                                   TextScan(PhraseScan(), true));
  EXPECT_EQ(facts.state(kFactIdentifiers), FactState::kError);
}

TEST(TextScan, ABookHoldsWhatHidesAnIdentifier) {
  const auto book = TestBook(absl::StrCat(
      "```vocabulary\n"
      "fact hidden scan.identifiers \"hidden\" / \"ocultos\"\n```\n",
      RuleBlock("R-1",
                "permit outgoing FirearmTraceRequest\n  implements LAW/1"),
      RuleBlock("R-2",
                "hold outgoing FirearmTraceRequest\n  implements LAW/1\n"
                "  when any of\n    - hidden includes ssn\n"
                "    - hidden includes curp\n"
                "  until approved by 1 of lawyer\n"
                "  reason S10\n  because \"No.\" / \"No.\"")));
  ASSERT_TRUE(book->scan().asks_for_identifiers());
  const auto decide = [&](absl::string_view notes) {
    v1::FirearmTraceRequest record;
    record.mutable_firearm()->set_obliteration_method(std::string(notes));
    Facts facts = RequestFacts();
    const Facts read =
        ExtractFacts(RecordFacts(), record, book->fact_paths(), book->scan());
    if (const Value* found = read.Find(kFactIdentifiers)) {
      facts.Set(kFactIdentifiers, *found);
    }
    return book->Decide(facts, TestInstant()).outcome;
  };
  EXPECT_EQ(decide("ground off"), Outcome::kPermit);
  EXPECT_EQ(decide("ground off, says +528675550100"), Outcome::kPermit);
  EXPECT_EQ(decide("ground off, says 219-09-9999"), Outcome::kHold);
  EXPECT_EQ(decide("ground off, says PUFS900101HNERCN06"), Outcome::kHold);
  // Without an answer of the scan the hold applies.
  EXPECT_EQ(book->Decide(RequestFacts(), TestInstant()).outcome,
            Outcome::kHold);
}

TEST(TextScan, ABookThatAsksForNoIdentifierGetsNoFactOfThem) {
  const auto book = TestBook("");
  EXPECT_FALSE(book->scan().asks_for_identifiers());
  const Facts facts = ExtractFacts(RecordFacts(), v1::BorderAlert(),
                                   book->fact_paths(), book->scan());
  EXPECT_EQ(facts.state(kFactIdentifiers), FactState::kAbsent);
}

TEST(TextScan, AKindThatABookMisspellsIsAnError) {
  const std::string error(
      TryBook(absl::StrCat(
                  "```vocabulary\n"
                  "fact hidden scan.identifiers \"h\" / \"o\"\n```\n",
                  RuleBlock("R-1",
                            "forbid outgoing FirearmTraceRequest\n"
                            "  implements LAW/1\n  when hidden includes snn\n"
                            "  reason S10\n  because \"No.\" / \"No.\"")))
          .status()
          .message());
  EXPECT_NE(error.find("did you mean 'ssn'?"), std::string::npos) << error;
}

}  // namespace
}  // namespace enlace::policy
