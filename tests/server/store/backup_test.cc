// A backup is what the store had in one commit, or there is none.

#include "server/store/backup.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "tests/server/store/backup_fixture.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

using Stage = BackupProgress::Stage;

TEST(BackupTest, BackupAtEachBatchRestoresToExactlyThatState) {
  const TemporaryFolder folder;
  const auto store = *SqliteStore::Open(folder / "store");
  for (uint64_t batches = 0; batches <= 7; ++batches) {
    if (batches > 0) {
      ASSERT_TRUE(store->Commit(MakeBatch(batches)).ok());
    }
    const std::string backup = folder / absl::StrCat("backup", batches);
    const auto made = MakeBackup(RequestFor(folder / "store", backup), Ignore);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->manifest.end.number, batches);
    EXPECT_EQ(made->manifest.end.audit_size, batches * 3);
    const auto checked = CheckBackup(backup, Ignore);
    ASSERT_TRUE(checked.ok()) << checked.status();
    EXPECT_EQ(checked->manifest, made->manifest);
    const std::string restored = folder / absl::StrCat("restored", batches);
    const absl::Status status = RestoreBackup(*checked, restored, Ignore);
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(*ReadContent(restored), ExpectedContent(batches));
    // It goes on from there.
    const auto again = *SqliteStore::Open(restored);
    EXPECT_TRUE(again->Commit(MakeBatch(batches + 1)).ok());
    EXPECT_EQ(*ReadContent(*again), ExpectedContent(batches + 1));
  }
}

// Every commit between two steps of the copy: it holds what was there when it
// began, and it waits for none of them.
TEST(BackupTest, CommitsDuringTheCopyGoOnAndAreNotInIt) {
  const TemporaryFolder folder;
  const auto store = *SqliteStore::Open(folder / "store");
  uint64_t batches = 0;
  while (batches < 5) ASSERT_TRUE(store->Commit(MakeBatch(++batches)).ok());
  BackupRequest request = RequestFor(folder / "store", folder / "backup");
  request.pages_a_step = 1;
  int steps = 0;
  const auto made = MakeBackup(request, [&](const BackupProgress& progress) {
    if (progress.stage != Stage::kCopy) return;
    ++steps;
    EXPECT_TRUE(store->Commit(MakeBatch(++batches)).ok());
  });
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_GT(steps, 10);
  EXPECT_EQ(made->manifest.end.number, 5u);
  EXPECT_EQ(RestoredContent(folder / "backup", folder / "restored"),
            ExpectedContent(5));
  EXPECT_EQ(*ReadContent(*store), ExpectedContent(batches));
}

TEST(BackupTest, BackupUnderAConcurrentWriterIsAVerifiedPrefix) {
  const TemporaryFolder folder;
  const auto store = *SqliteStore::Open(folder / "store");
  ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (uint64_t number = 2; number <= 300 && !stop; ++number) {
      EXPECT_TRUE(store->Commit(MakeBatch(number)).ok());
    }
  });
  uint64_t last = 0;
  for (int i = 0; i < 4; ++i) {
    const std::string backup = folder / absl::StrCat("backup", i);
    const auto made = MakeBackup(RequestFor(folder / "store", backup), Ignore);
    EXPECT_TRUE(made.ok()) << made.status();
    if (!made.ok()) break;
    EXPECT_GE(made->manifest.end.number, last);
    last = made->manifest.end.number;
    EXPECT_EQ(RestoredContent(backup, folder / absl::StrCat("restored", i)),
              ExpectedContent(last));
  }
  stop = true;
  writer.join();
}

TEST(BackupTest, StoreOfANodeThatWasKilledIsBackedUp) {
  const TemporaryFolder folder;
  {
    const auto store = *SqliteStore::Open(folder / "open");
    for (uint64_t number = 1; number <= 4; ++number) {
      ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
    }
    CopyStore(folder / "open", folder / "store");
  }
  const auto made =
      MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(RestoredContent(folder / "backup", folder / "restored"),
            ExpectedContent(4));
  EXPECT_EQ(*ReadContent(folder / "store"), ExpectedContent(4));
}

