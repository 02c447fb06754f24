#include "server/store/sqlite_store.h"

#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/sqlite.h"
#include "gtest/gtest.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

std::unique_ptr<SqliteStore> OpenOrDie(const std::string& directory) {
  auto store = SqliteStore::Open(directory);
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

TEST(SqliteStoreTest, ServesWhatWasCommitted) {
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder / "new/store");
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(*ReadContent(*store), Content());
  for (uint64_t number = 1; number <= 6; ++number) {
    ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
    EXPECT_EQ(*ReadContent(*store), ExpectedContent(number));
    EXPECT_EQ(store->batch_number(), number);
    EXPECT_EQ(store->audit_size(), number * 3);
  }
}

TEST(SqliteStoreTest, ServesTheSameAfterARestart) {
  const TemporaryFolder folder;
  for (uint64_t number = 1; number <= 6; ++number) {
    const auto store = OpenOrDie(folder.path());
    ASSERT_NE(store, nullptr);
    EXPECT_EQ(*ReadContent(*store), ExpectedContent(number - 1));
    ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
  }
  EXPECT_EQ(*ReadContent(folder.path()), ExpectedContent(6));
}

TEST(SqliteStoreTest, EmptyAndHugeRowsComeBack) {
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder.path());
  core::Batch batch;
  batch.number = 1;
  batch.audit = {{.index = 0, .entry = "", .annex = ""}};
  batch.payloads.resize(2);
  batch.payloads[0].transfer_id = "";
  batch.payloads[1].transfer_id = std::string("\0id", 3);
  batch.payloads[1].payload.sealed = std::string(3 << 20, '\x7f');
  batch.payloads[1].payload.retention_class = std::string("a\0b", 3);
  ASSERT_TRUE(store->Commit(batch).ok());
  EXPECT_EQ(store->ReadAudit(0, 9)->at(0).entry, "");
  EXPECT_EQ(store->ReadPayload("")->sealed, "");
  EXPECT_EQ(store->ReadPayload(batch.payloads[1].transfer_id)->sealed,
            batch.payloads[1].payload.sealed);
  EXPECT_TRUE(store
                  ->Replay(0,
                           [](absl::string_view events) {
                             EXPECT_EQ(events, "");
                             return absl::OkStatus();
                           })
                  .ok());
}

TEST(SqliteStoreTest, ReplayStartsAfterTheBatchNamed) {
  const TemporaryFolder folder;
  FillStore(folder.path(), 5);
  const auto store = OpenOrDie(folder.path());
  for (uint64_t after = 0; after <= 5; ++after) {
    uint64_t next = after + 1;
    ASSERT_TRUE(store
                    ->Replay(after,
                             [&](absl::string_view events) {
                               EXPECT_EQ(events, MakeBatch(next++).events);
                               return absl::OkStatus();
                             })
                    .ok());
    EXPECT_EQ(next, 6u);
  }
}

TEST(SqliteStoreTest, ReplayStopsAtTheFirstErrorOfTheVisitor) {
  const TemporaryFolder folder;
  FillStore(folder.path(), 5);
  int visited = 0;
  const absl::Status status =
      OpenOrDie(folder.path())->Replay(0, [&](absl::string_view) {
        return ++visited == 3 ? absl::AbortedError("enough") : absl::OkStatus();
      });
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_EQ(visited, 3);
}

TEST(SqliteStoreTest, ReadAuditCutsAtTheEnd) {
  const TemporaryFolder folder;
  FillStore(folder.path(), 4);
  const auto store = OpenOrDie(folder.path());
  for (uint64_t first = 0; first <= 13; ++first) {
    for (uint64_t count : {0u, 1u, 2u, 5u, 12u, 100u}) {
      const auto rows = store->ReadAudit(first, count);
      ASSERT_TRUE(rows.ok()) << rows.status();
      const uint64_t left = first > 12 ? 0 : 12 - first;
      ASSERT_EQ(rows->size(), std::min(count, left));
      for (size_t i = 0; i < rows->size(); ++i) {
        EXPECT_EQ((*rows)[i].index, first + i);
        EXPECT_EQ((*rows)[i].entry, absl::StrCat("entry ", first + i));
      }
    }
  }
}

