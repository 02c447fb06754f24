#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "base/file.h"
#include "base/sha256.h"
#include "gtest/gtest.h"
#include "server/core/journal_format.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

std::string SnapshotName(uint64_t number) {
  return absl::StrFormat("snapshot.%020d", number);
}

// A store of five batches with snapshots of the second and the fourth.
class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() {
    auto store = *SqliteStore::Open(folder_.path());
    for (uint64_t number = 1; number <= 5; ++number) {
      EXPECT_TRUE(store->Commit(MakeBatch(number)).ok());
      if (number % 2 == 0) {
        EXPECT_TRUE(
            store->SaveSnapshot({number, absl::StrFormat("state %d", number)})
                .ok());
      }
    }
  }

  core::Snapshot Newest() {
    auto store = SqliteStore::Open(folder_.path());
    EXPECT_TRUE(store.ok()) << store.status();
    auto snapshot = (*store)->NewestSnapshot();
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    return *snapshot;
  }

  const TemporaryFolder folder_;
};

TEST_F(SnapshotTest, NewestIsServed) {
  EXPECT_EQ(Newest().number, 4u);
  EXPECT_EQ(Newest().state, "state 4");
}

TEST_F(SnapshotTest, NoSnapshotIsNumberZero) {
  const TemporaryFolder empty;
  const auto snapshot = (*SqliteStore::Open(empty.path()))->NewestSnapshot();
  ASSERT_TRUE(snapshot.ok());
  EXPECT_EQ(snapshot->number, 0u);
  EXPECT_EQ(snapshot->state, "");
}

TEST_F(SnapshotTest, TwoGenerationsAreKept) {
  {
    auto store = *SqliteStore::Open(folder_.path());
    ASSERT_TRUE(store->SaveSnapshot({5, "state 5"}).ok());
  }
  EXPECT_FALSE(FileExists(folder_ / SnapshotName(2)));
  EXPECT_TRUE(FileExists(folder_ / SnapshotName(4)));
  EXPECT_EQ(Newest().state, "state 5");
}

TEST_F(SnapshotTest, EveryDamagedByteFallsBackToTheOlderOne) {
  const std::string path = folder_ / SnapshotName(4);
  const std::string good = *ReadFile(path);
  auto store = *SqliteStore::Open(folder_.path());
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    ASSERT_TRUE(ReplaceFileDurably(path, bad).ok());
    EXPECT_EQ(store->NewestSnapshot()->state, "state 2") << i;
  }
  for (size_t size = 0; size < good.size(); ++size) {
    ASSERT_TRUE(ReplaceFileDurably(path, good.substr(0, size)).ok());
    EXPECT_EQ(store->NewestSnapshot()->state, "state 2") << size;
  }
  ASSERT_TRUE(ReplaceFileDurably(path, good + "x").ok());
  EXPECT_EQ(store->NewestSnapshot()->state, "state 2");
  ASSERT_TRUE(ReplaceFileDurably(path, good).ok());
  EXPECT_EQ(store->NewestSnapshot()->state, "state 4");
}

// As versions before wrote them, or a version with other events or another
// state: nobody knows what such a fold passed over.
TEST_F(SnapshotTest, SnapshotOfAnotherFormatIsPassedOver) {
  const std::string path = folder_ / SnapshotName(4);
  const std::string good = *ReadFile(path);
  const std::string format(AsBytes(core::JournalFormat()));
  const size_t at = good.find(format);
  ASSERT_NE(at, std::string::npos);
  std::string other = good;
  other.replace(at, format.size(), ToBytes(Sha256("another format")));
  std::string before = good;
  before.erase(at, format.size());
  before[before.find('2')] = '1';
  ASSERT_EQ(before.substr(0, 18), "enlace snapshot 1\n");
  for (const std::string& bytes : {other, before}) {
    ASSERT_TRUE(ReplaceFileDurably(path, bytes).ok());
    EXPECT_EQ(Newest().state, "state 2");
  }
}

TEST_F(SnapshotTest, BothDamagedMeansReplayFromTheBeginning) {
  for (uint64_t number : {2u, 4u}) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ / SnapshotName(number), "?").ok());
  }
  EXPECT_EQ(Newest().number, 0u);
}

TEST_F(SnapshotTest, SnapshotOfAnotherHistoryIsPassedOver) {
  const TemporaryFolder other;
  {
    auto store = *SqliteStore::Open(other.path());
    for (uint64_t number = 1; number <= 4; ++number) {
      ASSERT_TRUE(store->Commit(MakeBatch(number, /*rows=*/1)).ok());
    }
    ASSERT_TRUE(store->SaveSnapshot({4, "state of another"}).ok());
  }
  std::filesystem::copy_file(other / SnapshotName(4), folder_ / SnapshotName(4),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(Newest().state, "state 2");
}

TEST_F(SnapshotTest, RenamedSnapshotIsPassedOver) {
  std::filesystem::rename(folder_ / SnapshotName(4), folder_ / SnapshotName(3));
  EXPECT_EQ(Newest().state, "state 2");
}

TEST_F(SnapshotTest, JournalShorterThanASnapshotIsDataLoss) {
  const TemporaryFolder shorter;
  FillStore(shorter.path(), 3);
  CopyStore(shorter.path(), folder_.path());
  const absl::Status status = SqliteStore::Open(folder_.path()).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
}

TEST_F(SnapshotTest, OnlyCommittedBatchesHaveSnapshots) {
  auto store = *SqliteStore::Open(folder_.path());
  EXPECT_TRUE(absl::IsInvalidArgument(store->SaveSnapshot({6, "early"})));
  EXPECT_TRUE(absl::IsInvalidArgument(store->SaveSnapshot({0, "nothing"})));
}

}  // namespace
}  // namespace enlace::store
