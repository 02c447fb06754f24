#include "client/library/spool.h"

#include <filesystem>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace enlace::client {
namespace {

constexpr uint64_t kApplicationId = 0x456e7370;  // "Ensp"
constexpr uint64_t kSchemaVersion = 2;
constexpr uint64_t kVersionWithoutDigest = 1;
constexpr uint64_t kPageSizeMin = 512;  // of SQLite

constexpr absl::string_view kSettings =
    "PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;";

constexpr absl::string_view kTables = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE records (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    record_id BLOB NOT NULL,
    kept_at_ms INTEGER NOT NULL,
    submission BLOB,
    result BLOB,
    draft_digest BLOB) STRICT;
  CREATE INDEX by_record ON records (record_id);
  CREATE INDEX unsettled ON records (position) WHERE result IS NULL;
)";

constexpr absl::string_view kColumns =
    "key, record_id, kept_at_ms, submission, result, position, draft_digest";

absl::Status CreateTables(sqlite::Database& database) {
  ASSIGN_OR_RETURN(const std::string mode,
                   database.QueryText("PRAGMA journal_mode = WAL"));
  if (mode != "wal") {
    return absl::FailedPreconditionError(
        "the file system cannot hold a write-ahead log; choose another");
  }
  RETURN_IF_ERROR(database.Run(kTables));
  return database.Run(absl::StrCat("PRAGMA application_id = ", kApplicationId,
                                   "; PRAGMA user_version = ", kSchemaVersion,
                                   "; COMMIT;"));
}

// REQUIRES: tables of an earlier version.
absl::Status AddDigest(sqlite::Database& database) {
  return database.Run(
      absl::StrCat("BEGIN IMMEDIATE;"
                   "ALTER TABLE records ADD COLUMN draft_digest BLOB;"
                   "PRAGMA user_version = ",
                   kSchemaVersion, "; COMMIT;"));
}

absl::Status CheckIdentity(sqlite::Database& database, absl::string_view path) {
  ASSIGN_OR_RETURN(const uint64_t application,
                   database.QueryInteger("PRAGMA application_id"));
  ASSIGN_OR_RETURN(uint64_t version,
                   database.QueryInteger("PRAGMA user_version"));
  if (application == kApplicationId && version == kVersionWithoutDigest) {
    RETURN_IF_ERROR(AddDigest(database));
    version = kSchemaVersion;
  }
  if (application == kApplicationId && version == kSchemaVersion) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "`", path, "` is no spool of this version; name another file"));
}

// The write-ahead log has pages as they were before something was dropped,
// until it is written over; or for good, if the process is killed.
absl::Status EmptyLog(sqlite::Database& database) {
  return database.QueryInteger("PRAGMA wal_checkpoint(TRUNCATE)").status();
}

absl::StatusOr<SpooledRecord> RowOf(const sqlite::Statement& row) {
  SpooledRecord record;
  record.key = std::string(row.Bytes(0));
  record.record.record_id = std::string(row.Bytes(1));
  record.kept_at_ms = static_cast<int64_t>(row.Integer(2));
  record.record.bytes = std::string(row.Bytes(3));
  record.position = row.Integer(5);
  record.record.draft_digest = std::string(row.Bytes(6));
  if (row.Bytes(4).empty()) return record;
  record.result.emplace();
  if (!record.result->ParseFromString(std::string(row.Bytes(4)))) {
    return absl::DataLossError("an answer in the spool cannot be read");
  }
  return record;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Spool>> Spool::Open(absl::string_view path,
                                                   Clock& clock) {
  const std::string file(path);
  ASSIGN_OR_RETURN(FileLock lock, FileLock::Acquire(file + ".lock"));
  ASSIGN_OR_RETURN(
      sqlite::Database database,
      sqlite::Database::Open(file, sqlite::Database::Mode::kWrite));
  RETURN_IF_ERROR(database.Run(kSettings));
  ASSIGN_OR_RETURN(const uint64_t tables,
                   database.QueryInteger("SELECT count(*) FROM sqlite_schema"));
  // SQLite takes a short text for an empty database, and would replace it.
  const bool pages = std::filesystem::file_size(file) % kPageSizeMin == 0;
  if (tables == 0 && pages) RETURN_IF_ERROR(CreateTables(database));
  RETURN_IF_ERROR(CheckIdentity(database, path));
  RETURN_IF_ERROR(EmptyLog(database));
  // Nothing may rest on what only the page cache has: see docs/store.md 3.
  RETURN_IF_ERROR(database.SyncLog());
  auto spool =
      absl::WrapUnique(new Spool(std::move(lock), std::move(database), clock));
  RETURN_IF_ERROR(spool->Prepare());
  return spool;
}

absl::Status Spool::Prepare() {
  const std::pair<sqlite::Statement*, std::string> statements[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&rollback_, "ROLLBACK"},
      {&keep_,
       "INSERT INTO records (key, record_id, kept_at_ms, submission, "
       "draft_digest) "
       "VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING"},
      {&by_key_,
       absl::StrCat("SELECT ", kColumns, " FROM records WHERE key = ?")},
      {&by_record_,
       absl::StrCat("SELECT ", kColumns, " FROM records WHERE record_id = ?")},
      {&pending_,
       absl::StrCat("SELECT ", kColumns,
                    " FROM records WHERE result IS NULL AND position > ? "
                    "ORDER BY position LIMIT ?")},
      {&pending_count_, "SELECT count(*) FROM records WHERE result IS NULL"},
      {&settle_,
       "UPDATE records SET result = ?, submission = NULL "
       "WHERE key = ? AND result IS NULL"},
  };
  for (const auto& [statement, sql] : statements) {
    ASSIGN_OR_RETURN(*statement, database_.Prepare(sql));
  }
  return absl::OkStatus();
}

