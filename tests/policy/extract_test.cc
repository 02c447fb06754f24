#include "policy/facts/extract.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "enlace/v1/firearm_trace.pb.h"
#include "policy/engine/schema.h"
#include "tests/policy/test_book.h"

namespace enlace::policy {
namespace {

v1::FirearmTraceRequest Request(const char* text) {
  v1::FirearmTraceRequest record;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &record));
  return record;
}

Facts FactsOf(const google::protobuf::Message& record,
              const std::vector<std::string>& paths) {
  return ExtractFacts(RecordFacts(), record, FactPaths(paths), TextScan());
}

Value At(const Facts& facts, absl::string_view path) {
  const Value* value = facts.Find(path);
  if (value != nullptr) return *value;
  ADD_FAILURE() << path << " is not known";
  return Value();
}

TEST(ExtractFacts, ReadsEachKindOfField) {
  const auto record = Request(R"(
    context {
      purpose_code: PURPOSE_CODE_CRIM_INVESTIGATION
      legal_basis { basis_id: "B" expires_on { year: 2026 month: 12 day: 31 } }
      legal_basis { basis_id: "A" expires_on { year: 2027 month: 1 day: 1 } }
      legal_basis { basis_id: "A" }
      valid_from { seconds: 1772928000 }
    }
    firearm { serial_obliterated: false model: "M" }
    recovery { weapon_count: 3 date { year: 2026 month: 3 day: 8 } }
    possessor { birth_date { year: 1990 } nationalities: "MX" }
  )");
  const Facts facts = FactsOf(
      record,
      {"context.purpose_code", "context.legal_basis.basis_id",
       "context.legal_basis.expires_on", "context.legal_basis",
       "context.valid_from", "firearm.serial_obliterated", "firearm.model",
       "recovery.weapon_count", "recovery.date", "possessor.birth_date",
       "possessor.nationalities", "possessor", "requesting_officer"});
  EXPECT_EQ(At(facts, "context.purpose_code"),
            Value(std::string("CRIM_INVESTIGATION")));
  EXPECT_EQ(At(facts, "context.legal_basis.basis_id"),
            Value(StringSet{"A", "B"}));
  EXPECT_EQ(At(facts, "context.legal_basis.expires_on"),
            Value(StringSet{"2026-12-31", "2027-01-01"}));
  EXPECT_EQ(At(facts, "context.legal_basis"), Value(int64_t{3}));
  EXPECT_EQ(At(facts, "context.valid_from"), Value(Date{2026, 3, 8}));
  EXPECT_EQ(At(facts, "firearm.serial_obliterated"), Value(false));
  EXPECT_EQ(At(facts, "recovery.weapon_count"), Value(int64_t{3}));
  EXPECT_EQ(At(facts, "recovery.date"), Value(Date{2026, 3, 8}));
  EXPECT_EQ(At(facts, "possessor.birth_date"), Value(Date{1990, 0, 0}));
  EXPECT_EQ(At(facts, "possessor"), Value(int64_t{1}));
  EXPECT_EQ(facts.state("requesting_officer"), FactState::kAbsent);
}

// Pitfall: a default is not a value.
TEST(ExtractFacts, UnspecifiedEmptyAndUnsetAreAbsentAndZeroIsKnown) {
  auto record = Request(R"(
    context { purpose_code: PURPOSE_CODE_UNSPECIFIED }
    firearm { model: "" }
    recovery { weapon_count: 0 date {} }
  )");
  const Facts facts = FactsOf(
      record, {"context.purpose_code", "firearm.model", "recovery.weapon_count",
               "recovery.date", "firearm.serial_obliterated", "crime_code"});
  EXPECT_EQ(facts.state("context.purpose_code"), FactState::kAbsent);
  EXPECT_EQ(facts.state("firearm.model"), FactState::kAbsent);
  EXPECT_EQ(facts.state("recovery.date"), FactState::kAbsent);
  EXPECT_EQ(facts.state("crime_code"), FactState::kAbsent);
  EXPECT_EQ(facts.state("firearm.serial_obliterated"), FactState::kAbsent);
  EXPECT_EQ(At(facts, "recovery.weapon_count"), Value(int64_t{0}));
}

TEST(ExtractFacts, WhatTheSchemaDoesNotKnowIsAnError) {
  v1::FirearmTraceRequest record;
  record.mutable_context()->set_purpose_code(static_cast<v1::PurposeCode>(77));
  auto* date = record.mutable_recovery()->mutable_date();
  date->set_year(2026);
  date->set_month(2);
  date->set_day(30);
  record.mutable_request_date()->set_day(3);
  const Facts facts = FactsOf(
      record, {"context.purpose_code", "recovery.date", "request_date"});
  EXPECT_EQ(facts.state("context.purpose_code"), FactState::kError);
  EXPECT_EQ(facts.state("recovery.date"), FactState::kError);
  EXPECT_EQ(facts.state("request_date"), FactState::kError);
}

TEST(ExtractFacts, APathThatTheTypeDoesNotHaveIsAbsent) {
  const Facts facts = FactsOf(v1::FirearmTraceRequest(), {"purchaser.name"});
  EXPECT_EQ(facts.state("purchaser.name"), FactState::kAbsent);
}

TEST(ExtractFacts, UnknownFieldsOfARecordChangeNothing) {
  v1::FirearmTraceRequest record = Request("firearm { model: \"M\" }");
  v1::FirearmTraceRequest extended = record;
  extended.GetReflection()->MutableUnknownFields(&extended)->AddVarint(999, 1);
  EXPECT_EQ(FactsOf(record, {"firearm.model"}),
            FactsOf(extended, {"firearm.model"}));
}

