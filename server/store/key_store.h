// The key-encryption keys, one an epoch, in a file outside the database and
// outside every long backup.
//
// A payload is sealed under a data key of its own, and that key is wrapped
// under the key of the current epoch.  Epochs are short: once what must live on
// is wrapped anew, the old epoch is destroyed, and what was erased in it cannot
// be opened with any key that still exists, backups of the database included.
//
//   ASSIGN_OR_RETURN(auto keys, KeyStore::Open(path));
//   RETURN_IF_ERROR(keys->StartEpochIfDue(clock.TimeNow(), random));
//   ASSIGN_OR_RETURN(core::SealedPayload row,
//                    keys->SealPayload(plaintext, record_id, random));
//
// Beside them stands the key of the content tags, by which a node knows again
// what it was sent before.
//
// The file is private to its owner, replaced whole and durably, and refused if
// others may read it.  What the disk keeps of a file that was overwritten is
// beyond this class: put it on a device that is encrypted, or wrapped by an
// HSM.  Format: docs/store.md.  Sealing: certs/sealing.h.

#ifndef ENLACE_SERVER_STORE_KEY_STORE_H_
#define ENLACE_SERVER_STORE_KEY_STORE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/random.h"
#include "server/core/input.h"

namespace enlace::store {

struct KeyStoreOptions {
  absl::Duration epoch_length = absl::Hours(24 * 30);
};

// Thread-safe.
class KeyStore {
 public:
  // Reads the keys at `path`; no file means no epoch yet.  Fails with
  // kPermissionDenied if others may read the file, with kDataLoss if it is
  // damaged.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(
      absl::string_view path, KeyStoreOptions options = {});

  // Starts an epoch if there is none or the current one is as old as an epoch
  // may be, and makes the key of the content tags if there is none; its key is
  // on disk before anything is wrapped under it.  A clock that stands before
  // the current epoch starts none.
  absl::Status StartEpochIfDue(absl::Time now, Random& random);

  // HMAC-SHA256 of `content` under a key that never leaves this store and lives
  // through every epoch: with the journal alone nobody can tell whether it is
  // of a content they guess.  REQUIRES: StartEpochIfDue() returned OK once.
  std::string TagContent(absl::string_view content) const;

  // Seals under the current epoch.  `associated_data` names what the plaintext
  // belongs to; opening it takes the same.  The retention class is left to the
  // caller.  Fails with kFailedPrecondition before the first epoch.
  absl::StatusOr<core::SealedPayload> SealPayload(
      absl::string_view plaintext, absl::string_view associated_data,
      Random& random) const;

  // Fails with kNotFound if the key of its epoch was destroyed, with kDataLoss
  // if the payload is not what was sealed for `associated_data`.
  absl::StatusOr<std::string> OpenPayload(
      const core::SealedPayload& payload,
      absl::string_view associated_data) const;

  // The same payload, its data key wrapped under the current epoch.  Fails with
  // kNotFound if the key of its epoch was destroyed, with kDataLoss if what it
  // has is not one data key.
  absl::StatusOr<core::SealedPayload> Rewrap(core::SealedPayload payload) const;

  // Destroys the key of an epoch, on disk before this returns OK.  Fails with
  // kNotFound if there is none, with kFailedPrecondition if it is the current
  // one.
  absl::Status DestroyEpoch(uint32_t epoch);

  // Those with a key, oldest first; the last is the current one.
  std::vector<uint32_t> epochs() const;

 private:
  struct Epoch {
    absl::Time start;
    std::string key;
  };
  // By number; the last is the current one.
  using Epochs = std::map<uint32_t, Epoch>;

  KeyStore(std::string path, KeyStoreOptions options)
      : path_(std::move(path)), options_(options) {}

  // The data key of `payload`.  Fails as OpenPayload() does.
  absl::StatusOr<std::string> UnwrapKeyOf(
      const core::SealedPayload& payload) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The current epoch.  Fails with kFailedPrecondition if there is none.
  absl::StatusOr<std::pair<uint32_t, std::string>> CurrentKey() const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // On disk, then in use.
  absl::Status Save(Epochs epochs, std::string content_key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const KeyStoreOptions options_;

  mutable absl::Mutex mutex_;
  Epochs epochs_ ABSL_GUARDED_BY(mutex_);
  std::string content_key_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_KEY_STORE_H_
