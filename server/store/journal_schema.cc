#include "server/store/journal_schema.h"

#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"

namespace enlace::store {
namespace {

constexpr uint64_t kApplicationId = 0x456e6c63;  // "Enlc"

// Whoever writes moves the log (SqliteStore::MoveLog()), and a connection by
// itself only when it closes; the log file shrinks back to 64 MiB.
// secure_delete=FAST zeroes what is deleted where that costs no further page.
constexpr absl::string_view kSettings =
    "PRAGMA synchronous = FULL;"
    "PRAGMA locking_mode = NORMAL;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA journal_size_limit = 67108864;"
    "PRAGMA secure_delete = FAST;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA temp_store = MEMORY;";

constexpr absl::string_view kTables = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    digest BLOB NOT NULL,
    manifest BLOB NOT NULL,
    bytes BLOB NOT NULL) STRICT;
  CREATE TABLE audit (
    position INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL,
    entry BLOB NOT NULL,
    annex BLOB NOT NULL) STRICT;
  CREATE TABLE payloads (
    position INTEGER PRIMARY KEY,
    transfer_id BLOB NOT NULL,
    retention_class TEXT NOT NULL,
    sealed BLOB NOT NULL) STRICT;
  CREATE TABLE keys (
    position INTEGER PRIMARY KEY,
    key_epoch INTEGER NOT NULL,
    wrapped BLOB NOT NULL) STRICT;
  CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    digest BLOB NOT NULL) STRICT;
  INSERT INTO head VALUES (1, 0, zeroblob(32));
)";

absl::Status NotAJournal(absl::string_view path) {
  return absl::FailedPreconditionError(
      absl::StrCat("`", path, "` is not a journal of this program"));
}

absl::Status CreateTables(sqlite::Database& database) {
  RETURN_IF_ERROR(database.Run("PRAGMA page_size = 4096"));
  ASSIGN_OR_RETURN(const std::string mode,
                   database.QueryText("PRAGMA journal_mode = WAL"));
  if (mode != "wal") {
    return absl::FailedPreconditionError(
        "the file system cannot hold a write-ahead log; choose another");
  }
  RETURN_IF_ERROR(database.Run(kTables));
  RETURN_IF_ERROR(
      database.Run(absl::StrCat("PRAGMA application_id = ", kApplicationId)));
  RETURN_IF_ERROR(
      database.Run(absl::StrCat("PRAGMA user_version = ", kSchemaVersion)));
  return database.Run("COMMIT");
}

// The version of a journal, read without a writer: one that ends moves what is
// in the write-ahead log into the file.
absl::StatusOr<uint64_t> ReadVersion(const std::string& path) {
  std::error_code error;
  const auto pending = std::filesystem::file_size(path + "-wal", error);
  const bool at_rest = error || pending == 0;
  ASSIGN_OR_RETURN(
      sqlite::Database database,
      sqlite::Database::Open(path, at_rest ? sqlite::Database::Mode::kReadAtRest
                                           : sqlite::Database::Mode::kRead));
  ASSIGN_OR_RETURN(const uint64_t application,
                   database.QueryInteger("PRAGMA application_id"));
  if (application != kApplicationId) return NotAJournal(path);
  return database.QueryInteger("PRAGMA user_version");
}

}  // namespace

absl::Status CheckSchemaVersion(absl::string_view what, uint64_t version) {
  if (version == kSchemaVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "`", what, "` has version ", version, "; this program reads version ",
      kSchemaVersion,
      version > kSchemaVersion
          ? ": use the program that wrote it, or a newer one; nothing was "
            "changed"
          : ""));
}

absl::Status CheckIdentity(sqlite::Database& database, absl::string_view path) {
  ASSIGN_OR_RETURN(const uint64_t application,
                   database.QueryInteger("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const uint64_t version,
                   database.QueryInteger("PRAGMA user_version"));
  if (application != kApplicationId) return NotAJournal(path);
  return CheckSchemaVersion(path, version);
}

absl::StatusOr<sqlite::Database> OpenJournal(absl::string_view path) {
  // A newer program must find everything as it left it.  What a crash left may
  // not be readable like this: a writer recovers it, and tells what it is.
  if (FileExists(path)) {
    const absl::StatusOr<uint64_t> version = ReadVersion(std::string(path));
    if (version.ok()) RETURN_IF_ERROR(CheckSchemaVersion(path, *version));
  }
  ASSIGN_OR_RETURN(
      sqlite::Database database,
      sqlite::Database::Open(path, sqlite::Database::Mode::kWrite));
  RETURN_IF_ERROR(database.Run(kSettings));
  ASSIGN_OR_RETURN(const uint64_t tables,
                   database.QueryInteger("SELECT count(*) FROM sqlite_schema"));
  ASSIGN_OR_RETURN(const uint64_t application,
                   database.QueryInteger("PRAGMA application_id"));
  if (tables == 0 && application == 0) {
    RETURN_IF_ERROR(CreateTables(database));
  }
  RETURN_IF_ERROR(CheckIdentity(database, path));
  ASSIGN_OR_RETURN(const std::string mode,
                   database.QueryText("PRAGMA journal_mode"));
  if (mode != "wal") return NotAJournal(path);
  ASSIGN_OR_RETURN(const uint64_t busy,
                   database.QueryInteger("PRAGMA wal_checkpoint(TRUNCATE)"));
  if (busy != 0) {
    return absl::UnavailableError(
        "a reader, such as a backup that is being made, keeps the write-ahead "
        "log from being emptied; wait for its end, or end it, and try again");
  }
  // Else a power cut brings its frames back, and they would undo what they do
  // not have: a commit that only the page cache had.
  RETURN_IF_ERROR(database.SyncLog());
  return database;
}

}  // namespace enlace::store
