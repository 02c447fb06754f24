// What becomes of a row: a draft, or everything that is wrong with it.

#include "client/importers/row_checker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "client/importers/overlay.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "tests/client/importers/parse_text.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

RowRules TraceRules() {
  RowRules rules;
  rules.type = "FirearmTraceRequest";
  rules.recipient = "us-atf";
  rules.defaults = *ReadFile("tests/scenarios/records/trace_request.json");
  rules.trust_domains = {"mx.enlace.example", "us.enlace.example"};
  return rules;
}

// The one row of a file whose header and cells these are.
CheckedRow Check(const std::string& header, const std::string& cells,
                 const RowRules& rules = TraceRules()) {
  auto checker = RowChecker::Make(rules);
  EXPECT_TRUE(checker.ok()) << checker.status();
  const auto rows = ParseText(header + "\n" + cells + "\n", rules.type);
  EXPECT_EQ(rows.size(), 3U);
  checker->set_columns({rows[0].columns().begin(), rows[0].columns().end()});
  return checker->Check(rows[1]);
}

// Field and reason of each fault, and its column.
std::map<std::string, std::pair<std::string, uint32_t>> FaultsOf(
    const CheckedRow& row) {
  std::map<std::string, std::pair<std::string, uint32_t>> faults;
  for (const FoundFault& fault : row.faults) {
    faults[fault.violation.field()] = {fault.violation.reason(), fault.column};
    EXPECT_FALSE(fault.violation.description_es().empty());
  }
  return faults;
}

TEST(RowCheckerTest, AGoodRowIsADraftWithTheDefaultsBeneath) {
  const CheckedRow row =
      Check("firearm.serial_number,possessor.nationalities[0]", "abc-1,us");
  ASSERT_THAT(row.faults, IsEmpty());
  EXPECT_EQ(row.draft.recipient.Uri(),
            "spiffe://us.enlace.example/agency/us-atf");
  v1::FirearmTraceRequest record;
  record.CopyFrom(*row.draft.record);
  EXPECT_EQ(record.firearm().serial_number(), "ABC-1") << "normal spelling";
  EXPECT_EQ(record.firearm().model(), "M-TEST") << "a default";
  EXPECT_THAT(record.possessor().nationalities(), ElementsAre("US"))
      << "a list of the row replaces the whole list";
  EXPECT_EQ(record.context().legal_basis_size(), 4);
}

TEST(RowCheckerTest, EveryFaultComesAtOnceWithItsColumn) {
  const CheckedRow row = Check(
      "crime_code,firearm.type,recovery.date,possessor.birth_date,"
      "firearm.country_of_origin,to",
      "58,canoe,2026-02-30,1990-13-01,ZZ,qq-none");
  EXPECT_THAT(FaultsOf(row),
              UnorderedElementsAre(
                  Pair("firearm.type", Pair("NOT_IN_LIST", 2)),
                  Pair("crime_code", Pair("FORM", 1)),
                  Pair("recovery.date.day", Pair("DATE", 3)),
                  Pair("possessor.birth_date.day", Pair("DATE", 4)),
                  Pair("firearm.country_of_origin", Pair("CODE_UNKNOWN", 5)),
                  Pair("to", Pair("RECIPIENT_UNKNOWN", 6))));
}

TEST(RowCheckerTest, ACellThatCannotBeReadIsNotMissingAsWell) {
  RowRules rules = TraceRules();
  rules.defaults.clear();
  const auto faults = FaultsOf(Check("request_date", "yesterday", rules));
  EXPECT_EQ(faults.at("request_date").first, "NOT_A_DATE");
  EXPECT_EQ(faults.at("crime_code").first, "MISSING");
  EXPECT_EQ(faults.at("crime_code").second, 0U) << "it is in no column";
}

TEST(RowCheckerTest, AnElementThatMovedUpIsFoundInItsColumn) {
  const CheckedRow row = Check(
      "associates[0].name.given_names,associates[3].nationalities[1]", ",QQ");
  EXPECT_THAT(FaultsOf(row), ElementsAre(Pair("associates[0].nationalities[0]",
                                              Pair("CODE_UNKNOWN", 2))));
}

TEST(RowCheckerTest, ARowThatIsNoRecordHasThatFaultAlone) {
  EXPECT_THAT(FaultsOf(Check("crime_code,firearm.model", "5801")),
              ElementsAre(Pair("", Pair("CELL_COUNT", 0))));
}

TEST(RowCheckerTest, WhatHoldsForAllRowsIsCheckedBeforeTheFirst) {
  RowRules rules = TraceRules();
  rules.recipient = "qq-none";
  EXPECT_EQ(RowChecker::Make(rules).status().code(),
            absl::StatusCode::kInvalidArgument);
  rules = TraceRules();
  rules.defaults = "{\"canoe\": 1}";
  EXPECT_EQ(RowChecker::Make(rules).status().code(),
            absl::StatusCode::kInvalidArgument);
  rules = TraceRules();
  rules.type = "Canoe";
  EXPECT_EQ(RowChecker::Make(rules).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(RowCheckerTest, AReaderThatLiesIsNotBelieved) {
  auto checker = RowChecker::Make(TraceRules());
  ASSERT_TRUE(checker.ok());
  importers::ParsedRow row;
  row.set_line(2);
  row.set_type("FirearmTraceRequest");
  row.set_record("\xff\xff no record");
  EXPECT_EQ(FaultsOf(checker->Check(row)).at("").first, "UNREADABLE");
  row.set_type("../../etc");
  EXPECT_EQ(FaultsOf(checker->Check(row)).at("").first, "UNREADABLE");
  row.clear_record();
  auto& fault = *row.add_faults();
  fault.set_column(4000000);
  EXPECT_EQ(FaultsOf(checker->Check(row)).at("").first, "UNREADABLE");
}

TEST(OverlayTest, PartsOfTwoDatesNeverMix) {
  v1::FirearmTraceRequest below;
  below.mutable_request_date()->set_year(2026);
  below.mutable_request_date()->set_month(2);
  below.mutable_firearm()->set_model("BELOW");
  v1::FirearmTraceRequest top;
  top.mutable_request_date()->set_year(2025);
  top.mutable_firearm()->set_caliber("9mm");
  Overlay(top, below);
  EXPECT_EQ(below.request_date().year(), 2025U);
  EXPECT_FALSE(below.request_date().has_month());
  EXPECT_EQ(below.firearm().model(), "BELOW");
  EXPECT_EQ(below.firearm().caliber(), "9mm");
}

}  // namespace
}  // namespace enlace::client
