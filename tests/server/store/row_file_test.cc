// A file of sorted rows, against a map.

#include "server/store/row_file.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "server/store/row_file_writer.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

std::map<std::string, std::string> ManyRows(int count) {
  std::map<std::string, std::string> rows;
  for (int i = 0; i < count; ++i) {
    rows[absl::StrFormat("key %05d", i * 2)] =
        std::string(static_cast<size_t>(i * 7 % 600), 'v');
  }
  return rows;
}

void Write(const std::string& path,
           const std::map<std::string, std::string>& rows,
           const std::string& note) {
  auto writer = *RowFileWriter::Begin(path);
  for (const auto& [key, value] : rows) {
    ASSERT_TRUE(writer.Add(key, value).ok());
  }
  ASSERT_TRUE(writer.Finish(note).ok());
}

TEST(RowFileTest, EveryRowIsFoundAndNoOther) {
  const TemporaryFolder folder;
  for (const int count : {0, 1, 2, 1000}) {
    const auto rows = ManyRows(count);
    Write(folder / "rows", rows, "note");
    const auto file = *RowFile::Open(folder / "rows");
    EXPECT_EQ(file->rows(), rows.size());
    EXPECT_EQ(file->note(), "note");
    for (int i = 0; i < 2 * count + 3; ++i) {
      const std::string key = absl::StrFormat("key %05d", i);
      const auto found = file->Find(key);
      ASSERT_TRUE(found.ok()) << found.status();
      const auto expected = rows.find(key);
      ASSERT_EQ(found->has_value(), expected != rows.end()) << key;
      if (found->has_value()) {
        EXPECT_EQ(**found, expected->second);
      }
    }
  }
}

TEST(RowFileTest, ScansBeginAtOrBehindAKey) {
  const TemporaryFolder folder;
  const auto rows = ManyRows(1000);
  Write(folder / "rows", rows, "");
  const auto file = *RowFile::Open(folder / "rows");
  for (int i = 0; i < 2003; i += 7) {
    const std::string from = absl::StrFormat("key %05d", i);
    const auto found = file->Scan(from, 40);
    ASSERT_TRUE(found.ok()) << found.status();
    auto expected = rows.lower_bound(from);
    for (const StoredRow& row : *found) {
      ASSERT_NE(expected, rows.end());
      EXPECT_EQ(row.key, expected->first);
      EXPECT_EQ(row.value, expected->second);
      ++expected;
    }
    EXPECT_TRUE(found->size() == 40 || expected == rows.end());
  }
}

TEST(RowFileTest, FewKeysThatAreNotThereNeedALookAtTheDisk) {
  std::vector<uint64_t> filter(1000 * RowFilter::kBitsARow / 64 + 1);
  for (int i = 0; i < 1000; ++i) {
    RowFilter::Add(filter, RowFilter::HashOf(absl::StrCat("there ", i)));
  }
  int passed = 0;
  for (int i = 0; i < 10000; ++i) {
    passed +=
        RowFilter::MayHold(filter, RowFilter::HashOf(absl::StrCat("not ", i)));
  }
  EXPECT_LT(passed, 300);
  EXPECT_GT(passed, 0) << "a filter that lets nothing pass is none";
}

TEST(RowFileTest, AFileThatIsCutAnywhereIsRefusedOrTold) {
  const TemporaryFolder folder;
  const std::string path = folder / "rows";
  Write(path, ManyRows(100), "note");
  const std::string good = *ReadFile(path);
  for (size_t size = 0; size < good.size(); size += 11) {
    ASSERT_TRUE(ReplaceFileDurably(path, good.substr(0, size)).ok());
    EXPECT_FALSE(RowFile::Open(path).ok()) << size;
  }
  ASSERT_TRUE(ReplaceFileDurably(path, good + "x").ok());
  EXPECT_FALSE(RowFile::Open(path).ok());
}

TEST(RowFileTest, WhatIsNotFinishedLeavesTheOldFile) {
  const TemporaryFolder folder;
  const std::string path = folder / "rows";
  Write(path, ManyRows(3), "old");
  {
    auto writer = *RowFileWriter::Begin(path);
    ASSERT_TRUE(writer.Add("a", "b").ok());
  }
  EXPECT_EQ((*RowFile::Open(path))->note(), "old");
  EXPECT_FALSE(FileExists(path + ".new"));
}

}  // namespace
}  // namespace enlace::store
