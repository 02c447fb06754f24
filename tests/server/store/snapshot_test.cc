// The newest snapshot, in a file of its own beside the journal.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/sqlite.h"
#include "gtest/gtest.h"
#include "server/core/journal_format.h"
#include "server/core/row_key.h"
#include "server/store/row_file.h"
#include "server/store/row_file_writer.h"
#include "server/store/sqlite_store.h"
#include "server/store/state_file.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

using core::TableId;

constexpr int kRows = 60;

std::string KeyOf(int i) { return absl::StrCat("key ", 1000 + i); }

// Of batch `number`: every row says so, but the one that it takes away.
core::Snapshot MakeSnapshot(uint64_t number) {
  core::Snapshot snapshot;
  snapshot.number = number;
  snapshot.rest = absl::StrCat("state ", number);
  for (int i = 0; i < kRows; ++i) {
    std::optional<std::string> value;
    if (i != static_cast<int>(number)) value = absl::StrCat("value ", number);
    snapshot.changes.push_back({TableId::kInbox, KeyOf(i), value});
  }
  return snapshot;
}

// A store of five batches with a snapshot of the fourth.
class SnapshotTest : public testing::Test {
 protected:
  SnapshotTest() {
    auto store = *SqliteStore::Open(folder_.path());
    for (uint64_t number = 1; number <= 5; ++number) {
      EXPECT_TRUE(store->Commit(MakeBatch(number)).ok());
    }
    EXPECT_TRUE(store->SaveSnapshot(MakeSnapshot(4)).ok());
  }

  std::unique_ptr<SqliteStore> Open() {
    auto store = SqliteStore::Open(folder_.path());
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }

  static uint64_t NewestOf(SqliteStore& store) {
    auto snapshot = store.NewestSnapshot();
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    if (snapshot->number != 0) {
      EXPECT_EQ(snapshot->rest, absl::StrCat("state ", snapshot->number));
    }
    return snapshot->number;
  }

