// The journal on SQLite.
//
//   DIR/journal.db      the tables (server/store/journal_schema.h)
//   DIR/state.rows      the newest snapshot (server/store/state_file.h)
//   DIR/lock            one process at a time
//
// Durability: write-ahead log with synchronous=FULL; Commit() returns after its
// one sync.  Integrity: the digest of every row stands in its batch's manifest,
// the manifests are chained (server/store/manifest.h), and whatever is read is
// checked first: what does not verify is kDataLoss, never an answer.  Opening
// takes time for what was committed since the newest snapshot alone; what came
// before is checked when it is read, and by the scrubber.
//
//   ASSIGN_OR_RETURN(auto store, SqliteStore::Open("/var/lib/enlace/store"));

#ifndef ENLACE_SERVER_STORE_SQLITE_STORE_H_
#define ENLACE_SERVER_STORE_SQLITE_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/file_lock.h"
#include "base/sqlite.h"
#include "server/core/store.h"
#include "server/store/journal_reader.h"
#include "server/store/manifest.h"
#include "server/store/payload_index.h"
#include "server/store/state_file.h"

namespace enlace::store {

// Thread-safe.  Reads run beside a commit.
class SqliteStore final : public core::Store {
 public:
  // Opens the store in `directory`, making an empty one if there is none, and
  // follows the chain from the newest snapshot, or without one from its
  // beginning.  Fails with kFailedPrecondition if another process has it open,
  // if the file is another program's or a newer version's (nothing was written
  // then), or if a restore did not end; with kDataLoss if the chain does not
  // verify or ends before a snapshot, or if a table ends elsewhere than the
  // chain.
  static absl::StatusOr<std::unique_ptr<SqliteStore>> Open(
      absl::string_view directory);

  // Besides the contract: a payload takes the place of the one its transfer
  // had; one that is added and dropped in the same batch is never written;
  // dropping what is not there changes nothing.
  absl::Status Commit(const core::Batch& batch) override;

  // Besides the contract: before a batch is visited, its audit rows are checked
  // and those of its payloads that were not dropped since.  `visit` must not
  // commit.
  absl::Status Replay(
      uint64_t after,
      const std::function<absl::Status(absl::string_view events)>& visit)
      override;

  // As Replay(), but the other rows of the batches are not checked.
  absl::Status ReadEvents(
      uint64_t after,
      const std::function<absl::Status(absl::string_view events)>& visit);

  // Besides the contract: one that is damaged, or of another history, or of
  // another version, is dropped.
  absl::StatusOr<core::Snapshot> NewestSnapshot() override;

  // Fails with kInvalidArgument unless the snapshot's batch is committed.
  absl::Status SaveSnapshot(core::Snapshot snapshot) override;
  // Follows the chain from its beginning, since where payloads lie stands in
  // the snapshot, too.
  absl::Status DropSnapshot() override;
  core::StateRows* state_rows() override { return &state_; }

  absl::StatusOr<core::SealedPayload> ReadPayload(
      absl::string_view transfer_id) override;

  absl::StatusOr<std::vector<core::AuditRow>> ReadAudit(
      uint64_t first, uint64_t count) override;

  // Transfer ids of at most `max` payloads whose data key is wrapped under
  // `key_epoch`, in the order of commit.  ReadPayload() checks what this says.
  absl::StatusOr<std::vector<std::string>> PayloadsOfEpoch(uint32_t key_epoch,
                                                           size_t max);

  // Moves the write-ahead log into the database if it has `pages_min` pages of
  // 4 KiB, most of it without keeping a commit waiting.  Call it now and then,
  // on a thread that nobody waits for: else a commit does it once the log has
  // 256 MiB, and the next ones wait.  After an error, which is logged, every
  // commit fails.
  static constexpr uint64_t kLogPages = 4000;
  void MoveLog(uint64_t pages_min = kLogPages)
      ABSL_LOCKS_EXCLUDED(move_mutex_, write_mutex_);

  // What is committed: the number of the last batch, and the entries of the
  // log.
  uint64_t batch_number() const;
  uint64_t audit_size() const;

 private:
  struct WriteStatements {
    sqlite::Statement begin, commit, event, audit, payload, key, drop_payload,
        drop_key, head;
  };

  SqliteStore(std::string journal_path, std::string state_path, FileLock lock,
              sqlite::Database writer, sqlite::Database mover,
              JournalReader reader);

  absl::Status PrepareStatements();
  absl::Status Load();
  // Folds the manifests after the batch `after` into what the rows of the
  // snapshot of that batch say.
  absl::Status Follow(uint64_t after)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(read_mutex_, end_mutex_);

  // Commit() behind its first checks.
  absl::Status TryCommit(const core::Batch& batch, const JournalEnd& end)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  absl::Status DeleteRows(const Manifest& manifest)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);
  absl::Status InsertRows(const core::Batch& batch)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_);

  // What Replay() and ReadEvents() have in common.  kChecked: the audit and
  // payload rows of a batch too, before it is visited.
  enum class Rows { kChecked, kLeft };
  absl::Status Visit(
      uint64_t after, Rows rows,
      const std::function<absl::Status(absl::string_view events)>& visit);
  absl::Status CheckRows(JournalReader& reader, uint64_t number,
                         const Manifest& manifest);
  absl::StatusOr<std::optional<PayloadLocation>> Locate(
      absl::string_view transfer_id) const;
  // False if the payload is no more to be found at `position` once a commit
  // that is under way is done.
  bool StillAt(absl::string_view transfer_id, uint64_t position);

  const std::string journal_path_;
  const FileLock lock_;

  absl::Mutex move_mutex_;
  sqlite::Database mover_ ABSL_GUARDED_BY(move_mutex_);

  absl::Mutex write_mutex_ ABSL_ACQUIRED_AFTER(move_mutex_);
  sqlite::Database writer_ ABSL_GUARDED_BY(write_mutex_);
  WriteStatements write_ ABSL_GUARDED_BY(write_mutex_);
  absl::Status broken_ ABSL_GUARDED_BY(write_mutex_);

  StateFile state_;

  // Held while rows are read, which may take long.
  absl::Mutex read_mutex_ ABSL_ACQUIRED_AFTER(write_mutex_);
  JournalReader reader_ ABSL_GUARDED_BY(read_mutex_);

  // What is committed; a commit waits for nobody who reads.
  mutable absl::Mutex end_mutex_ ABSL_ACQUIRED_AFTER(read_mutex_);
  JournalEnd end_ ABSL_GUARDED_BY(end_mutex_);
  std::optional<PayloadIndex> index_ ABSL_GUARDED_BY(end_mutex_);
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_SQLITE_STORE_H_
