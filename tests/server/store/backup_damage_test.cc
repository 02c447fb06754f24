// Whatever happens to a backup, or while it is made or restored: it is whole,
// or it is refused.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "base/sha256.h"
#include "server/store/backup.h"
#include "server/store/store_layout.h"
#include "tests/server/store/backup_fixture.h"
#include "tests/server/store/faulty_vfs.h"

namespace enlace::store {
namespace {

void WriteBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class BackupDamageTest : public testing::Test {
 protected:
  BackupDamageTest() { MakeSampleBackup(backup(), 4); }

  std::string backup() const { return folder_ / "backup"; }
  absl::Status Check() const { return CheckBackup(backup(), Ignore).status(); }

  // `file` with `bytes` is refused, with its own it is a backup again.
  void ExpectRefused(const std::string& file, const std::string& bytes,
                     const std::string& what) {
    const std::string path = backup() + "/" + file;
    const std::string good = *ReadFile(path);
    WriteBytes(path, bytes);
    const absl::Status status = Check();
    EXPECT_TRUE(absl::IsDataLoss(status)) << file << " " << what << status;
    WriteBytes(path, good);
  }

  const TemporaryFolder folder_;
};

TEST_F(BackupDamageTest, EachFlippedByteOfTheManifestIsRefused) {
  const std::string good = *ReadFile(backup() + "/backup");
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x01);
    const std::string path = backup() + "/backup";
    WriteBytes(path, bad);
    const absl::Status status = Check();
    // A flipped version of the format is a newer one.
    EXPECT_TRUE(absl::IsDataLoss(status) || absl::IsFailedPrecondition(status))
        << i << status;
    WriteBytes(path, good);
  }
  EXPECT_TRUE(Check().ok());
}

TEST_F(BackupDamageTest, TruncatedOrLongerManifestIsRefused) {
  const std::string good = *ReadFile(backup() + "/backup");
  for (size_t size = 0; size < good.size(); size += 7) {
    ExpectRefused("backup", good.substr(0, size), absl::StrCat(size));
  }
  ExpectRefused("backup", good + "\n", "longer");
  ExpectRefused("backup", good + good, "twice");
}

// The digest has no key: whoever forges a manifest can make it.
TEST_F(BackupDamageTest, ManifestWithARightDigestMustBeOfTheseFiles) {
  const std::string good = *ReadFile(backup() + "/backup");
  const std::string body = good.substr(0, good.rfind("sha256 "));
  const auto with_digest = [](const std::string& text) {
    return absl::StrCat(text, "sha256 ", HexEncode(AsBytes(Sha256(text))),
                        "\n");
  };
  ASSERT_EQ(with_digest(body), good);
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"batch 4 ", "batch 3 "},
        {"log 12 ", "log 11 "},
        {"books/aa.book 11 ", "books/aa.book 12 "},
        {"books/aa.book", "books/../aa.book"},
        {"file journal.db", "file journal.bd"}}) {
    const std::string forged = absl::StrReplaceAll(body, {{from, to}});
    ASSERT_NE(forged, body) << from;
    ExpectRefused("backup", with_digest(forged), to);
  }
}

TEST_F(BackupDamageTest, ManifestOfAnotherBackupIsRefused) {
  MakeSampleBackup(folder_ / "other", 3);
  ExpectRefused("backup", *ReadFile(folder_ / "other/backup"), "swapped");
  ExpectRefused("journal.db", *ReadFile(folder_ / "other/journal.db"),
                "swapped");
}

TEST_F(BackupDamageTest, DamagedJournalOrBookIsRefused) {
  for (const std::string file : {"journal.db", "books/aa.book"}) {
    const std::string good = *ReadFile(backup() + "/" + file);
    const size_t step = good.size() > 1000 ? 613 : 1;
    for (size_t i = 0; i < good.size(); i += step) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 0x04);
      ExpectRefused(file, bad, absl::StrCat(i));
      ExpectRefused(file, good.substr(0, i), absl::StrCat("cut at ", i));
    }
  }
  EXPECT_TRUE(Check().ok());
}