  static void ExpectRowsOf(SqliteStore& store, uint64_t number) {
    const auto rows = store.state_rows()->Scan(TableId::kInbox, "", 1000);
    ASSERT_TRUE(rows.ok()) << rows.status();
    ASSERT_EQ(rows->size(), number == 0 ? 0u : kRows - 1u);
    for (const core::Row& row : *rows) {
      EXPECT_EQ(row.value, absl::StrCat("value ", number));
      const auto found = store.state_rows()->Find(TableId::kInbox, row.key);
      ASSERT_TRUE(found.ok() && found->has_value());
      EXPECT_EQ(**found, row.value);
    }
    const auto gone = store.state_rows()->Find(TableId::kInbox,
                                               KeyOf(static_cast<int>(number)));
    ASSERT_TRUE(gone.ok());
    EXPECT_FALSE(gone->has_value());
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_ / "state.rows";
};

TEST_F(SnapshotTest, IsServedAfterARestart) {
  const auto store = Open();
  EXPECT_EQ(NewestOf(*store), 4u);
  ExpectRowsOf(*store, 4);
}

TEST_F(SnapshotTest, NoSnapshotIsNumberZero) {
  const TemporaryFolder empty;
  const auto store = *SqliteStore::Open(empty.path());
  EXPECT_EQ(NewestOf(*store), 0u);
  ExpectRowsOf(*store, 0);
}

TEST_F(SnapshotTest, ANewOneTakesThePlaceOfTheOneBefore) {
  {
    const auto store = Open();
    core::Snapshot next = MakeSnapshot(5);
    ASSERT_TRUE(store->SaveSnapshot(next).ok());
  }
  const auto store = Open();
  EXPECT_EQ(NewestOf(*store), 5u);
  ExpectRowsOf(*store, 5);
}

// Until one is whole, rows are those of the one before; and whoever drops that
// one, as damaged, gets none that was made of it.
TEST_F(SnapshotTest, OneIsWrittenWhileTheOneBeforeIsReadAndDropped) {
  const auto store = Open();
  core::Snapshot next = MakeSnapshot(5);
  for (int i = 0; i < 300'000; ++i) {
    next.changes.push_back({TableId::kReplies, absl::StrCat(1'000'000 + i),
                            std::string(100, 'x')});
  }
  absl::Status saved;
  std::thread saving([&] { saved = store->SaveSnapshot(next); });
  while (!std::filesystem::exists(path_ + ".new")) std::this_thread::yield();
  ExpectRowsOf(*store, 4);
  EXPECT_TRUE(store->DropSnapshot().ok());
  saving.join();
  EXPECT_TRUE(absl::IsAborted(saved)) << saved;
  ExpectRowsOf(*store, 0);
  EXPECT_FALSE(std::filesystem::exists(path_));
  EXPECT_EQ(NewestOf(*store), 0u);
}

TEST_F(SnapshotTest, RowsComeInTheOrderOfTheirKeysPageByPage) {
  const auto store = Open();
  std::vector<std::string> keys;
  std::string from;
  while (true) {
    const auto rows = store->state_rows()->Scan(TableId::kInbox, from, 7);
    ASSERT_TRUE(rows.ok());
    for (const core::Row& row : *rows) keys.push_back(row.key);
    if (rows->size() < 7) break;
    from = rows->back().key + '\0';
  }
  EXPECT_EQ(keys.size(), kRows - 1u);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  const auto others = store->state_rows()->Scan(TableId::kOutbox, "", 7);
  EXPECT_TRUE(others.ok() && others->empty()) << "rows of another table";
}

TEST_F(SnapshotTest, EveryDamagedByteIsFoundAndNoRowVanishes) {
  const std::string good = *ReadFile(path_);
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ (1 << i % 8));
    ASSERT_TRUE(ReplaceFileDurably(path_, bad).ok());
    StateFile file(path_);
    const auto head = file.ReadHead();
    const bool passed_over = !head.ok() || head->number == 0;
    EXPECT_TRUE(passed_over ||
                absl::IsDataLoss(file.Scan(TableId::kInbox, "", 1000).status()))
        << i;
    EXPECT_TRUE(passed_over ||
                absl::IsDataLoss(file.Find(TableId::kInbox, KeyOf(7)).status()))
        << i;
  }
}

TEST_F(SnapshotTest, AFileThatIsCutOrNoneIsPassedOver) {
  const std::string good = *ReadFile(path_);
  for (const std::string& bytes :
       {good.substr(0, good.size() / 2), good.substr(0, 100), std::string("?"),
        std::string()}) {
    ASSERT_TRUE(ReplaceFileDurably(path_, bytes).ok());
    const auto store = Open();
    EXPECT_EQ(NewestOf(*store), 0u) << bytes.size();
    ExpectRowsOf(*store, 0);
    EXPECT_TRUE(store->SaveSnapshot(MakeSnapshot(5)).ok());
    EXPECT_EQ(NewestOf(*store), 5u);
  }
}

// As a version with other events or another state wrote it: nobody knows what
// such a fold passed over.  That version must find it again.
TEST_F(SnapshotTest, SnapshotOfAnotherFormatIsPassedOverAndLeft) {
  {
    auto before = *RowFile::Open(path_);
    std::string note = before->note();
    const std::string format(AsBytes(core::JournalFormat()));
    const size_t at = note.find(format);
    ASSERT_NE(at, std::string::npos);
    note.replace(at, format.size(), ToBytes(Sha256("another format")));
    auto writer = *RowFileWriter::Begin(path_);
    ASSERT_TRUE(writer.Finish(note).ok());
  }
  const std::string theirs = *ReadFile(path_);
  const auto store = Open();
  EXPECT_EQ(NewestOf(*store), 0u);
  ExpectRowsOf(*store, 0);
  EXPECT_TRUE(store->DropSnapshot().ok());
  EXPECT_EQ(*ReadFile(path_), theirs);
  ASSERT_TRUE(store->SaveSnapshot(MakeSnapshot(4)).ok());
  EXPECT_EQ(NewestOf(*store), 4u);
  EXPECT_NE(*ReadFile(path_), theirs);
}

