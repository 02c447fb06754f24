// Bits that rot in a database whose pages have checksums.

#include "base/checked_pages.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/sqlite.h"
#include "base/status_macros.h"
#include "gtest/gtest.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

using sqlite::Database;

constexpr int kRows = 40;
constexpr size_t kPageSize = 512;

class CheckedPagesTest : public testing::Test {
 protected:
  CheckedPagesTest() {
    auto database = *Database::Open(path_, Database::Mode::kWriteChecked);
    EXPECT_TRUE(database.Run("PRAGMA page_size = 512").ok());
    EXPECT_TRUE(database
                    .Run("CREATE TABLE rows (key BLOB PRIMARY KEY, value BLOB) "
                         "WITHOUT ROWID")
                    .ok());
    auto put = *database.Prepare("INSERT INTO rows VALUES (?, ?)");
    for (int i = 0; i < kRows; ++i) {
      const std::string key = absl::StrCat("key ", i);
      const std::string value = absl::StrCat("value ", i, std::string(60, 'v'));
      put.BindBytes(1, key);
      put.BindBytes(2, value);
      EXPECT_TRUE(put.Run().ok());
    }
  }

  // What every row says, or what kept it from being read.
  absl::StatusOr<std::string> ReadAll() {
    ASSIGN_OR_RETURN(auto database,
                     Database::Open(path_, Database::Mode::kWriteChecked));
    ASSIGN_OR_RETURN(auto find,
                     database.Prepare("SELECT value FROM rows WHERE key = ?"));
    std::string all;
    for (int i = 0; i < kRows; ++i) {
      const std::string key = absl::StrCat("key ", i);
      find.BindBytes(1, key);
      ASSIGN_OR_RETURN(const bool found, find.Step());
      absl::StrAppend(&all, found ? find.Bytes(0) : "none", "\n");
      find.Reset();
    }
    return all;
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_ / "checked.db";
};

TEST_F(CheckedPagesTest, WhatWasWrittenIsRead) {
  const auto all = ReadAll();
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->find("none"), std::string::npos);
}

TEST_F(CheckedPagesTest, EveryBitThatFlipsIsFoundAndNoRowVanishes) {
  const std::string good = *ReadFile(path_);
  const std::string all = *ReadAll();
  ASSERT_GE(good.size(), 5 * kPageSize);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ (1 << i % 8));
    ASSERT_TRUE(ReplaceFileDurably(path_, bad).ok());
    const auto read = ReadAll();
    if (read.ok()) {
      // What was not looked at: free pages, of which there are none here.
      ADD_FAILURE() << "byte " << i << (*read == all ? " passed" : " was told");
    }
  }
}

TEST_F(CheckedPagesTest, APageInThePlaceOfAnotherIsFound) {
  const std::string good = *ReadFile(path_);
  std::string bad = good;
  bad.replace(2 * kPageSize, kPageSize, good.substr(3 * kPageSize, kPageSize));
  ASSERT_TRUE(ReplaceFileDurably(path_, bad).ok());
  EXPECT_TRUE(absl::IsDataLoss(ReadAll().status())) << ReadAll().status();
}

}  // namespace
}  // namespace enlace::store
