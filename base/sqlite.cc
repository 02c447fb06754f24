#include "base/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"

namespace enlace::sqlite {
namespace {

constexpr int kBusyTimeoutMs = 5000;

// SQLite's message may quote SQL, but never a bound value.
absl::Status SqliteStatus(int code, absl::string_view what) {
  const std::string message =
      absl::StrCat(what, ": ", sqlite3_errstr(code), " (sqlite ", code, ")");
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(message);
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(message);
    case SQLITE_CONSTRAINT:
      return absl::AlreadyExistsError(message);
    default:
      return absl::UnavailableError(message);
  }
}

// SQLite would make it readable by all.
absl::Status MakePrivateFile(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return absl::ErrnoToStatus(errno,
                               absl::StrCat("cannot create `", path, "`"));
  }
  close(descriptor);
  return absl::OkStatus();
}

// SQLite decodes what stands after a percent sign, and ends the path at others.
std::string AtRestUri(absl::string_view path) {
  std::string uri = "file:";
  for (const char c : path) {
    switch (c) {
      case '%':
        uri += "%25";
        break;
      case '?':
        uri += "%3f";
        break;
      case '#':
        uri += "%23";
        break;
      default:
        uri += c;
    }
  }
  return uri + "?immutable=1";
}

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const {
    // What went wrong was the answer of a step.
    sqlite3_backup_finish(backup);
  }
};

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::Bind(int parameter, uint64_t value) {
  const int code = sqlite3_bind_int64(statement_.get(), parameter,
                                      static_cast<sqlite3_int64>(value));
  CHECK(code == SQLITE_OK) << "parameter " << parameter;
}

void Statement::BindBytes(int parameter, absl::string_view value) {
  // A null pointer would bind NULL instead of an empty blob.
  const char* data = value.empty() ? "" : value.data();
  const int code = sqlite3_bind_blob64(statement_.get(), parameter, data,
                                       value.size(), SQLITE_STATIC);
  CHECK(code == SQLITE_OK) << "parameter " << parameter;
}

void Statement::BindText(int parameter, absl::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  const int code =
      sqlite3_bind_text64(statement_.get(), parameter, data, value.size(),
                          SQLITE_STATIC, SQLITE_UTF8);
  CHECK(code == SQLITE_OK) << "parameter " << parameter;
}

absl::StatusOr<bool> Statement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return SqliteStatus(code, "cannot run a statement");
}

absl::Status Statement::Run() {
  const ScopedReset reset(*this);
  ASSIGN_OR_RETURN(const bool row, Step());
  if (row) return absl::InternalError("a statement has rows where none belong");
  return absl::OkStatus();
}

uint64_t Statement::Integer(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_INTEGER) return 0;
  return static_cast<uint64_t>(sqlite3_column_int64(statement_.get(), column));
}

absl::string_view Statement::Bytes(int column) const {
  const int type = sqlite3_column_type(statement_.get(), column);
  if (type != SQLITE_BLOB && type != SQLITE_TEXT) return {};
  const void* data = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<size_t>(size)};
}

void Statement::Reset() {
  // An error of the last step was reported by Step().
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

void Database::Close::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

absl::StatusOr<Database> Database::Open(absl::string_view path, Mode mode) {
  std::string file(path);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (mode) {
    case Mode::kRead:
      flags |= SQLITE_OPEN_READONLY;
      break;
    case Mode::kWrite:
      RETURN_IF_ERROR(MakePrivateFile(file));
      flags |= SQLITE_OPEN_READWRITE;
      break;
    case Mode::kReadAtRest:
      file = AtRestUri(path);
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
      break;
  }
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
  Database database;
  database.connection_.reset(connection);  // To be closed even after an error.
  if (code != SQLITE_OK) {
    return SqliteStatus(code, absl::StrCat("cannot open `", path, "`"));
  }
  sqlite3_busy_timeout(connection, kBusyTimeoutMs);
  return database;
}

absl::Status Database::Run(absl::string_view sql) {
  const int code = sqlite3_exec(connection_.get(), std::string(sql).c_str(),
                                nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return absl::OkStatus();
  return SqliteStatus(code, absl::StrCat("cannot run `", sql, "`"));
}

absl::StatusOr<Statement> Database::Prepare(absl::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(
      connection_.get(), sql.data(), static_cast<int>(sql.size()),
      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) {
    return SqliteStatus(code, absl::StrCat("cannot prepare `", sql, "`"));
  }
  Statement statement;
  statement.statement_.reset(prepared);
  return statement;
}

absl::StatusOr<uint64_t> Database::QueryInteger(absl::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return absl::InternalError(absl::StrCat("no row: `", sql, "`"));
  const uint64_t value = statement.Integer(0);
  RETURN_IF_ERROR(statement.Step().status());
  return value;
}

absl::StatusOr<std::string> Database::QueryText(absl::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return absl::InternalError(absl::StrCat("no row: `", sql, "`"));
  std::string value(statement.Bytes(0));
  RETURN_IF_ERROR(statement.Step().status());
  return value;
}

absl::Status Database::SyncLog() {
  sqlite3_file* log = nullptr;
  int code = sqlite3_file_control(connection_.get(), "main",
                                  SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code == SQLITE_OK && log != nullptr && log->pMethods != nullptr) {
    code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
  }
  if (code == SQLITE_OK) return absl::OkStatus();
  return SqliteStatus(code, "cannot sync the write-ahead log");
}

void Database::CountLog(uint64_t pages_max) {
  log_ = std::make_unique<CountedLog>();
  log_->pages_max = pages_max;
  sqlite3_wal_hook(connection_.get(), OnCommit, log_.get());
}

int Database::OnCommit(void* log, sqlite3* connection, const char* name,
                       int pages) {
  auto& counted = *static_cast<CountedLog*>(log);
  counted.pages = static_cast<uint64_t>(pages);
  if (counted.pages < counted.pages_max) return SQLITE_OK;
  return sqlite3_wal_checkpoint_v2(connection, name, SQLITE_CHECKPOINT_PASSIVE,
                                   nullptr, nullptr);
}

absl::StatusOr<Database::MovedLog> Database::MoveLog() {
  int pages = 0;
  int moved = 0;
  const int code = sqlite3_wal_checkpoint_v2(
      connection_.get(), "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
  if ((code & 0xff) == SQLITE_BUSY) return MovedLog{};  // somebody else does
  if (code != SQLITE_OK) {
    return SqliteStatus(code, "cannot move the write-ahead log");
  }
  return MovedLog{static_cast<uint64_t>(pages), static_cast<uint64_t>(moved)};
}

absl::Status Database::CopyTo(
    Database& empty, int pages_a_step,
    absl::FunctionRef<void(uint64_t, uint64_t)> between) {
  const std::unique_ptr<sqlite3_backup, FinishBackup> backup(
      sqlite3_backup_init(empty.connection_.get(), "main", connection_.get(),
                          "main"));
  if (backup == nullptr) {
    return SqliteStatus(sqlite3_extended_errcode(empty.connection_.get()),
                        "cannot begin a copy");
  }
  while (true) {
    const int code = sqlite3_backup_step(backup.get(), pages_a_step);
    if (code != SQLITE_OK && code != SQLITE_DONE) {
      return SqliteStatus(code, "cannot copy pages");
    }
    const auto pages =
        static_cast<uint64_t>(sqlite3_backup_pagecount(backup.get()));
    const auto left =
        static_cast<uint64_t>(sqlite3_backup_remaining(backup.get()));
    between(pages - left, pages);
    if (code == SQLITE_DONE) return absl::OkStatus();
  }
}

}  // namespace enlace::sqlite