TEST_F(SnapshotTest, SnapshotOfAnotherHistoryIsPassedOver) {
  const TemporaryFolder other;
  {
    auto store = *SqliteStore::Open(other.path());
    for (uint64_t number = 1; number <= 4; ++number) {
      ASSERT_TRUE(store->Commit(MakeBatch(number, /*rows=*/1)).ok());
    }
    ASSERT_TRUE(store->SaveSnapshot(MakeSnapshot(4)).ok());
  }
  std::filesystem::copy_file(other / "state.rows", path_,
                             std::filesystem::copy_options::overwrite_existing);
  const auto store = Open();
  EXPECT_EQ(NewestOf(*store), 0u);
  ExpectRowsOf(*store, 0);
}

TEST_F(SnapshotTest, DroppedSnapshotIsGoneAndTheNextOneIsWhole) {
  {
    const auto store = Open();
    ASSERT_TRUE(store->DropSnapshot().ok());
    EXPECT_EQ(NewestOf(*store), 0u);
    ExpectRowsOf(*store, 0);
    ASSERT_TRUE(store->SaveSnapshot(MakeSnapshot(5)).ok());
  }
  const auto store = Open();
  EXPECT_EQ(NewestOf(*store), 5u);
  ExpectRowsOf(*store, 5);
}

TEST_F(SnapshotTest, OneThatCannotBeSavedLeavesTheOneBefore) {
  std::filesystem::create_directory(folder_ / "state.rows.new");
  const auto store = Open();
  EXPECT_FALSE(store->SaveSnapshot(MakeSnapshot(5)).ok());
  EXPECT_EQ(NewestOf(*store), 4u);
  ExpectRowsOf(*store, 4);
  std::filesystem::remove(folder_ / "state.rows.new");
  EXPECT_TRUE(store->SaveSnapshot(MakeSnapshot(5)).ok());
  ExpectRowsOf(*store, 5);
}

TEST_F(SnapshotTest, JournalShorterThanASnapshotIsDataLoss) {
  const TemporaryFolder shorter;
  FillStore(shorter.path(), 3);
  std::filesystem::remove(shorter / "state.rows");
  CopyStore(shorter.path(), folder_.path());
  const absl::Status status = SqliteStore::Open(folder_.path()).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
}

// Where payloads lie is in the rows, or in what was committed since; dropped
// ones stay dropped in either.
TEST_F(SnapshotTest, PayloadsAreFoundWhereverTheSnapshotWasTaken) {
  constexpr uint64_t kBatches = 9;
  const Content expected = ExpectedContent(kBatches);
  for (uint64_t of = 1; of <= kBatches; ++of) {
    for (uint64_t after = of; after <= kBatches; ++after) {
      const TemporaryFolder folder;
      {
        const auto store = *SqliteStore::Open(folder.path());
        for (uint64_t number = 1; number <= kBatches; ++number) {
          ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
          if (number == 2) {
            ASSERT_TRUE(store->SaveSnapshot(MakeSnapshot(1)).ok());
          }
          // As one that was begun at `of` and took until `after`.
          if (number == after) {
            ASSERT_TRUE(store->SaveSnapshot(MakeSnapshot(of)).ok());
          }
        }
        EXPECT_EQ(*ReadContent(*store), expected);
      }
      EXPECT_EQ(*ReadContent(folder.path()), expected) << of << " " << after;
      const auto store = *SqliteStore::Open(folder.path());
      EXPECT_EQ(store->audit_size(), 3 * kBatches);
      ASSERT_TRUE(store->DropSnapshot().ok());
      EXPECT_EQ(*ReadContent(*store), expected) << "without a snapshot";
    }
  }
}

