// Stores of other versions: an older one opens, a newer one is refused and
// stays byte for byte as it is.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/sqlite.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/backup_fixture.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

// A store of version 1, as its first program wrote it: the first four batches
// of the fixture's history, of one row each.  A new version adds a folder, it
// never changes this one.
constexpr char kGoldenStore[] = "tests/server/store/testdata/golden_store_1";
constexpr uint64_t kGoldenBatches = 4;

void MakeNewer(const std::string& journal) {
  auto database =
      sqlite::Database::Open(journal, sqlite::Database::Mode::kWrite);
  CHECK_OK(database.status());
  CHECK_OK(database->Run("PRAGMA user_version = 2"));
}

void ExpectRefusedUntouched(const std::string& store) {
  const auto before = FilesBelow(store);
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = SqliteStore::Open(store).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    EXPECT_TRUE(absl::StrContains(status.message(), "has version 2"));
    EXPECT_TRUE(absl::StrContains(status.message(), "reads version 1"));
    EXPECT_EQ(FilesBelow(store), before);
  }
}

TEST(StoreVersionTest, NewerStoreIsRefusedAndNotWritten) {
  const TemporaryFolder folder;
  FillStore(folder.path(), 3);
  MakeNewer(folder / "journal.db");
  ASSERT_FALSE(FileExists(folder / "journal.db-wal"));
  ExpectRefusedUntouched(folder.path());
  EXPECT_FALSE(FileExists(folder / "journal.db-wal"));
}

// Also where a newer program was killed: its write-ahead log stays where it
// left it, and may alone hold the version.
TEST(StoreVersionTest, NewerStoreThatWasKilledIsRefusedAndNotWritten) {
  const TemporaryFolder folder;
  {
    const auto store = *SqliteStore::Open(folder / "open");
    ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
    MakeNewer(folder / "open/journal.db");
    CopyStore(folder / "open", folder / "store");
  }
  ASSERT_GT(std::filesystem::file_size(folder / "store/journal.db-wal"), 0u);
  ExpectRefusedUntouched(folder / "store");
}

TEST(StoreVersionTest, NewerStoreGivesNoBackup) {
  const TemporaryFolder folder;
  FillStore(folder / "store", 3);
  MakeNewer(folder / "store/journal.db");
  const absl::Status status =
      MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore)
          .status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_FALSE(FileExists(folder / "backup"));
}

TEST(StoreVersionTest, StoreOfVersion1OpensAndGoesOn) {
  const TemporaryFolder folder;
  CopyStore(kGoldenStore, folder.path());
  const auto store = SqliteStore::Open(folder.path());
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(*ReadContent(**store, /*rows=*/1),
            ExpectedContent(kGoldenBatches, /*rows=*/1));
  ASSERT_TRUE((*store)->Commit(MakeBatch(kGoldenBatches + 1, 1)).ok());
  EXPECT_EQ(*ReadContent(**store, /*rows=*/1),
            ExpectedContent(kGoldenBatches + 1, /*rows=*/1));
}

TEST(StoreVersionTest, DISABLED_WriteGoldenStore) {
  FillStore("golden_store", kGoldenBatches, /*rows=*/1);
}

}  // namespace
}  // namespace enlace::store
