// Every change to the files of a store is found: what is served is what was
// committed, or an error.

#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/sqlite.h"
#include "gtest/gtest.h"
#include "server/store/manifest.h"
#include "server/store/sqlite_store.h"
#include "tests/server/store/store_fixture.h"

namespace enlace::store {
namespace {

constexpr uint64_t kDamageBatches = 4;

struct DamagedColumn {
  absl::string_view table;
  absl::string_view key;
  absl::string_view column;
  bool integer;
};

constexpr DamagedColumn kDamagedColumns[] = {
    {"events", "number", "number", true},
    {"events", "number", "digest", false},
    {"events", "number", "manifest", false},
    {"events", "number", "bytes", false},
    {"audit", "position", "position", true},
    {"audit", "position", "batch", true},
    {"audit", "position", "entry", false},
    {"audit", "position", "annex", false},
    {"payloads", "position", "position", true},
    {"payloads", "position", "transfer_id", false},
    {"payloads", "position", "retention_class", false},
    {"payloads", "position", "sealed", false},
    {"keys", "position", "position", true},
    {"keys", "position", "key_epoch", true},
    {"keys", "position", "wrapped", false},
    {"head", "one", "number", true},
    {"head", "one", "digest", false},
};

class StoreDamageTest : public testing::Test {
 protected:
  StoreDamageTest() { FillStore(good_.path(), kDamageBatches); }

  // A copy of the good store, opened for raw SQL.
  sqlite::Database Copy(const TemporaryFolder& folder) {
    CopyStore(good_.path(), folder.path());
    return *sqlite::Database::Open(folder / "journal.db",
                                   sqlite::Database::Mode::kWrite);
  }

  std::vector<uint64_t> Keys(absl::string_view table, absl::string_view key) {
    auto database = sqlite::Database::Open(good_ / "journal.db",
                                           sqlite::Database::Mode::kRead);
    auto rows = database->Prepare(
        absl::StrCat("SELECT ", key, " FROM ", table, " ORDER BY 1"));
    std::vector<uint64_t> keys;
    while (*rows->Step()) keys.push_back(rows->Integer(0));
    return keys;
  }

  // What comes of raw SQL; the content that was read if it went unnoticed.
  absl::Status After(absl::string_view sql, bool* served_the_same) {
    const TemporaryFolder folder;
    {
      sqlite::Database database = Copy(folder);
      EXPECT_TRUE(database.Run(sql).ok()) << sql;
    }
    const auto content = ReadContent(folder.path());
    *served_the_same =
        content.ok() && *content == ExpectedContent(kDamageBatches);
    return content.status();
  }