TEST_F(BackupDamageTest, FilesThatAreMissingOrTooManyAreRefused) {
  for (const std::string file : {"journal.db", "books/aa.book"}) {
    const std::string path = backup() + "/" + file;
    std::filesystem::rename(path, folder_ / "aside");
    EXPECT_TRUE(absl::IsDataLoss(Check())) << file;
    std::filesystem::rename(folder_ / "aside", path);
  }
  // SQLite would take these for part of the journal.
  for (const std::string file :
       {"journal.db-wal", "journal.db-journal", "books/bb.book"}) {
    WriteBytes(backup() + "/" + file, "x");
    EXPECT_TRUE(absl::IsDataLoss(Check())) << file;
    std::filesystem::remove(backup() + "/" + file);
  }
  std::filesystem::remove(backup() + "/backup");
  EXPECT_TRUE(absl::IsNotFound(Check()));
}

TEST_F(BackupDamageTest, BackupOfANewerVersionIsRefusedByName) {
  const std::string good = *ReadFile(backup() + "/backup");
  const std::string body = good.substr(0, good.rfind("sha256 "));
  const std::string newer =
      absl::StrReplaceAll(body, {{"schema 1\n", "schema 2\n"}});
  WriteBytes(
      backup() + "/backup",
      absl::StrCat(newer, "sha256 ", HexEncode(AsBytes(Sha256(newer))), "\n"));
  absl::Status status = Check();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "has version 2")) << status;
  WriteBytes(backup() + "/backup", "enlace backup 2\nanything\n\n");
  status = Check();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "has format 2")) << status;
}

TEST_F(BackupDamageTest, CheckingLeavesTheBackupAsItIs) {
  const auto before = FilesBelow(folder_.path());
  EXPECT_TRUE(Check().ok());
  EXPECT_EQ(FilesBelow(folder_.path()), before);
  EXPECT_FALSE(FileExists(backup() + "/journal.db-shm"));
}

// The disk fails, or is full, at each operation of SQLite's in turn.
class BackupDiskErrorTest : public testing::TestWithParam<DiskFault> {};

INSTANTIATE_TEST_SUITE_P(Faults, BackupDiskErrorTest,
                         testing::Values(DiskFault::kError, DiskFault::kErrors,
                                         DiskFault::kFull));

TEST_P(BackupDiskErrorTest, FailedBackupLeavesNoFolder) {
  const TemporaryFolder folder;
  FillStore(folder / "store", 4);
  int failures = 0;
  for (int countdown = 1;; ++countdown) {
    const std::string backup = folder / absl::StrCat("backup", countdown);
    ArmDisk(GetParam(), countdown);
    const absl::Status status =
        MakeBackup(RequestFor(folder / "store", backup), Ignore).status();
    const int operations = DiskOperations();
    DisarmDisk();
    EXPECT_FALSE(FileExists(backup + ".new")) << countdown;
    EXPECT_EQ(FileExists(backup), status.ok()) << countdown;
    if (status.ok()) {
      EXPECT_TRUE(CheckBackup(backup, Ignore).ok()) << countdown;
    } else {
      ++failures;
    }
    if (operations < countdown) break;
  }
  EXPECT_GT(failures, 10);
}

TEST_P(BackupDiskErrorTest, FailedRestoreLeavesNoStoreAndIsRepeatable) {
  const TemporaryFolder folder;
  MakeSampleBackup(folder / "backup", 4);
  const auto backup = *CheckBackup(folder / "backup", Ignore);
  int failures = 0;
  for (int countdown = 1;; ++countdown) {
    const std::string store = folder / absl::StrCat("store", countdown);
    ArmDisk(GetParam(), countdown);
    const absl::Status status = RestoreBackup(backup, store, Ignore);
    const int operations = DiskOperations();
    DisarmDisk();
    if (!status.ok()) {
      ++failures;
      EXPECT_TRUE(absl::IsFailedPrecondition(SqliteStore::Open(store).status()))
          << countdown;
      ASSERT_TRUE(RestoreBackup(backup, store, Ignore).ok()) << countdown;
    }
    EXPECT_EQ(*ReadContent(store), ExpectedContent(4)) << countdown;
    EXPECT_EQ(*ReadFile(store + "/books/aa.book"), "a rule book");
    EXPECT_FALSE(FileExists(UnfinishedRestoreOf(store)));
    if (operations < countdown) break;
  }
  EXPECT_GT(failures, 10);
}