TEST(BackupTest, AdoptedRuleBooksGoWithTheJournal) {
  const TemporaryFolder folder;
  FillStore(folder / "store", 2);
  const std::string book(100000, 'b');
  ASSERT_TRUE(ReplaceFileDurably(folder / "store/books/aa.book", book).ok());
  ASSERT_TRUE(ReplaceFileDurably(folder / "store/books/aa.0.review", "r").ok());
  // One that is being written is adopted by no commit yet.
  ASSERT_TRUE(ReplaceFileDurably(folder / "store/books/bb.book.new", "").ok());
  const auto made =
      MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->manifest.files.size(), 3u);
  EXPECT_EQ(RestoredContent(folder / "backup", folder / "restored"),
            ExpectedContent(2));
  EXPECT_EQ(*ReadFile(folder / "restored/books/aa.book"), book);
  EXPECT_EQ(*ReadFile(folder / "restored/books/aa.0.review"), "r");
}

TEST(BackupTest, OnlyItsOwnerReadsABackup) {
  const TemporaryFolder folder;
  FillStore(folder / "store", 2);
  ASSERT_TRUE(
      MakeBackup(RequestFor(folder / "store", folder / "a/backup"), Ignore)
          .ok());
  struct stat status;
  ASSERT_EQ(stat((folder / "a/backup").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0700u);
  for (const char* file : {"a/backup/journal.db", "a/backup/backup"}) {
    ASSERT_EQ(stat((folder / file).c_str(), &status), 0) << file;
    EXPECT_EQ(status.st_mode & 0777u, 0600u) << file;
  }
}

TEST(BackupTest, NothingIsOverwritten) {
  const TemporaryFolder folder;
  FillStore(folder / "store", 2);
  const BackupRequest request = RequestFor(folder / "store", folder / "backup");
  ASSERT_TRUE(MakeBackup(request, Ignore).ok());
  const auto before = FilesBelow(folder / "backup");
  EXPECT_TRUE(absl::IsAlreadyExists(MakeBackup(request, Ignore).status()));
  EXPECT_EQ(FilesBelow(folder / "backup"), before);
  // What was interrupted, or is under way.
  ASSERT_TRUE(MakeDirectories(folder / "other.new").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(
      MakeBackup(RequestFor(folder / "store", folder / "other"), Ignore)
          .status()));
  EXPECT_FALSE(FileExists(folder / "other"));
}

TEST(BackupTest, StoreThatDoesNotVerifyGivesNoBackup) {
  const TemporaryFolder folder;
  FillStore(folder / "store", 4);
  {
    auto database = sqlite::Database::Open(folder / "store/journal.db",
                                           sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(
        database
            ->Run("UPDATE payloads SET sealed = x'00' WHERE rowid = 4 << 16")
            .ok());
  }
  const absl::Status status =
      MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore)
          .status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_FALSE(FileExists(folder / "backup"));
  EXPECT_FALSE(FileExists(folder / "backup.new"));
}

TEST(BackupTest, WithoutAStoreThereIsNoneAndNoneIsMade) {
  const TemporaryFolder folder;
  EXPECT_TRUE(absl::IsNotFound(
      MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore)
          .status()));
  EXPECT_FALSE(FileExists(folder / "store"));
  EXPECT_FALSE(FileExists(folder / "backup"));
  EXPECT_FALSE(FileExists(folder / "backup.new"));
}

// Whoever waits in the observer holds up no commit and no checkpoint for good.
TEST(BackupTest, TheWriteAheadLogIsEmptiedAgainAfterABackup) {
  const TemporaryFolder folder;
  const auto store = *SqliteStore::Open(folder / "store");
  ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
  ASSERT_TRUE(
      MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore).ok());
  auto database = sqlite::Database::Open(folder / "store/journal.db",
                                         sqlite::Database::Mode::kWrite);
  EXPECT_EQ(*database->QueryInteger("PRAGMA wal_checkpoint(TRUNCATE)"), 0u);
}

}  // namespace
}  // namespace enlace::store
