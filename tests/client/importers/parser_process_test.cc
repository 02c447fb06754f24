// The process that reads a file: what it says of hostile ones, and what is made
// of its own end.

#include "client/importers/parser_process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/importers/csv_reader.h"

namespace enlace::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A file without a name that holds `text`, at its begin.
class FileOf {
 public:
  explicit FileOf(const std::string& text)
      : descriptor_(open("/tmp", O_TMPFILE | O_RDWR, 0600)) {
    EXPECT_GE(descriptor_, 0);
    EXPECT_EQ(write(descriptor_, text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
    EXPECT_EQ(lseek(descriptor_, 0, SEEK_SET), 0);
  }
  ~FileOf() { close(descriptor_); }
  FileOf(const FileOf&) = delete;
  FileOf& operator=(const FileOf&) = delete;

  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

std::vector<importers::ParsedRow> ReadAll(const std::string& text) {
  const FileOf file(text);
  auto parser = ParserProcess::Start(file.descriptor(), "FirearmTraceRequest");
  EXPECT_TRUE(parser.ok()) << parser.status();
  std::vector<importers::ParsedRow> rows;
  while (rows.empty() || !rows.back().end()) {
    auto row = (*parser)->Next();
    EXPECT_TRUE(row.ok()) << row.status();
    if (!row.ok()) break;
    rows.push_back(*std::move(row));
  }
  return rows;
}

TEST(ParserProcessTest, RowsComeInOrderAndTheEndIsSaid) {
  std::string text = "firearm.model\n";
  constexpr size_t kRows = 5000;
  for (size_t i = 0; i < kRows; ++i) absl::StrAppend(&text, "M", i, "\n");
  const auto rows = ReadAll(text);
  ASSERT_THAT(rows, SizeIs(kRows + 2));
  for (size_t i = 1; i <= kRows; ++i) EXPECT_EQ(rows[i].line(), i + 1);
  EXPECT_TRUE(rows.back().end());
  EXPECT_EQ(rows.back().offset(), text.size());
}

TEST(ParserProcessTest, AHostileFileIsFaultsOfItsRowsAndNothingElse) {
  const std::string hostile =
      absl::StrCat("firearm.model,firearm.caliber\n", "A,\"never closed\n",
                   "B,", std::string(3 << 20, 'x'), "\n",
                   absl::string_view("C,\0\0\n", 5), "D,\xff\xfe\n", "E,F,G",
                   std::string(20000, ','), "\n", "\"\"\"\"\"x,\n", "G,9mm\n");
  const auto rows = ReadAll(hostile);
  ASSERT_THAT(rows, SizeIs(9));
  for (size_t i = 1; i <= 6; ++i) {
    EXPECT_THAT(rows[i].faults(), SizeIs(1)) << i;
    EXPECT_EQ(rows[i].line(), i + 1);
  }
  EXPECT_THAT(rows[7].faults(), IsEmpty());
  EXPECT_EQ(rows[7].line(), 8U);
}

TEST(ParserProcessTest, NoiseNeverEndsIt) {
  // Bytes of a linear congruence, so that a failure can be seen again.
  uint32_t state = 4180;
  for (int file = 0; file < 20; ++file) {
    std::string noise = "firearm.model,firearm.caliber\n";
    for (int i = 0; i < 20000; ++i) {
      state = state * 1664525 + 1013904223;
      const uint32_t draw = state >> 24;
      noise += draw < 64 ? ",\"\n\r"[draw % 4] : static_cast<char>(draw);
    }
    EXPECT_TRUE(ReadAll(noise).back().end());
  }
}

TEST(ParserProcessTest, AProcessThatEndsEarlyIsNotTheEndOfTheFile) {
  const int unreadable = open("/dev/null", O_WRONLY);
  auto parser = ParserProcess::Start(unreadable, "");
  close(unreadable);
  ASSERT_TRUE(parser.ok()) << parser.status();
  const auto row = (*parser)->Next();
  EXPECT_EQ(row.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(row.status().message(), HasSubstr("ended early, after line 0"));
  EXPECT_EQ((*parser)->Next().status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace enlace::client
