// A record that goes out as a row comes in as the same record, whatever its
// type.

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <vector>

#include "client/importers/column.h"
#include "client/importers/record_cells.h"
#include "client/importers/record_template.h"
#include "proto/wire/record.h"
#include "tests/client/importers/parse_text.h"
#include "tests/client/importers/random_record.h"

namespace enlace::client {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kRecordsOfAType = 90;

TEST(RoundTripTest, EveryRecordOfEveryTypeComesBack) {
  std::mt19937 random(20261129);
  std::set<std::string> used;
  for (const auto* const type : wire::RecordTypes()) {
    std::vector<std::unique_ptr<Message>> records;
    std::vector<TableRow> table;
    for (int i = 0; i < kRecordsOfAType; ++i) {
      auto record = RandomRecord(*type, random);
      ASSERT_NE(record, nullptr) << type->name();
      for (const Cell& cell : CellsOf(*record)) {
        used.insert(cell.column.field().full_name());
      }
      table.push_back({record.get(), {{"record_id", "remark"}}});
      records.push_back(std::move(record));
    }
    const auto rows = ParseText(RecordsCsv(table), "");
    ASSERT_THAT(rows, SizeIs(records.size() + 2)) << type->name();
    EXPECT_THAT(rows.front().faults(), IsEmpty());
    EXPECT_TRUE(rows.back().end());
    for (size_t i = 0; i < records.size(); ++i) {
      const importers::ParsedRow& row = rows[i + 1];
      ASSERT_THAT(row.faults(), IsEmpty()) << type->name();
      EXPECT_EQ(row.type(), type->name());
      auto back = *wire::NewRecord(type->name());
      ASSERT_TRUE(back->ParseFromString(row.record()));
      EXPECT_TRUE(MessageDifferencer::Equals(*records[i], *back))
          << records[i]->DebugString() << "\ncame back as\n"
          << back->DebugString();
    }
  }
  // The records say something: most fields of all types were used.
  std::set<std::string> all;
  for (const auto* const type : wire::RecordTypes()) {
    for (const Column& column : ColumnsOf(*type, 1)) {
      all.insert(column.field().full_name());
    }
  }
  for (const std::string& name : used) all.erase(name);
  EXPECT_THAT(all, IsEmpty()) << "no record had these";
}

TEST(RoundTripTest, ATemplateIsAFileWithoutRows) {
  for (const auto* const type : wire::RecordTypes()) {
    for (const char* language : {"en", "es"}) {
      const auto rows =
          ParseText(RecordTemplate(*type, 2, language), type->name());
      ASSERT_THAT(rows, SizeIs(2)) << type->name();
      EXPECT_THAT(rows[0].faults(), IsEmpty());
      EXPECT_EQ(static_cast<size_t>(rows[0].columns_size()),
                ColumnsOf(*type, 2).size());
      EXPECT_TRUE(rows[1].end());
    }
  }
}

TEST(RoundTripTest, NoFieldOfARecordIsNamedAsAColumnOfTravel) {
  for (const auto* const type : wire::RecordTypes()) {
    for (const auto name : {kTypeColumn, kRecipientColumn, kParentColumn}) {
      EXPECT_EQ(type->FindFieldByName(std::string(name)), nullptr)
          << type->name();
    }
  }
}

}  // namespace
}  // namespace enlace::client