TEST(HeaderFacts, OfAParentAreTypeStateAndWhoAnswersWhom) {
  RecordFacts header;
  header.sender = "b";
  header.recipient = "a";
  header.names_parent = true;
  header.parent = ParentFacts{"FirearmTraceRequest", "a", "b", true};
  Facts facts = HeaderFacts(header);
  EXPECT_EQ(facts.StringOrEmpty(kFactParentType), "FirearmTraceRequest");
  EXPECT_EQ(facts.StringOrEmpty(kFactParentState), "OPEN");
  EXPECT_EQ(At(facts, kFactParentReply), Value(true));
  EXPECT_EQ(At(facts, kFactParentParties), Value(true));
  header.sender = "a";
  header.recipient = "b";
  header.parent->open = false;
  facts = HeaderFacts(header);
  EXPECT_EQ(facts.StringOrEmpty(kFactParentState), "CLOSED");
  EXPECT_EQ(At(facts, kFactParentReply), Value(false));
  EXPECT_EQ(At(facts, kFactParentParties), Value(true));
  header.recipient = "c";
  facts = HeaderFacts(header);
  EXPECT_EQ(At(facts, kFactParentParties), Value(false));
}

TEST(HeaderFacts, TellLeavesRepetitionsAndWhatStaysAtHome) {
  RecordFacts header;
  Facts facts = HeaderFacts(header);
  EXPECT_EQ(At(facts, kFactDomestic), Value(false));
  EXPECT_EQ(facts.state(kFactRepeated), FactState::kAbsent);
  EXPECT_EQ(facts.state(kFactDeniedSilently), FactState::kAbsent);
  EXPECT_EQ(facts.state(kFactParentConsent), FactState::kAbsent);
  header.domestic = true;
  header.repeated = false;
  header.denied_silently = true;
  header.names_parent = true;
  header.parent = ParentFacts{"FinancialLead", "a", "b", true, true};
  facts = HeaderFacts(header);
  EXPECT_EQ(At(facts, kFactDeniedSilently), Value(true));
  EXPECT_EQ(At(facts, kFactDomestic), Value(true));
  EXPECT_EQ(At(facts, kFactRepeated), Value(false));
  EXPECT_EQ(At(facts, kFactParentConsent), Value(true));
}

TEST(HeaderFacts, AParentThatIsNotKnownIsAnErrorAndNoneIsAbsent) {
  RecordFacts header;
  EXPECT_EQ(HeaderFacts(header).state(kFactParentReply), FactState::kAbsent);
  header.names_parent = true;
  for (const absl::string_view fact :
       {kFactParentType, kFactParentState, kFactParentReply, kFactParentParties,
        kFactParentConsent}) {
    EXPECT_EQ(HeaderFacts(header).state(fact), FactState::kError);
  }
}

TEST(HeaderFacts, EmptyNamesNeverMakeAReply) {
  RecordFacts header;
  header.names_parent = true;
  header.parent = ParentFacts{"FirearmTraceRequest", "", "", true};
  const Facts facts = HeaderFacts(header);
  EXPECT_EQ(At(facts, kFactParentReply), Value(false));
  EXPECT_EQ(At(facts, kFactParentParties), Value(false));
}

TEST(Schema, LeavesTakeCategoryAndSilenceFromTheirFields) {
  const RecordType* type = Schema::OfThisBuild().Find("FirearmTraceRequest");
  ASSERT_NE(type, nullptr);
  const auto under = type->LeavesUnder("possessor.birth_date");
  ASSERT_EQ(under.size(), 3u);
  for (const size_t leaf : under) {
    EXPECT_EQ(type->leaves()[leaf].category, "person.birth");
    EXPECT_FALSE(type->leaves()[leaf].silent);
  }
  EXPECT_TRUE(type->LeavesUnder("possessor.birth").empty());
  for (const size_t leaf : type->LeavesUnder("context.subject_flags")) {
    EXPECT_TRUE(type->leaves()[leaf].silent);
  }
  EXPECT_EQ(type->LeavesUnder("associates").size(), 1u);
}

TEST(Schema, LevelsOfAChainRemoveMoreAndMore) {
  const RecordType* type = Schema::OfThisBuild().Find("FirearmTraceResult");
  ASSERT_NE(type, nullptr);
  const auto paths = [&](const char* path, const char* level) {
    std::vector<std::string> out;
    for (const CoarserLeaf& coarser : type->Generalise(path, level)) {
      out.push_back(type->leaves()[coarser.leaf].path + coarser.level);
    }
    return out;
  };
  EXPECT_EQ(paths("purchaser.birth_date", "month"),
            std::vector<std::string>{"purchaser.birth_date.day"});
  EXPECT_EQ(paths("purchaser.birth_date", "year"),
            (std::vector<std::string>{"purchaser.birth_date.day",
                                      "purchaser.birth_date.month"}));
  EXPECT_EQ(paths("purchaser.residence", "municipality"),
            (std::vector<std::string>{"purchaser.residence.postal_code",
                                      "purchaser.residence.street",
                                      "purchaser.residence.street_number"}));
  EXPECT_EQ(paths("purchaser.residence", "country").size(), 5u);
  EXPECT_EQ(paths("dealer.ffl_number", "last4"),
            std::vector<std::string>{"dealer.ffl_numberlast4"});
  EXPECT_TRUE(paths("purchaser.birth_date", "municipality").empty());
  EXPECT_TRUE(paths("purchaser.race", "year").empty());
}

TEST(Schema, ShortNamesOfEnumsLoseTheirPrefix) {
  EXPECT_EQ(ShortEnumName(*v1::PurposeCode_descriptor()->FindValueByName(
                "PURPOSE_CODE_CRIM_INVESTIGATION")),
            "CRIM_INVESTIGATION");
}

}  // namespace
}  // namespace enlace::policy
