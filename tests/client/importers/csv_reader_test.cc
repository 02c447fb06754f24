// What RFC 4180 says, and what hostile files try.

#include "client/importers/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/importers/csv_writer.h"
#include "tests/client/importers/parse_text.h"

namespace enlace::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// `step` bytes at a time, so that every place is once the end of a read.
std::vector<CsvRow> Read(const std::string& text, size_t step = 1 << 20) {
  CsvReader reader(PiecesOf(text, step));
  std::vector<CsvRow> rows;
  CsvRow row;
  while (reader.Next(row)) rows.push_back(row);
  EXPECT_EQ(reader.offset(), text.size());
  return rows;
}

MATCHER_P2(Cells, line, cells, "") {
  return arg.fault == importers::ROW_FAULT_NONE &&
         arg.line == static_cast<uint64_t>(line) &&
         arg.cells == std::vector<std::string>(cells);
}

MATCHER_P2(Faulty, line, fault, "") {
  return arg.line == static_cast<uint64_t>(line) && arg.fault == fault;
}

using Texts = std::vector<std::string>;

TEST(CsvReaderTest, TheExamplesOfTheStandardReadAsItSays) {
  EXPECT_THAT(Read("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"),
              ElementsAre(Cells(1, Texts{"aaa", "bbb", "ccc"}),
                          Cells(2, Texts{"zzz", "yyy", "xxx"})));
  EXPECT_THAT(Read("aaa,bbb,ccc\r\nzzz,yyy,xxx"), SizeIs(2))
      << "the last line end may be missing";
  EXPECT_THAT(Read("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
              ElementsAre(Cells(1, Texts{"aaa", "b\r\nbb", "ccc"}),
                          Cells(3, Texts{"zzz", "yyy", "xxx"})));
  EXPECT_THAT(Read("\"aaa\",\"b\"\"bb\",\"ccc\""),
              ElementsAre(Cells(1, Texts{"aaa", "b\"bb", "ccc"})));
  EXPECT_THAT(Read(" a , b "), ElementsAre(Cells(1, Texts{" a ", " b "})))
      << "blanks are part of a cell";
}

TEST(CsvReaderTest, LinesMayEndWithLineFeedAlone) {
  EXPECT_THAT(Read("a,b\nc,d\n"), ElementsAre(Cells(1, Texts{"a", "b"}),
                                              Cells(2, Texts{"c", "d"})));
}

TEST(CsvReaderTest, EmptyCellsAreCellsAndBlankLinesAreNothing) {
  EXPECT_THAT(
      Read("a,,\n\r\n\n,b,\"\"\n"),
      ElementsAre(Cells(1, Texts{"a", "", ""}), Cells(4, Texts{"", "b", ""})));
  EXPECT_THAT(Read(""), IsEmpty());
  EXPECT_THAT(Read("\n\n"), IsEmpty());
}

TEST(CsvReaderTest, AByteOrderMarkIsPassedOver) {
  EXPECT_THAT(Read("\xef\xbb\xbf"
                   "a,b"),
              ElementsAre(Cells(1, Texts{"a", "b"})));
}

TEST(CsvReaderTest, WhereAReadEndsMakesNoDifference) {
  const std::string text =
      "\xef\xbb\xbf\"a\"\"b\",\"c\r\n\r\nd\",ñ\r\n,\"\"\r\nx\r\ny,\"z";
  const std::vector<CsvRow> whole = Read(text);
  for (const size_t step : {size_t{1}, size_t{2}, size_t{3}}) {
    const std::vector<CsvRow> pieces = Read(text, step);
    ASSERT_EQ(pieces.size(), whole.size());
    for (size_t i = 0; i < whole.size(); ++i) {
      EXPECT_EQ(pieces[i].cells, whole[i].cells);
      EXPECT_EQ(pieces[i].line, whole[i].line);
      EXPECT_EQ(pieces[i].fault, whole[i].fault);
    }
  }
}

TEST(CsvReaderTest, AQuoteThatNeverClosesCostsItsOwnLineAlone) {
  EXPECT_THAT(
      Read("a,b\n1,\"open\n2,x\n3,y\n"),
      ElementsAre(Cells(1, Texts{"a", "b"}),
                  Faulty(2, importers::ROW_FAULT_QUOTE_OPEN),
                  Cells(3, Texts{"2", "x"}), Cells(4, Texts{"3", "y"})));
}

TEST(CsvReaderTest, AStrayQuoteIsAFaultOfItsRow) {
  EXPECT_THAT(Read("a,5\" barrel\nb,\"x\"y\nc,d\n"),
              ElementsAre(Faulty(1, importers::ROW_FAULT_QUOTE_STRAY),
                          Faulty(2, importers::ROW_FAULT_QUOTE_STRAY),
                          Cells(3, Texts{"c", "d"})));
  // Opens in line 1, closes where line 2 opens.
  EXPECT_THAT(
      Read("a,\"x\nb,\"y\"\nc,d\n"),
      ElementsAre(Faulty(1, importers::ROW_FAULT_QUOTE_STRAY),
                  Cells(2, Texts{"b", "y"}), Cells(3, Texts{"c", "d"})));
}

TEST(CsvReaderTest, BytesThatAreNoTextAreAFaultThatNamesTheColumn) {
  const std::vector<CsvRow> rows =
      Read(absl::StrCat("a,b\xff\nc,", absl::string_view("d\0e", 3), "\nf,g"));
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_THAT(rows[0], Faulty(1, importers::ROW_FAULT_NOT_UTF8));
  EXPECT_EQ(rows[0].column, 2U);
  EXPECT_THAT(rows[1], Faulty(2, importers::ROW_FAULT_NUL));
  EXPECT_EQ(rows[1].column, 2U);
  EXPECT_THAT(rows[2], Cells(3, Texts{"f", "g"}));
}

TEST(CsvReaderTest, ALongCellIsAFaultAndTheNextRowIsRead) {
  const std::string fits(kCellSizeMax, 'x');
  EXPECT_THAT(Read(absl::StrCat("a,", fits, "\nb,", fits, "x\nc,d")),
              ElementsAre(Cells(1, (Texts{"a", fits})),
                          Faulty(2, importers::ROW_FAULT_CELL_TOO_LONG),
                          Cells(3, Texts{"c", "d"})));
}

TEST(CsvReaderTest, AHundredMegabytesInOneCellAreOneFault) {
  for (const char* quote : {"", "\""}) {
    uint64_t left = 100 << 20;
    std::string text = absl::StrCat("a,", quote);
    CsvReader reader([&](char* buffer, size_t size) -> size_t {
      if (text.empty() && left > 0) {
        const size_t count = std::min<uint64_t>(size, left);
        std::fill_n(buffer, count, 'x');
        left -= count;
        if (left == 0) text = absl::StrCat(quote, "\nb,c\n");
        return count;
      }
      const size_t count = std::min(size, text.size());
      std::copy_n(text.data(), count, buffer);
      text.erase(0, count);
      return count;
    });
    CsvRow row;
    ASSERT_TRUE(reader.Next(row));
    EXPECT_THAT(row, Faulty(1, importers::ROW_FAULT_ROW_TOO_LONG));
    ASSERT_TRUE(reader.Next(row));
    EXPECT_THAT(row, Cells(2, Texts{"b", "c"}));
    EXPECT_FALSE(reader.Next(row));
  }
}

TEST(CsvWriterTest, WhatIsWrittenReadsTheSame) {
  const Texts cells = {"plain", "a,b", "say \"x\"", "two\r\nlines", "", " ñ "};
  EXPECT_THAT(Read(CsvLine(cells)), ElementsAre(Cells(1, cells)));
}

TEST(CsvWriterTest, AFormulaIsGuardedAndEveryTextComesBack) {
  EXPECT_EQ(GuardCell("=1+1"), "'=1+1");
  EXPECT_EQ(GuardCell("+52"), "'+52");
  EXPECT_EQ(GuardCell("plain"), "plain");
  for (const char* text : {"=1", "+1", "-1", "@x", "\tx", "\rx", "'", "''",
                           "'=1", "''=1", "#1", "x", "", "'x"}) {
    EXPECT_EQ(UnguardCell(GuardCell(text)), text);
  }
  EXPECT_EQ(UnguardCell("'tis"), "'tis") << "a person's apostrophe stays";
}

}  // namespace
}  // namespace enlace::client