template <typename Work>
absl::Status Spool::InTransaction(Work work) {
  RETURN_IF_ERROR(begin_.Run());
  absl::Status done = work();
  if (done.ok()) done = commit_.Run();
  if (!done.ok()) rollback_.Run().IgnoreError();
  return done;
}

absl::StatusOr<std::vector<SpooledRecord>> Spool::Keep(
    absl::Span<const std::pair<std::string, SignedRecord>> records) {
  const absl::MutexLock lock(&mutex_);
  std::vector<SpooledRecord> kept;
  const int64_t now_ms = absl::ToUnixMillis(clock_.TimeNow());
  const absl::Status done = InTransaction([&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    for (const auto& [key, record] : records) {
      keep_.BindText(1, key);
      keep_.BindBytes(2, record.record_id);
      keep_.Bind(3, static_cast<uint64_t>(now_ms));
      keep_.BindBytes(4, record.bytes);
      keep_.BindBytes(5, record.draft_digest);
      RETURN_IF_ERROR(keep_.Run());
      ASSIGN_OR_RETURN(std::optional<SpooledRecord> stands,
                       FindBy(by_key_, key));
      CHECK(stands.has_value());
      kept.push_back(*std::move(stands));
    }
    return absl::OkStatus();
  });
  RETURN_IF_ERROR(done);
  return kept;
}

absl::StatusOr<std::optional<SpooledRecord>> Spool::FindBy(
    sqlite::Statement& statement, absl::string_view value) {
  const sqlite::ScopedReset reset(statement);
  if (&statement == &by_key_) {
    statement.BindText(1, value);
  } else {
    statement.BindBytes(1, value);
  }
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::nullopt;
  return RowOf(statement);
}

absl::StatusOr<std::optional<SpooledRecord>> Spool::Find(
    absl::string_view key) {
  const absl::MutexLock lock(&mutex_);
  return FindBy(by_key_, key);
}

absl::StatusOr<std::optional<SpooledRecord>> Spool::FindRecord(
    absl::string_view record_id) {
  const absl::MutexLock lock(&mutex_);
  return FindBy(by_record_, record_id);
}

absl::StatusOr<std::vector<SpooledRecord>> Spool::Pending(uint64_t after,
                                                          size_t limit) {
  const absl::MutexLock lock(&mutex_);
  std::vector<SpooledRecord> records;
  const sqlite::ScopedReset reset(pending_);
  pending_.Bind(1, after);
  pending_.Bind(2, limit);
  while (true) {
    ASSIGN_OR_RETURN(const bool found, pending_.Step());
    if (!found) return records;
    ASSIGN_OR_RETURN(SpooledRecord record, RowOf(pending_));
    records.push_back(std::move(record));
  }
}

absl::StatusOr<uint64_t> Spool::PendingCount() {
  const absl::MutexLock lock(&mutex_);
  const sqlite::ScopedReset reset(pending_count_);
  RETURN_IF_ERROR(pending_count_.Step().status());
  return pending_count_.Integer(0);
}

absl::Status Spool::Settle(
    absl::Span<const std::pair<std::string, v1::SubmitResult>> answers) {
  const absl::MutexLock lock(&mutex_);
  const absl::Status done = InTransaction([&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    for (const auto& [key, result] : answers) {
      const std::string bytes = result.SerializeAsString();
      CHECK(!bytes.empty());
      settle_.BindBytes(1, bytes);
      settle_.BindText(2, key);
      RETURN_IF_ERROR(settle_.Run());
    }
    return absl::OkStatus();
  });
  RETURN_IF_ERROR(done);
  return EmptyLog(database_);
}

}  // namespace enlace::client
