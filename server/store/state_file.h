// The newest snapshot of the state, in a file beside the journal.
//
//   DIR/state.rows    rows of the state's tables, and the rest of the state
//
// It holds nothing that the journal does not, so whatever it loses costs a
// replay.  A snapshot is the file before it merged with what changed, row after
// row, and takes its place once it is on disk.

#ifndef ENLACE_SERVER_STORE_STATE_FILE_H_
#define ENLACE_SERVER_STORE_STATE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/sha256.h"
#include "server/core/state_rows.h"
#include "server/core/store.h"
#include "server/store/row_file.h"

namespace enlace::store {

// What a snapshot says of itself.
struct SnapshotHead {
  uint64_t number = 0;  // of its batch
  uint64_t newest = 0;  // batch that a row may be of; not before `number`
  Hash digest = {};     // chained, of the batch `newest`
  std::string rest;     // of the state
};

// Thread-safe.
class StateFile final : public core::StateRows {
 public:
  // What cannot be read is passed over, as if there were none.
  explicit StateFile(std::string path);

  // Number 0 if there is none.  Fails with kFailedPrecondition if another
  // version wrote it: then it has no rows, and the file stays for that version
  // until a snapshot is saved.
  absl::StatusOr<SnapshotHead> ReadHead() ABSL_LOCKS_EXCLUDED(mutex_);

  // Whole or not at all.  Rows may be read meanwhile, as of the one before; one
  // call at a time.
  absl::Status Save(const core::Snapshot& snapshot, uint64_t newest,
                    const Hash& digest) ABSL_LOCKS_EXCLUDED(mutex_);

  // Logs why if it cannot be done; there are no rows all the same.  What was
  // passed over stays.
  absl::Status Drop() ABSL_LOCKS_EXCLUDED(mutex_);

  absl::StatusOr<std::optional<std::string>> Find(
      core::TableId table, absl::string_view key) override
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::vector<core::Row>> Scan(core::TableId table,
                                              absl::string_view from,
                                              size_t max) override
      ABSL_LOCKS_EXCLUDED(mutex_);

  uint64_t row_count() override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  const std::string path_;
  absl::Mutex mutex_;
  std::unique_ptr<RowFile> file_ ABSL_GUARDED_BY(mutex_);  // null: none
  uint64_t drops_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_STATE_FILE_H_
