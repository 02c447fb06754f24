// Snapshots of the state: one file each, the newest two kept.
//
//   snapshot.00000000000000000042     magic, number, digest of that batch,
//                                     format, SHA-256 of the state, the state
//
// The digest ties a snapshot to the history it is a fold of, the format to the
// versions that fold it so (server/core/journal_format.h).  The older file
// stays, so that a damaged newest one costs replay and no data.
// Thread-compatible.

#ifndef ENLACE_SERVER_STORE_SNAPSHOT_FILES_H_
#define ENLACE_SERVER_STORE_SNAPSHOT_FILES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "server/core/store.h"

namespace enlace::store {

class SnapshotFiles {
 public:
  explicit SnapshotFiles(std::string directory)
      : directory_(std::move(directory)) {}

  // Makes the snapshot durable, then removes all but the newest two.  `digest`
  // is the chained digest of the batch that it is a fold up to.
  absl::Status Save(const core::Snapshot& snapshot, const Hash& digest);

  // The newest snapshot whose state is intact and of this program's format, and
  // whose digest is the one that `digest_of` gives for its number; others are
  // logged and passed over.
  // Number 0 and an empty state if there is none.  Passes on the errors of
  // `digest_of`.
  absl::StatusOr<core::Snapshot> Newest(
      const std::function<absl::StatusOr<Hash>(uint64_t number)>& digest_of)
      const;

  // Numbers in the names of the files, newest first.
  absl::StatusOr<std::vector<uint64_t>> Numbers() const;

 private:
  std::string PathOf(uint64_t number) const;

  const std::string directory_;
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_SNAPSHOT_FILES_H_
