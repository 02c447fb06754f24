// What each row of a file is taken for.

#include "client/importers/row_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/importers/date_text.h"
#include "client/importers/record_template.h"
#include "client/importers/row_fault_text.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "tests/client/importers/parse_text.h"

namespace enlace::client {
namespace {

using importers::ParsedRow;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kType[] = "FirearmTraceRequest";

std::vector<ParsedRow> Parse(const std::string& text,
                             const std::string& type = kType) {
  std::vector<ParsedRow> rows = ParseText(text, type);
  EXPECT_TRUE(rows.back().end());
  return rows;
}

v1::FirearmTraceRequest RecordOf(const ParsedRow& row) {
  v1::FirearmTraceRequest record;
  EXPECT_TRUE(record.ParseFromString(row.record()));
  return record;
}

MATCHER_P2(FaultAt, column, fault, "") {
  return arg.column() == static_cast<uint32_t>(column) && arg.fault() == fault;
}

MATCHER_P(FaultIs, fault, "") { return arg.fault() == fault; }

TEST(RowParserTest, CellsOfEveryKindAreRead) {
  const auto rows = Parse(
      "firearm.serial_number,firearm.type,firearm.serial_obliterated,"
      "recovery.date,recovery.weapon_count,possessor.nationalities[0]\n"
      "TEST1,pistol,no,2026-02-03,5,MX\n"
      "TEST2,FIREARM_TYPE_RIFLE,SÍ,2026-02, 6 ,\n"
      "TEST3,R,1,2026,,US\n");
  ASSERT_THAT(rows, SizeIs(5));
  for (const ParsedRow& row : rows) EXPECT_THAT(row.faults(), IsEmpty());
  const auto first = RecordOf(rows[1]);
  EXPECT_EQ(rows[1].line(), 2U);
  EXPECT_EQ(first.firearm().serial_number(), "TEST1");
  EXPECT_EQ(first.firearm().type(), v1::FIREARM_TYPE_PISTOL);
  EXPECT_TRUE(first.firearm().has_serial_obliterated());
  EXPECT_FALSE(first.firearm().serial_obliterated());
  EXPECT_EQ(first.recovery().date().day(), 3U);
  EXPECT_EQ(first.recovery().weapon_count(), 5U);
  EXPECT_THAT(first.possessor().nationalities(), ElementsAre("MX"));
  const auto second = RecordOf(rows[2]);
  EXPECT_TRUE(second.firearm().serial_obliterated());
  EXPECT_FALSE(second.recovery().date().has_day());
  EXPECT_FALSE(second.has_possessor()) << "an empty cell is an absent value";
  EXPECT_EQ(RecordOf(rows[3]).firearm().type(), v1::FIREARM_TYPE_RIFLE)
      << "by its code";
}

TEST(RowParserTest, EveryFaultOfARowIsNamedWithItsColumn) {
  const auto rows = Parse(
      "firearm.type,firearm.serial_obliterated,recovery.date,"
      "recovery.weapon_count,context.valid_from,in_reply_to\n"
      "canoe,perhaps,03/02/2026,many,yesterday,12\n");
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_THAT(rows[1].faults(),
              testing::UnorderedElementsAre(
                  FaultAt(1, importers::ROW_FAULT_NOT_IN_LIST),
                  FaultAt(2, importers::ROW_FAULT_NOT_YES_OR_NO),
                  FaultAt(3, importers::ROW_FAULT_NOT_A_DATE),
                  FaultAt(4, importers::ROW_FAULT_NOT_A_NUMBER),
                  FaultAt(5, importers::ROW_FAULT_NOT_AN_INSTANT),
                  FaultAt(6, importers::ROW_FAULT_NOT_A_RECORD_ID)));
}

TEST(RowParserTest, ARowThatIsNoRowCostsNoOther) {
  const auto rows = Parse(
      "firearm.model,firearm.caliber\nA,9mm\nB\nC,9mm,x\nD,\"9mm\nE,50\n,\n"
      "F,50,,\n");
  ASSERT_THAT(rows, SizeIs(8));
  EXPECT_EQ(RecordOf(rows[1]).firearm().model(), "A");
  EXPECT_THAT(rows[2].faults(),
              ElementsAre(FaultAt(0, importers::ROW_FAULT_CELL_COUNT)));
  EXPECT_THAT(rows[3].faults(),
              ElementsAre(FaultAt(0, importers::ROW_FAULT_CELL_COUNT)));
  EXPECT_THAT(rows[4].faults(),
              ElementsAre(FaultAt(2, importers::ROW_FAULT_QUOTE_OPEN)));
  EXPECT_EQ(RecordOf(rows[5]).firearm().model(), "E");
  EXPECT_EQ(rows[6].line(), 8U) << "a row of empty cells is nothing";
  EXPECT_EQ(RecordOf(rows[6]).firearm().model(), "F")
      << "empty cells at the end are no cells";
}

TEST(RowParserTest, EmptyElementsOfAListAreLeftOutAndTheRestIsFoundAgain) {
  const auto rows = Parse(
      "associates[2].role,associates[0].role,associates[2].nationalities[1]\n"
      "SUSPECT,,MX\n");
  ASSERT_THAT(rows, SizeIs(3));
  const auto record = RecordOf(rows[1]);
  ASSERT_EQ(record.associates_size(), 1);
  EXPECT_EQ(record.associates(0).role(), v1::PERSON_ROLE_SUSPECT);
  EXPECT_THAT(record.associates(0).nationalities(), ElementsAre("MX"));
  ASSERT_THAT(rows[1].moved(), SizeIs(2));
  EXPECT_EQ(rows[1].moved(0).path(), "associates[0].role");
  EXPECT_EQ(rows[1].moved(0).column(), 1U);
  EXPECT_EQ(rows[1].moved(1).path(), "associates[0].nationalities[0]");
  EXPECT_EQ(rows[1].moved(1).column(), 3U);
}

TEST(RowParserTest, AHeaderThatIsNoneIsRefusedAndNotRepeated) {
  for (const char* header :
       {"firearm.model,secret value\nA,B\n", "firearm,x\n",
        "associates.name.given_names,x\n", "associates[10].role,x\n",
        "associates[01].role,x\n", "firearm.model[0],x\n"}) {
    const auto rows = Parse(header);
    ASSERT_THAT(rows, SizeIs(2)) << header;
    EXPECT_THAT(rows[0].faults(),
                testing::Contains(FaultIs(importers::ROW_FAULT_COLUMN_UNKNOWN)))
        << header;
    for (const std::string& name : rows[0].columns()) {
      EXPECT_THAT(name, IsEmpty()) << header;
    }
  }
  EXPECT_THAT(
      Parse("firearm.model,,firearm.model,firearm.action\n")[0].faults(),
      ElementsAre(FaultAt(2, importers::ROW_FAULT_COLUMN_UNNAMED),
                  FaultAt(3, importers::ROW_FAULT_COLUMN_TWICE)));
  EXPECT_THAT(Parse("")[0].faults(),
              ElementsAre(FaultAt(0, importers::ROW_FAULT_NO_HEADER)));
  EXPECT_THAT(Parse("firearm.\xff\n")[0].faults(),
              ElementsAre(FaultAt(1, importers::ROW_FAULT_NOT_UTF8)));
}

TEST(RowParserTest, AMixedFileTakesTypeAndRecipientFromItsRows) {
  const auto rows = Parse(
      "type,to,in_reply_to,alert_number,firearm.model\n"
      "BorderAlert,us-cbp,,A-1,\n"
      ",us-atf,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      ",,M\n"
      "BorderAlert,us-cbp,,A-2,M\n"
      "Canoe,us-cbp,,A-3,\n");
  ASSERT_THAT(rows, SizeIs(6));
  EXPECT_EQ(rows[1].type(), "BorderAlert");
  EXPECT_EQ(rows[1].recipient(), "us-cbp");
  EXPECT_EQ(rows[2].type(), kType) << "what holds for all";
  EXPECT_EQ(rows[2].parent(), std::string(32, '\xaa'));
  EXPECT_THAT(rows[3].faults(),
              ElementsAre(FaultAt(5, importers::ROW_FAULT_COLUMN_FOREIGN)));
  EXPECT_THAT(rows[4].faults(),
              ElementsAre(FaultAt(1, importers::ROW_FAULT_TYPE_UNKNOWN)));
  EXPECT_THAT(rows[4].type(), IsEmpty()) << "what is no type is not repeated";
  EXPECT_THAT(Parse("alert_number\nA-1\n", "")[1].faults(),
              ElementsAre(FaultAt(0, importers::ROW_FAULT_TYPE_MISSING)));
}

TEST(RowParserTest, RemarksStandBeneathTheHeaderAlone) {
  const auto rows =
      Parse("firearm.model,#note\n# Model,x\n\"# hint, two\",\n'#M,y\n#N,z\n");
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_EQ(rows[1].line(), 4U);
  EXPECT_EQ(RecordOf(rows[1]).firearm().model(), "#M");
  EXPECT_EQ(RecordOf(rows[2]).firearm().model(), "#N");
}

TEST(DateTextTest, PartsThatWereWithheldKeepTheirPlace) {
  v1::Date date;
  date.set_month(2);
  date.set_day(3);
  EXPECT_EQ(DateText(date), "XXXX-02-03");
  for (const char* text : {"2026-02-03", "2026-02", "2026", "XXXX-02-03",
                           "2026-XX-03", "XXXX-02"}) {
    ASSERT_TRUE(DateFromText(text).has_value()) << text;
    EXPECT_EQ(DateText(*DateFromText(text)), text);
  }
  for (const char* text :
       {"", "26-02-03", "2026-2-3", "2026-02-03-04", "2026/02/03", "XXXX",
        "2026-XX", "+026-02-03", "2026-00-03", "0000"}) {
    EXPECT_FALSE(DateFromText(text).has_value()) << text;
  }
}

TEST(RowFaultTextTest, EveryFaultSaysWhatToDoInBothLanguages) {
  const auto& faults = *importers::RowFault_descriptor();
  for (int i = 0; i < faults.value_count(); ++i) {
    const auto fault =
        static_cast<importers::RowFault>(faults.value(i)->number());
    const v1::FieldViolation violation = RowViolation("firearm.type", fault);
    EXPECT_EQ(violation.field(), "firearm.type");
    const std::string name = faults.value(i)->name();
    EXPECT_EQ(absl::StrCat("ROW_FAULT_", violation.reason()),
              fault == 0 ? "ROW_FAULT_UNREADABLE" : name);
    for (const std::string& text :
         {violation.description(), violation.description_es()}) {
      EXPECT_TRUE(absl::StrContains(text, ";")) << name << ": " << text;
    }
    EXPECT_NE(violation.description(), violation.description_es()) << name;
  }
}

TEST(RecordTemplateTest, HintsComeFromTheDescriptors) {
  const std::string english =
      RecordTemplate(*v1::FirearmTraceRequest::descriptor(), 1, "en");
  EXPECT_THAT(english, HasSubstr("# Request date"));
  EXPECT_THAT(english, HasSubstr("Firearm / Serial number"));
  EXPECT_THAT(english, HasSubstr("one of: CANNON, SUBMACHINE_GUN"));
  EXPECT_THAT(english, HasSubstr("required; YYYY-MM-DD"));
  EXPECT_THAT(english, HasSubstr("required if there is any possessor"));
  const std::string spanish =
      RecordTemplate(*v1::FirearmTraceRequest::descriptor(), 1, "es");
  EXPECT_THAT(spanish, HasSubstr("obligatorio; YYYY-MM-DD"));
  EXPECT_THAT(spanish, HasSubstr("Número de serie"));
}

}  // namespace
}  // namespace enlace::client
