// What is acknowledged survives a crash at any moment (P1); what is not is
// there whole or not at all.

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "base/check.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/faulty_vfs.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

// Batches that a store has; nothing in between is accepted.
uint64_t RecoveredBatches(const std::string& directory) {
  const auto store = SqliteStore::Open(directory);
  EXPECT_TRUE(store.ok()) << store.status();
  if (!store.ok()) return 0;
  const auto content = ReadContent(**store);
  EXPECT_TRUE(content.ok()) << content.status();
  const uint64_t number = (*store)->batch_number();
  EXPECT_EQ(*content, ExpectedContent(number));
  EXPECT_TRUE((*store)->Commit(MakeBatch(number + 1)).ok());
  return number;
}

TEST(StoreCrashTest, CopyOfTheFilesAfterEachCommitHasThatCommit) {
  const TemporaryFolder folder;
  const auto store = *SqliteStore::Open(folder / "store");
  for (uint64_t number = 1; number <= 8; ++number) {
    ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
    const TemporaryFolder copy;
    CopyStore(folder / "store", copy.path());
    EXPECT_EQ(RecoveredBatches(copy.path()), number);
  }
}

TEST(StoreCrashTest, TornWriteAheadLogLeavesAPrefixOfWholeBatches) {
  const TemporaryFolder folder;
  const auto store = *SqliteStore::Open(folder / "store");
  for (uint64_t number = 1; number <= 6; ++number) {
    ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
  }
  const std::string log = *ReadFile(folder / "store/journal.db-wal");
  uint64_t most = 0;
  for (size_t size = 0; size <= log.size(); size += 6151) {
    const TemporaryFolder copy;
    CopyStore(folder / "store", copy.path());
    std::filesystem::resize_file(copy / "journal.db-wal", size);
    const uint64_t batches = RecoveredBatches(copy.path());
    EXPECT_GE(batches, most) << size;
    most = batches;
  }
  EXPECT_GE(most, 5u);
}

// No later commit may rest on bytes that only the page cache has: after a
// failed sync nobody knows which of them the disk took.
TEST(StoreCrashTest, OpeningEmptiesTheWriteAheadLog) {
  const TemporaryFolder folder;
  const auto store = *SqliteStore::Open(folder / "store");
  ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
  CopyStore(folder / "store", folder / "copy");
  EXPECT_GT(std::filesystem::file_size(folder / "copy/journal.db-wal"), 0u);
  const auto copy = *SqliteStore::Open(folder / "copy");
  EXPECT_EQ(std::filesystem::file_size(folder / "copy/journal.db-wal"), 0u);
}

// Runs `body` in a child process whose disk is armed; true if the fault struck.
template <typename Body>
bool FaultStruckInChild(DiskFault fault, int countdown, Body body) {
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    ArmDisk(fault, countdown);
    body();
    _exit(0);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status)) << "the child was killed";
  CHECK(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == kDiskFaultExitCode)
      << "the child failed";
  return WEXITSTATUS(status) == kDiskFaultExitCode;
}

class StoreCrashAtEachOperationTest : public testing::TestWithParam<DiskFault> {
};

INSTANTIATE_TEST_SUITE_P(Faults, StoreCrashAtEachOperationTest,
                         testing::Values(DiskFault::kExit,
                                         DiskFault::kPowerCut));

// The child writes down each acknowledgement, synced, outside the store.
TEST_P(StoreCrashAtEachOperationTest, AcknowledgedBatchesAreThere) {
  for (int countdown = 1;; ++countdown) {
    const TemporaryFolder folder;
    FillStore(folder / "store", 2);
    const bool struck = FaultStruckInChild(GetParam(), countdown, [&] {
      auto store = SqliteStore::Open(folder / "store");
      CHECK_OK(store.status());
      for (uint64_t number = 3; number <= 5; ++number) {
        CHECK_OK((*store)->Commit(MakeBatch(number)));
        CHECK_OK(ReplaceFileDurably(folder / "acknowledged",
                                    std::string(number, '.')));
        (*store)->MoveLog(/*pages_min=*/1);
      }
      _exit(0);  // Closing writes too; that is the next test's.
    });
    const auto acknowledged = ReadFile(folder / "acknowledged");
    const uint64_t least = acknowledged.ok() ? acknowledged->size() : 2;
    const uint64_t batches = RecoveredBatches(folder / "store");
    EXPECT_GE(batches, least) << countdown;
    EXPECT_LE(batches, least + 1) << countdown;
    if (!struck) {
      EXPECT_EQ(batches, 5u);
      EXPECT_GT(countdown, 20);
      break;
    }
  }
}