// No file may grow beyond a limit: that also strikes what SQLite does not
// write.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(BackupOnASmallDiskTest, BookThatDoesNotFitLeavesNoFolder) {
  const TemporaryFolder folder;
  FillStore(folder / "store", 4);
  ASSERT_TRUE(ReplaceFileDurably(folder / "store/books/aa.book",
                                 std::string(1 << 20, 'b'))
                  .ok());
  {
    const SmallDisk small(1 << 19);
    EXPECT_FALSE(
        MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore)
            .ok());
  }
  EXPECT_FALSE(FileExists(folder / "backup"));
  EXPECT_FALSE(FileExists(folder / "backup.new"));
  ASSERT_TRUE(
      MakeBackup(RequestFor(folder / "store", folder / "backup"), Ignore).ok());
  const auto backup = *CheckBackup(folder / "backup", Ignore);
  {
    const SmallDisk small(1 << 19);
    EXPECT_FALSE(RestoreBackup(backup, folder / "restored", Ignore).ok());
  }
  EXPECT_FALSE(FileExists(JournalOf(folder / "restored")));
  EXPECT_TRUE(RestoreBackup(backup, folder / "restored", Ignore).ok());
  EXPECT_EQ(*ReadContent(folder / "restored"), ExpectedContent(4));
}

class RestoreTest : public testing::Test {
 protected:
  RestoreTest() {
    MakeSampleBackup(folder_ / "backup", 4);
    backup_ = *CheckBackup(folder_ / "backup", Ignore);
  }

  const TemporaryFolder folder_;
  CheckedBackup backup_;
};

TEST_F(RestoreTest, StoreThatIsNotEmptyIsRefusedAndUntouched) {
  FillStore(folder_ / "store", 2);
  const auto before = FilesBelow(folder_ / "store");
  EXPECT_TRUE(absl::IsAlreadyExists(CheckRestorable(folder_ / "store")));
  EXPECT_TRUE(
      absl::IsAlreadyExists(RestoreBackup(backup_, folder_ / "store", Ignore)));
  EXPECT_EQ(FilesBelow(folder_ / "store"), before);
  // Be it a snapshot alone: it would be of another history.
  ASSERT_TRUE(ReplaceFileDurably(folder_ / "other/snapshot.1", "x").ok());
  EXPECT_TRUE(
      absl::IsAlreadyExists(RestoreBackup(backup_, folder_ / "other", Ignore)));
}

TEST_F(RestoreTest, StoreThatAnotherProcessHasIsRefused) {
  ASSERT_TRUE(MakeDirectories(folder_ / "store").ok());
  {
    const auto held = *FileLock::Acquire(LockOf(folder_ / "store"));
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckRestorable(folder_ / "store")));
    EXPECT_TRUE(absl::IsFailedPrecondition(
        RestoreBackup(backup_, folder_ / "store", Ignore)));
  }
  EXPECT_TRUE(RestoreBackup(backup_, folder_ / "store", Ignore).ok());
}

TEST_F(RestoreTest, AskingWhetherItIsRestorableWritesNothing) {
  EXPECT_TRUE(CheckRestorable(folder_ / "store").ok());
  EXPECT_FALSE(FileExists(folder_ / "store"));
}

TEST_F(RestoreTest, BackupThatChangedSinceItWasCheckedIsNotRestored) {
  {
    auto database = sqlite::Database::Open(folder_ / "backup/journal.db",
                                           sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(
        database->Run("UPDATE audit SET entry = x'00' WHERE position = 4")
            .ok());
  }
  EXPECT_TRUE(
      absl::IsDataLoss(RestoreBackup(backup_, folder_ / "store", Ignore)));
  EXPECT_FALSE(FileExists(JournalOf(folder_ / "store")));
}

TEST_F(RestoreTest, TheBackupStaysAsItIs) {
  const auto before = FilesBelow(folder_ / "backup");
  ASSERT_TRUE(RestoreBackup(backup_, folder_ / "store", Ignore).ok());
  EXPECT_EQ(FilesBelow(folder_ / "backup"), before);
}

}  // namespace
}  // namespace enlace::store