TEST(SqliteStoreTest, BatchOutOfOrderIsRefusedAndBreaksNothing) {
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder.path());
  EXPECT_TRUE(absl::IsFailedPrecondition(store->Commit(MakeBatch(2))));
  ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(store->Commit(MakeBatch(1))));
  EXPECT_TRUE(absl::IsFailedPrecondition(store->Commit(MakeBatch(3))));
  EXPECT_TRUE(store->Commit(MakeBatch(2)).ok());
  EXPECT_EQ(*ReadContent(*store), ExpectedContent(2));
}

TEST(SqliteStoreTest, EveryCommitAfterAFailedOneFails) {
  const TemporaryFolder folder;
  {
    const auto store = OpenOrDie(folder.path());
    ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
    core::Batch gap = MakeBatch(2);
    gap.audit[0].index = 7;
    EXPECT_FALSE(store->Commit(gap).ok());
    EXPECT_FALSE(store->Commit(MakeBatch(2)).ok());
    EXPECT_EQ(*ReadContent(*store), ExpectedContent(1));
  }
  const auto store = OpenOrDie(folder.path());
  EXPECT_TRUE(store->Commit(MakeBatch(2)).ok());
}

TEST(SqliteStoreTest, PayloadAddedAndDroppedInOneBatchIsNeverWritten) {
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder.path());
  core::Batch batch = MakeBatch(1);
  batch.payloads[1].payload.sealed = "never on disk";
  batch.dropped_payloads = {TransferId(1, 1), "unknown"};
  ASSERT_TRUE(store->Commit(batch).ok());
  EXPECT_TRUE(absl::IsNotFound(store->ReadPayload(TransferId(1, 1)).status()));
  EXPECT_TRUE(store->ReadPayload(TransferId(1, 2)).ok());
  auto database = sqlite::Database::Open(folder / "journal.db",
                                         sqlite::Database::Mode::kRead);
  EXPECT_EQ(*database->QueryInteger("SELECT count(*) FROM payloads"), 2u);
  EXPECT_EQ(*database->QueryInteger("SELECT count(*) FROM keys"), 2u);
}

TEST(SqliteStoreTest, LaterPayloadTakesThePlaceOfTheFirst) {
  const TemporaryFolder folder;
  {
    const auto store = OpenOrDie(folder.path());
    ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
    core::Batch batch;
    batch.number = 2;
    batch.payloads.resize(2);
    batch.payloads[0].transfer_id = TransferId(1, 0);
    batch.payloads[0].payload.sealed = "second";
    batch.payloads[1].transfer_id = TransferId(1, 0);
    batch.payloads[1].payload.sealed = "third";
    ASSERT_TRUE(store->Commit(batch).ok());
  }
  const auto store = OpenOrDie(folder.path());
  EXPECT_EQ(store->ReadPayload(TransferId(1, 0))->sealed, "third");
  EXPECT_TRUE(
      store->Replay(0, [](absl::string_view) { return absl::OkStatus(); })
          .ok());
  auto database = sqlite::Database::Open(folder / "journal.db",
                                         sqlite::Database::Mode::kRead);
  EXPECT_EQ(*database->QueryInteger("SELECT count(*) FROM payloads"), 3u);
}

TEST(SqliteStoreTest, SecondOpenerIsRefused) {
  const TemporaryFolder folder;
  {
    const auto store = OpenOrDie(folder.path());
    const absl::Status second = SqliteStore::Open(folder.path()).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(second)) << second;
    EXPECT_NE(second.message().find("another process"), std::string::npos);
    EXPECT_TRUE(store->Commit(MakeBatch(1)).ok());
  }
  EXPECT_TRUE(SqliteStore::Open(folder.path()).ok());
}