TEST_P(StoreCrashAtEachOperationTest, FirstStartIsRepeatable) {
  for (int countdown = 1;; ++countdown) {
    const TemporaryFolder folder;
    const bool struck = FaultStruckInChild(GetParam(), countdown, [&] {
      CHECK_OK(SqliteStore::Open(folder / "store").status());
    });
    EXPECT_EQ(RecoveredBatches(folder / "store"), 0u) << countdown;
    if (!struck) break;
  }
}

// Opening empties the write-ahead log into the database; so does closing.
TEST_P(StoreCrashAtEachOperationTest, RecoveryIsRepeatable) {
  const TemporaryFolder crashed;
  {
    const auto store = *SqliteStore::Open(crashed / "open");
    for (uint64_t number = 1; number <= 5; ++number) {
      ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
    }
    CopyStore(crashed / "open", crashed / "store");
  }
  for (int countdown = 1;; ++countdown) {
    const TemporaryFolder folder;
    CopyStore(crashed / "store", folder / "store");
    const bool struck = FaultStruckInChild(GetParam(), countdown, [&] {
      const auto store = SqliteStore::Open(folder / "store");
      CHECK_OK(store.status());
      CHECK_OK((*store)->Commit(MakeBatch(6)));
    });
    const uint64_t batches = RecoveredBatches(folder / "store");
    EXPECT_TRUE(batches == 5 || batches == 6) << countdown;
    if (!struck) {
      EXPECT_EQ(batches, 6u);
      break;
    }
  }
}

class StoreDiskErrorTest : public testing::TestWithParam<DiskFault> {};

INSTANTIATE_TEST_SUITE_P(Faults, StoreDiskErrorTest,
                         testing::Values(DiskFault::kError, DiskFault::kErrors,
                                         DiskFault::kFull));

// Also when the disk recovers at once (an fsync that fails and then works).
TEST_P(StoreDiskErrorTest, FailedCommitIsStickyAndLosesNothingBeforeIt) {
  int failures = 0;
  for (int countdown = 1;; ++countdown) {
    const TemporaryFolder folder;
    FillStore(folder / "store", 2);
    bool failed = false;
    {
      ArmDisk(DiskFault::kNone, 0);  // Installed, harmless while opening.
      const auto store = *SqliteStore::Open(folder / "store");
      ArmDisk(GetParam(), countdown);
      const absl::Status status = store->Commit(MakeBatch(3));
      DisarmDisk();
      failed = !status.ok();
      if (failed) {
        ++failures;
        EXPECT_FALSE(store->Commit(MakeBatch(3)).ok());
        EXPECT_FALSE(store->Commit(MakeBatch(4)).ok());
        EXPECT_EQ(*ReadContent(*store), ExpectedContent(2));
      }
    }
    const uint64_t batches = RecoveredBatches(folder / "store");
    EXPECT_TRUE(batches == 3 || (failed && batches == 2)) << countdown;
    if (!failed) break;
  }
  EXPECT_GT(failures, 2);
}

TEST_P(StoreDiskErrorTest, LogThatCannotBeMovedBreaksItAndLosesNothing) {
  int failures = 0;
  for (int countdown = 1;; ++countdown) {
    const TemporaryFolder folder;
    bool failed = false;
    {
      ArmDisk(DiskFault::kNone, 0);
      const auto store = *SqliteStore::Open(folder / "store");
      for (uint64_t number = 1; number <= 3; ++number) {
        ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
      }
      ArmDisk(GetParam(), countdown);
      store->MoveLog(/*pages_min=*/1);
      DisarmDisk();
      failed = !store->Commit(MakeBatch(4)).ok();
      failures += failed ? 1 : 0;
      EXPECT_EQ(*ReadContent(*store), ExpectedContent(failed ? 3 : 4));
    }
    EXPECT_EQ(RecoveredBatches(folder / "store"), failed ? 3u : 4u);
    if (!failed) break;
  }
  EXPECT_GT(failures, 2);
}

TEST_P(StoreDiskErrorTest, FailedOpeningIsAnErrorAndHarmless) {
  for (int countdown = 1;; ++countdown) {
    const TemporaryFolder folder;
    {
      const auto store = *SqliteStore::Open(folder / "open");
      for (uint64_t number = 1; number <= 3; ++number) {
        ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
      }
      CopyStore(folder / "open", folder / "store");
    }
    ArmDisk(GetParam(), countdown);
    const bool opened = SqliteStore::Open(folder / "store").ok();
    const int operations = DiskOperations();
    DisarmDisk();
    EXPECT_EQ(RecoveredBatches(folder / "store"), 3u) << countdown;
    if (opened && operations < countdown) break;
  }
}

}  // namespace
}  // namespace enlace::store