  const TemporaryFolder good_;
};

TEST_F(StoreDamageTest, UndamagedStoreIsServed) {
  const TemporaryFolder folder;
  { sqlite::Database database = Copy(folder); }
  EXPECT_EQ(*ReadContent(folder.path()), ExpectedContent(kDamageBatches));
}

TEST_F(StoreDamageTest, ChangedColumnOfAnyRowIsDataLoss) {
  int changes = 0;
  for (const DamagedColumn& column : kDamagedColumns) {
    for (const uint64_t key : Keys(column.table, column.key)) {
      for (const bool first : {true, false}) {
        // An integer is moved out of the way of others; of bytes the first or
        // the last is replaced by one that stands nowhere in the fixture.
        const std::string value =
            column.integer ? absl::StrCat(column.column,
                                          first ? "+100000000" : "-100000000")
            : first
                ? absl::StrCat(
                      "cast(x'7e' || substr(", column.column, ", 2) as ",
                      column.column == "retention_class" ? "text" : "blob", ")")
                : absl::StrCat(
                      "cast(substr(", column.column, ", 1, length(",
                      column.column, ") - 1) || x'7e' as ",
                      column.column == "retention_class" ? "text" : "blob",
                      ")");
        const std::string sql =
            absl::StrCat("UPDATE ", column.table, " SET ", column.column, " = ",
                         value, " WHERE ", column.key, " = ", key);
        bool same = false;
        const absl::Status status = After(sql, &same);
        EXPECT_TRUE(absl::IsDataLoss(status)) << sql << " gave " << status;
        ++changes;
      }
    }
  }
  EXPECT_GT(changes, 200);
}

TEST_F(StoreDamageTest, MissingRowIsDataLoss) {
  for (const auto& [table, key] :
       std::vector<std::pair<std::string, std::string>>{
           {"events", "number"},
           {"audit", "position"},
           {"payloads", "position"},
           {"keys", "position"},
           {"head", "one"}}) {
    for (const uint64_t row : Keys(table, key)) {
      const std::string sql =
          absl::StrCat("DELETE FROM ", table, " WHERE ", key, " = ", row);
      bool same = false;
      const absl::Status status = After(sql, &same);
      EXPECT_TRUE(absl::IsDataLoss(status)) << sql << " gave " << status;
    }
  }
}

TEST_F(StoreDamageTest, SwappedRowsAreDataLoss) {
  for (const auto& [table, key] :
       std::vector<std::pair<std::string, std::string>>{
           {"events", "number"},
           {"audit", "position"},
           {"payloads", "position"},
           {"keys", "position"}}) {
    const std::vector<uint64_t> keys = Keys(table, key);
    for (size_t a = 0; a < keys.size(); ++a) {
      for (size_t b = a + 1; b < keys.size(); ++b) {
        const std::string sql = absl::StrCat(
            "UPDATE ", table, " SET ", key, " = -1 WHERE ", key, " = ", keys[a],
            "; UPDATE ", table, " SET ", key, " = ", keys[a], " WHERE ", key,
            " = ", keys[b], "; UPDATE ", table, " SET ", key, " = ", keys[b],
            " WHERE ", key, " = -1;");
        bool same = false;
        const absl::Status status = After(sql, &same);
        EXPECT_TRUE(absl::IsDataLoss(status)) << sql << " gave " << status;
      }
    }
  }
}

TEST_F(StoreDamageTest, TruncatedJournalIsDataLoss) {
  const std::string cuts[] = {
      "DELETE FROM events WHERE number >= 4",
      "DELETE FROM events",
      "DELETE FROM audit WHERE position >= 9",
      "DELETE FROM events WHERE number >= 4;"
      "DELETE FROM audit WHERE position >= 9;"
      "DELETE FROM payloads WHERE position >= 4 << 16;"
      "DELETE FROM keys WHERE position >= 4 << 16;",
      "UPDATE head SET number = 3, digest = (SELECT digest FROM events WHERE "
      "number = 3); DELETE FROM events WHERE number >= 4",
  };
  for (const std::string& sql : cuts) {
    bool same = false;
    const absl::Status status = After(sql, &same);
    EXPECT_TRUE(absl::IsDataLoss(status)) << sql << " gave " << status;
  }
}

TEST_F(StoreDamageTest, AdditionalRowIsDataLoss) {
  const std::string additions[] = {
      "INSERT INTO events SELECT 5, digest, manifest, bytes FROM events WHERE "
      "number = 4",
      "INSERT INTO audit SELECT 12, batch, entry, annex FROM audit WHERE "
      "position = 11",
      "INSERT INTO payloads SELECT 6 << 16, transfer_id, retention_class, "
      "sealed FROM payloads WHERE position = 4 << 16",
  };
  for (const std::string& sql : additions) {
    bool same = false;
    const absl::Status status = After(sql, &same);
    EXPECT_TRUE(absl::IsDataLoss(status)) << sql << " gave " << status;
  }
}

// A row of one batch, whole and well-formed, where another stood.
TEST_F(StoreDamageTest, RowOfAnEarlierBatchIsNeverServedForALaterOne) {
  for (const char* sql :
       {"UPDATE payloads SET (transfer_id, retention_class, sealed) = (SELECT "
        "transfer_id, retention_class, sealed FROM payloads WHERE position = 1 "
        "<< 16) WHERE position = 4 << 16",
        "UPDATE audit SET (entry, annex, batch) = (SELECT entry, annex, batch "
        "FROM audit WHERE position = 1) WHERE position = 10",
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE position = "
        "1 << 16) WHERE position = 4 << 16",
        "UPDATE events SET bytes = (SELECT bytes FROM events WHERE number = 1) "
        "WHERE number = 3"}) {
    bool same = false;
    const absl::Status status = After(sql, &same);
    EXPECT_TRUE(absl::IsDataLoss(status)) << sql << " gave " << status;
  }
}

// The chain has no key: whoever forges a batch can chain it.  What it says must
// still follow what came before.
TEST_F(StoreDamageTest, ForgedManifestMustFollowTheLog) {
  const TemporaryFolder folder;
  {
    sqlite::Database database = Copy(folder);
    auto last = database.Prepare("SELECT digest FROM events WHERE number = 4");
    ASSERT_TRUE(*last->Step());
    const Manifest manifest = {.events = Sha256("forged"),
                               .first_audit = 13,  // where 12 is next
                               .audit = {},
                               .payloads = {},
                               .dropped_payloads = {}};
    const std::string encoded = EncodeManifest(manifest);
    const Hash digest = ChainDigest(HashFromBytes(last->Bytes(0)), 5, encoded);
    last->Reset();
    auto insert = database.Prepare("INSERT INTO events VALUES (5, ?, ?, ?)");
    insert->BindBytes(1, AsBytes(digest));
    insert->BindBytes(2, encoded);
    insert->BindBytes(3, "forged");
    ASSERT_TRUE(insert->Run().ok());
    auto head = database.Prepare("UPDATE head SET number = 5, digest = ?");
    head->BindBytes(1, AsBytes(digest));
    ASSERT_TRUE(head->Run().ok());
  }
  const absl::Status status = SqliteStore::Open(folder.path()).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "batch 5")) << status;
}

