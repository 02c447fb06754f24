// Signed records on disk, from before the node is asked until it has answered.
//
//   ASSIGN_OR_RETURN(auto spool, Spool::Open("/var/lib/agency/spool.db",
//   clock)); ASSIGN_OR_RETURN(SpooledRecord kept, spool->Keep("row 17",
//   signed_record));
//   ... submit kept.record ...
//   RETURN_IF_ERROR(spool->Settle("row 17", outcome));
//
// A key is the caller's name for what is to be sent.  The first record kept
// under it is the one that is sent, whatever is asked for later: so a program
// that was killed anywhere sends each thing once.  What Keep() and Settle()
// return OK for is on disk.  The file (mode 0600) holds whole records until
// they are settled; one process at a time has it open.

#ifndef ENLACE_CLIENT_LIBRARY_SPOOL_H_
#define ENLACE_CLIENT_LIBRARY_SPOOL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "base/file_lock.h"
#include "base/sqlite.h"
#include "client/library/client.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

struct SpooledRecord {
  std::string key;
  // No bytes once it is settled; no digest if it was kept by a version that
  // did not note it.
  SignedRecord record;
  uint64_t position = 0;  // in the order of keeping
  int64_t kept_at_ms = 0;
  std::optional<v1::SubmitResult> result;  // once it is settled
};

// Thread-safe.
class Spool {
 public:
  // Makes the file if there is none.  Fails with kFailedPrecondition if another
  // process has it, or if it is no spool; kDataLoss if it is damaged.
  static absl::StatusOr<std::unique_ptr<Spool>> Open(absl::string_view path,
                                                     Clock& clock);

  // Keeps each record under its key, all in one transaction, and returns what
  // stands under the keys, in order.
  absl::StatusOr<std::vector<SpooledRecord>> Keep(
      absl::Span<const std::pair<std::string, SignedRecord>> records);

  // What stands under `key`, or of that name.
  absl::StatusOr<std::optional<SpooledRecord>> Find(absl::string_view key);
  absl::StatusOr<std::optional<SpooledRecord>> FindRecord(
      absl::string_view record_id);

  // At most `limit` records behind position `after` that are not settled, the
  // oldest first.
  absl::StatusOr<std::vector<SpooledRecord>> Pending(uint64_t after,
                                                     size_t limit);

  // How many are not settled.
  absl::StatusOr<uint64_t> PendingCount();

  // The node's answer for each key, in one transaction; the records' bytes are
  // dropped, and in none of the spool's files once this returns OK.  The first
  // answer for a key stands.  REQUIRES: answers that say something.
  absl::Status Settle(
      absl::Span<const std::pair<std::string, v1::SubmitResult>> answers);

 private:
  Spool(FileLock lock, sqlite::Database database, Clock& clock)
      : lock_(std::move(lock)), database_(std::move(database)), clock_(clock) {}

  absl::Status Prepare() ABSL_NO_THREAD_SAFETY_ANALYSIS;
  absl::StatusOr<std::optional<SpooledRecord>> FindBy(
      sqlite::Statement& statement, absl::string_view value)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Runs `work` in a transaction, undone if it fails.
  template <typename Work>
  absl::Status InTransaction(Work work) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const FileLock lock_;
  absl::Mutex mutex_;
  sqlite::Database database_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement begin_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement commit_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement rollback_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement keep_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement by_key_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement by_record_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement pending_count_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement pending_ ABSL_GUARDED_BY(mutex_);
  sqlite::Statement settle_ ABSL_GUARDED_BY(mutex_);
  Clock& clock_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_SPOOL_H_
