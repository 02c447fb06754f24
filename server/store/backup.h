// A copy of a store, made while its node runs.
//
//   FOLDER/journal.db    what the store had in one commit, no more and no less
//   FOLDER/books/...     the rule books that it adopted
//   FOLDER/backup        the manifest (server/store/backup_manifest.h)
//
// The copy is read by a connection of its own, in one transaction: it takes no
// lock that a commit waits for.  Keys and anchor are never in it: with the keys
// it would bring erased records back, and the anchor is what it is held
// against.  docs/backup.md.
//
//   ASSIGN_OR_RETURN(CheckedBackup made, MakeBackup({...}, progress));
//   ASSIGN_OR_RETURN(CheckedBackup backup, CheckBackup(folder, progress));
//   RETURN_IF_ERROR(RestoreBackup(backup, store_directory, progress));
//
// Thread-safe.

#ifndef ENLACE_SERVER_STORE_BACKUP_H_
#define ENLACE_SERVER_STORE_BACKUP_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/store/backup_manifest.h"
#include "server/store/journal_check.h"

namespace enlace::store {

struct BackupProgress {
  enum class Stage {
    kCopy,    // counts pages
    kDigest,  // counts bytes
    kCheck,   // counts batches
  };

  Stage stage = Stage::kCopy;
  uint64_t done = 0;
  uint64_t total = 0;
};

// Called often; it may wait, so that others get their share of the disk.
using BackupObserver = absl::FunctionRef<void(const BackupProgress&)>;

struct BackupRequest {
  std::string store_directory;
  std::string folder;  // where the backup is to be
  std::string node;    // identity, for the manifest
  absl::Time instant;
  int pages_a_step = 256;
};

// A backup that verified.
struct CheckedBackup {
  std::string folder;
  BackupManifest manifest;
  CheckedJournal journal;
};

// Makes a backup below `folder`.new, syncs and checks it whole, and gives it
// its name.  Fails with kAlreadyExists if there is either; else nothing is left
// of what failed.  Fails with kNotFound if there is no journal, and as
// CheckJournal() if it does not verify.
absl::StatusOr<CheckedBackup> MakeBackup(const BackupRequest& request,
                                         BackupObserver observer);

// Checks a backup whole, its files against the manifest and the journal against
// its chain; writes nothing.  Fails with kNotFound if the folder has no
// manifest, with kFailedPrecondition if a newer program wrote it, with
// kDataLoss if anything does not verify.
absl::StatusOr<CheckedBackup> CheckBackup(absl::string_view folder,
                                          BackupObserver observer);

// Whether a backup may be restored into this folder; writes nothing.  Fails
// with kFailedPrecondition if another process has the store open, with
// kAlreadyExists if it is not empty: what a restore left that did not end
// counts as nothing.
absl::Status CheckRestorable(absl::string_view store_directory);

// Copies a backup into an empty store and checks the copy whole.  The journal
// comes last, by its name: until then SqliteStore::Open() refuses the folder.
// Fails as CheckRestorable() does.  Does not touch keys, anchor or the
// published log.
absl::Status RestoreBackup(const CheckedBackup& backup,
                           absl::string_view store_directory,
                           BackupObserver observer);

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_BACKUP_H_