// The batch of the snapshot may be there, and a later one, of which rows tell,
// another one: as with a backup that went on by itself.
TEST_F(SnapshotTest, SnapshotWhoseRowsAreOfAnotherHistoryIsPassedOver) {
  const TemporaryFolder other;
  {
    auto store = *SqliteStore::Open(other.path());
    for (uint64_t number = 1; number <= 5; ++number) {
      core::Batch batch = MakeBatch(number);
      if (number == 5) batch.events += "of another history";
      ASSERT_TRUE(store->Commit(batch).ok());
    }
    ASSERT_TRUE(store->SaveSnapshot(MakeSnapshot(4)).ok());
  }
  std::filesystem::copy_file(other / "state.rows", path_,
                             std::filesystem::copy_options::overwrite_existing);
  const auto store = Open();
  EXPECT_EQ(NewestOf(*store), 0u);
  EXPECT_EQ(*ReadContent(*store), ExpectedContent(5));
}

// What the start does not read is checked when it is asked for.
TEST_F(SnapshotTest, DamageBeforeASnapshotIsNeverServed) {
  {
    auto database = *sqlite::Database::Open(folder_ / "journal.db",
                                            sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(database
                    .Run("UPDATE events SET manifest = zeroblob(length("
                         "manifest)) WHERE number = 2")
                    .ok());
  }
  const auto store = Open();
  EXPECT_EQ(NewestOf(*store), 4u);
  EXPECT_TRUE(store->ReadAudit(0, 3).ok());
  EXPECT_TRUE(absl::IsDataLoss(store->ReadAudit(3, 3).status()));
  EXPECT_TRUE(store->ReadAudit(9, 6).ok());
  EXPECT_TRUE(absl::IsDataLoss(
      store->Replay(0, [](absl::string_view) { return absl::OkStatus(); })));
  EXPECT_TRUE(absl::IsDataLoss(store->DropSnapshot()));
  EXPECT_TRUE(absl::IsDataLoss(store->ReadPayload(TransferId(5, 0)).status()))
      << "nobody knows what is there";
}

TEST_F(SnapshotTest, WithoutTheRowsOfPayloadsNoneIsSaidToBeGone) {
  const std::string good = *ReadFile(path_);
  std::string bad = good;
  const size_t at = good.find(core::RowKey(TransferId(4, 1)));
  ASSERT_NE(at, std::string::npos);
  bad[at] = static_cast<char>(bad[at] ^ 1);
  {
    const auto store = Open();
    // In the file that is open.
    std::fstream(path_, std::ios::in | std::ios::out | std::ios::binary)
        .write(bad.data(), static_cast<std::streamsize>(bad.size()));
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(
          absl::IsDataLoss(store->ReadPayload(TransferId(4, 1)).status()));
      EXPECT_TRUE(absl::IsDataLoss(
          store->ReadPayload(absl::StrCat("none ", i)).status()));
    }
    EXPECT_TRUE(absl::IsDataLoss(store->Commit(MakeBatch(6))));
    EXPECT_TRUE(absl::IsDataLoss(store->SaveSnapshot(MakeSnapshot(5))));
  }
  const auto store = Open();
  ASSERT_TRUE(store->DropSnapshot().ok());
  EXPECT_EQ(*ReadContent(*store), ExpectedContent(5));
  EXPECT_TRUE(store->Commit(MakeBatch(6)).ok());
}

TEST_F(SnapshotTest, OnlyCommittedBatchesHaveSnapshots) {
  const auto store = Open();
  EXPECT_TRUE(absl::IsInvalidArgument(store->SaveSnapshot(MakeSnapshot(6))));
  EXPECT_TRUE(absl::IsInvalidArgument(store->SaveSnapshot(MakeSnapshot(0))));
}

}  // namespace
}  // namespace enlace::store
