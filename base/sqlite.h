// SQLite connections and statements that close themselves.
//
//   ASSIGN_OR_RETURN(Database db, Database::Open(path,
//   Database::Mode::kWrite)); ASSIGN_OR_RETURN(Statement get,
//                    db.Prepare("SELECT bytes FROM events WHERE number = ?"));
//   get.Bind(1, number);
//   ASSIGN_OR_RETURN(const bool found, get.Step());
//   if (found) use(get.Bytes(0));
//   get.Reset();
//
// Errors name the operation and SQLite's code, never a value: kDataLoss for a
// damaged file, kResourceExhausted for a full disk, else kUnavailable.
// Not thread-safe: one thread at a time per connection and its statements.

#ifndef ENLACE_BASE_SQLITE_H_
#define ENLACE_BASE_SQLITE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// SQLite's types; its header stays out of ours.
struct sqlite3;
struct sqlite3_stmt;

namespace enlace::sqlite {

// Prepared once, run often.  Movable.
class Statement {
 public:
  Statement() = default;  // Holds nothing: assign before use.

  // Parameters count from 1.  Bytes are not copied: they must live until
  // Reset().
  void Bind(int parameter, uint64_t value);
  void BindBytes(int parameter, absl::string_view value);
  void BindText(int parameter, absl::string_view value);

  // Runs to the next row; false if there is none.
  absl::StatusOr<bool> Step();

  // Runs a statement that has no rows, and resets it.
  absl::Status Run();

  // Columns of the row, from 0.  Bytes live until the next Step or Reset.
  // A value that SQLite would have to convert reads as 0 or as nothing.
  uint64_t Integer(int column) const;
  absl::string_view Bytes(int column) const;

  // Ready to run again, with no parameter bound.
  void Reset();

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// Resets a statement when a function returns, however it does.
class ScopedReset {
 public:
  explicit ScopedReset(Statement& statement) : statement_(statement) {}
  ScopedReset(const ScopedReset&) = delete;
  ScopedReset& operator=(const ScopedReset&) = delete;
  ~ScopedReset() { statement_.Reset(); }

 private:
  Statement& statement_;
};

// Movable.
class Database {
 public:
  enum class Mode {
    kRead,
    kWrite,
    // A file that nobody writes: it takes no lock, sees no write-ahead log and
    // leaves no file beside it.
    kReadAtRest,
  };

  // kWrite makes the file, for its owner alone, if there is none.
  static absl::StatusOr<Database> Open(absl::string_view path, Mode mode);

  // Runs one or several statements that need no parameters.
  absl::Status Run(absl::string_view sql);

  absl::StatusOr<Statement> Prepare(absl::string_view sql);

  // The single value of a query such as a pragma.  Fails with kInternal if
  // there is no row, and as Statement::Step() if it fails behind its row: a
  // pragma that changes something commits there.
  absl::StatusOr<uint64_t> QueryInteger(absl::string_view sql);
  absl::StatusOr<std::string> QueryText(absl::string_view sql);

  // Makes durable what became of the write-ahead log; SQLite itself does not
  // sync a log that it has emptied.  OK if there is none.
  absl::Status SyncLog();

  // From now on counts the pages of the write-ahead log.  A commit of this
  // connection that finds `pages_max` moves them into the database itself, as
  // SQLite does from a number of its own.
  void CountLog(uint64_t pages_max);

  // What a commit of this connection found last, or 0 if ForgetLog() was called
  // since.  REQUIRES: CountLog() was called.  Callable on any thread.
  uint64_t log_pages() const { return log_->pages; }
  void ForgetLog() { log_->pages = 0; }

  // Moves pages of the write-ahead log into the database, those that no reader
  // still needs there, and syncs it; nobody waits for that.  Others commit
  // meanwhile, behind these pages; the log begins anew with the first commit
  // that finds all of them moved.
  struct MovedLog {
    uint64_t pages = 0;  // in the log
    uint64_t moved = 0;  // of them
  };
  absl::StatusOr<MovedLog> MoveLog();

  // Copies the whole database into an empty one, a few pages a step, with
  // SQLite's online backup.  Of a database that others write, the copy is what
  // this connection sees in the transaction that is open; without one it would
  // begin anew at each commit of theirs.  `between` is called after each step.
  absl::Status CopyTo(
      Database& empty, int pages_a_step,
      absl::FunctionRef<void(uint64_t pages_done, uint64_t pages)> between);

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };

  struct CountedLog {
    std::atomic<uint64_t> pages = 0;
    uint64_t pages_max = 0;
  };
  // A hook of SQLite's.
  static int OnCommit(void* log, sqlite3* connection, const char* name,
                      int pages);

  std::unique_ptr<CountedLog> log_;  // outlives the connection
  std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace enlace::sqlite

#endif  // ENLACE_BASE_SQLITE_H_