TEST(SqliteStoreTest, FilesArePrivate) {
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder.path());
  ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
  ASSERT_TRUE(store->SaveSnapshot({1, "state", {}}).ok());
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    struct stat status;
    ASSERT_EQ(stat(file.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0600u) << file.path();
    ++files;
  }
  EXPECT_EQ(files, 5);  // journal, its log and shared memory, lock, snapshot
}

TEST(SqliteStoreTest, SettingsAreThoseThePromisesRestOn) {
  const TemporaryFolder folder;
  FillStore(folder.path(), 1);
  auto database = sqlite::Database::Open(folder / "journal.db",
                                         sqlite::Database::Mode::kRead);
  EXPECT_EQ(*database->QueryInteger("PRAGMA page_size"), 4096u);
  EXPECT_EQ(*database->QueryText("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(*database->QueryInteger("PRAGMA user_version"), 1u);
}

TEST(SqliteStoreTest, FilesOfOthersAreRefused) {
  const TemporaryFolder folder;
  std::ofstream(folder / "journal.db") << "this is a text file";
  EXPECT_FALSE(SqliteStore::Open(folder.path()).ok());

  for (const char* sql :
       {"PRAGMA user_version = 2", "PRAGMA application_id = 7",
        "PRAGMA journal_mode = DELETE", "CREATE TABLE other (x)"}) {
    const TemporaryFolder own;
    if (absl::string_view(sql) != "CREATE TABLE other (x)") {
      FillStore(own.path(), 1);
    }
    {
      auto database = sqlite::Database::Open(own / "journal.db",
                                             sqlite::Database::Mode::kWrite);
      ASSERT_TRUE(database->Run(sql).ok());
    }
    const absl::Status status = SqliteStore::Open(own.path()).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << sql << status;
  }
}

TEST(SqliteStoreTest, ReadersRunBesideTheWriter) {
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder.path());
  ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
  constexpr uint64_t kBatches = 60;
  std::thread writer([&] {
    for (uint64_t number = 2; number <= kBatches; ++number) {
      EXPECT_TRUE(store->Commit(MakeBatch(number)).ok());
    }
  });
  uint64_t number = 0;
  while (number < kBatches) {
    number = store->batch_number();
    EXPECT_TRUE(store->ReadAudit(0, UINT64_MAX).ok());
    // Dropped by the batch after the next: there, or gone, never damaged.
    for (uint64_t i = number > 2 ? number - 2 : 1; i <= number; ++i) {
      const absl::Status status = store->ReadPayload(TransferId(i, 0)).status();
      EXPECT_TRUE(status.ok() || absl::IsNotFound(status)) << status;
    }
    EXPECT_TRUE(store
                    ->Replay(number - 1,
                             [](absl::string_view) { return absl::OkStatus(); })
                    .ok());
  }
  writer.join();
  EXPECT_EQ(*ReadContent(*store), ExpectedContent(kBatches));
}

// What the database has without its write-ahead log.
Content ContentOfDatabaseAlone(const TemporaryFolder& folder) {
  const TemporaryFolder alone;
  std::filesystem::copy_file(folder / "journal.db", alone / "journal.db");
  return ReadContent(alone.path()).value();
}

TEST(SqliteStoreTest, TheLogIsMovedBesideCommits) {
  constexpr uint64_t kBatches = 200;
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder.path());
  std::atomic<bool> done = false;
  std::thread committing([&] {
    for (uint64_t number = 1; number <= kBatches; ++number) {
      ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
    }
    done = true;
  });
  while (!done) store->MoveLog(/*pages_min=*/1);
  committing.join();
  store->MoveLog(/*pages_min=*/1);
  EXPECT_EQ(ContentOfDatabaseAlone(folder), ExpectedContent(kBatches));
  EXPECT_EQ(*ReadContent(*store), ExpectedContent(kBatches));
  // What was moved is written over.
  const auto log_size = std::filesystem::file_size(folder / "journal.db-wal");
  for (uint64_t number = kBatches + 1; number <= kBatches + 50; ++number) {
    ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
    store->MoveLog(/*pages_min=*/1);
  }
  EXPECT_EQ(std::filesystem::file_size(folder / "journal.db-wal"), log_size);
  EXPECT_EQ(ContentOfDatabaseAlone(folder), ExpectedContent(kBatches + 50));
}