TEST_F(StoreDamageTest, FlippedByteOfTheFileIsNeverServed) {
  const TemporaryFolder folder;
  {
    sqlite::Database database = Copy(folder);
  }  // Closing empties the log file.
  const std::string path = folder / "journal.db";
  const std::string good = *ReadFile(path);
  ASSERT_FALSE(FileExists(path + "-wal"));
  int refused = 0;
  for (size_t i = 0; i < good.size(); i += 89) {
    const TemporaryFolder damaged;
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x04);
    std::ofstream(damaged / "journal.db", std::ios::binary) << bad;
    const auto content = ReadContent(damaged.path());
    if (content.ok()) {
      EXPECT_EQ(*content, ExpectedContent(kDamageBatches)) << i;
    } else {
      ++refused;
    }
  }
  EXPECT_GT(refused, 50);
}

TEST_F(StoreDamageTest, DamageAfterOpeningIsNotServed) {
  const TemporaryFolder folder;
  { sqlite::Database database = Copy(folder); }
  const auto store = *SqliteStore::Open(folder.path());
  {
    auto database = sqlite::Database::Open(folder / "journal.db",
                                           sqlite::Database::Mode::kWrite);
    ASSERT_TRUE(database
                    ->Run("UPDATE audit SET entry = x'00' WHERE position = 4;"
                          "UPDATE payloads SET sealed = x'00';"
                          "UPDATE events SET manifest = x'00' WHERE number = 4")
                    .ok());
  }
  EXPECT_TRUE(store->ReadAudit(0, 4).ok());
  EXPECT_TRUE(absl::IsDataLoss(store->ReadAudit(4, 1).status()));
  EXPECT_TRUE(absl::IsDataLoss(store->ReadAudit(11, 1).status()));
  EXPECT_TRUE(absl::IsDataLoss(store->ReadPayload(TransferId(4, 0)).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      store->Replay(0, [](absl::string_view) { return absl::OkStatus(); })));
}

}  // namespace
}  // namespace enlace::store