TEST(SqliteStoreTest, WhatSomebodyReadsStaysInTheLog) {
  const TemporaryFolder folder;
  const auto store = OpenOrDie(folder.path());
  ASSERT_TRUE(store->Commit(MakeBatch(1)).ok());
  auto reader = *sqlite::Database::Open(folder / "journal.db",
                                        sqlite::Database::Mode::kRead);
  ASSERT_TRUE(reader.Run("BEGIN").ok());
  ASSERT_EQ(*reader.QueryInteger("SELECT number FROM head"), 1u);
  for (uint64_t number = 2; number <= 9; ++number) {
    ASSERT_TRUE(store->Commit(MakeBatch(number)).ok());
    store->MoveLog(/*pages_min=*/1);
    EXPECT_EQ(*reader.QueryInteger("SELECT number FROM head"), 1u);
  }
  ASSERT_TRUE(reader.Run("END").ok());
  store->MoveLog(/*pages_min=*/1);
  EXPECT_EQ(ContentOfDatabaseAlone(folder), ExpectedContent(9));
}

TEST(SqliteStoreTest, PayloadsOfAnEpochAreThoseStoredUnderIt) {
  const TemporaryFolder folder;
  FillStore(folder.path(), 4);  // batch n is of epoch n + 1
  const auto store = OpenOrDie(folder.path());
  using Ids = std::vector<std::string>;
  EXPECT_EQ(*store->PayloadsOfEpoch(2, 9),
            (Ids{TransferId(1, 0), TransferId(1, 1), TransferId(1, 2)}));
  EXPECT_EQ(*store->PayloadsOfEpoch(2, 2),
            (Ids{TransferId(1, 0), TransferId(1, 1)}));
  // One was dropped by the fourth batch.
  EXPECT_EQ(*store->PayloadsOfEpoch(3, 9),
            (Ids{TransferId(2, 1), TransferId(2, 2)}));
  EXPECT_EQ(*store->PayloadsOfEpoch(99, 9), Ids());

  // One is wrapped anew.
  core::Batch batch;
  batch.number = 5;
  batch.events = "wrapped anew";
  core::SealedPayload payload = *store->ReadPayload(TransferId(1, 1));
  payload.wrapped_key = "wrapped under another key";
  payload.key_epoch = 9;
  batch.payloads.push_back({TransferId(1, 1), payload});
  ASSERT_TRUE(store->Commit(batch).ok());
  EXPECT_EQ(*store->PayloadsOfEpoch(2, 9),
            (Ids{TransferId(1, 0), TransferId(1, 2)}));
  EXPECT_EQ(*store->PayloadsOfEpoch(9, 9), Ids{TransferId(1, 1)});
  EXPECT_EQ(*store->ReadPayload(TransferId(1, 1)), payload);
}

TEST(SqliteStoreTest, AKeyWithoutItsPayloadIsDamage) {
  const TemporaryFolder folder;
  FillStore(folder.path(), 2);
  {
    auto database = sqlite::Database::Open(folder / "journal.db",
                                           sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(database
                    ->Run("DELETE FROM payloads WHERE position = "
                          "(SELECT min(position) FROM payloads)")
                    .ok());
  }
  const auto store = OpenOrDie(folder.path());
  EXPECT_TRUE(absl::IsDataLoss(store->PayloadsOfEpoch(2, 9).status()));
  EXPECT_EQ(store->PayloadsOfEpoch(3, 9)->size(), 3u);
}

}  // namespace
}  // namespace enlace::store
