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
// Beside them stand the key of the content tags, by which a node knows again
// what it was sent before, and one key a year of the subject tags, by which it
// finds the records that concern a person (docs/persons.md).  Those of a year
// are destroyed once nobody may ask about it any more.
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
#include <optional>
#include <set>
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
#include "enlace/journal/v1/subject.pb.h"
#include "server/core/input.h"

namespace enlace::store {

struct KeyStoreOptions {
  absl::Duration epoch_length = absl::Hours(24 * 30);
  // Whole years after the one of a record for which it can be found by the
  // person whom it concerns: 5 U.S.C. 552a(c)(2).
  uint32_t subject_years = 5;
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
  // may be, makes the keys of the content tags and of the year's subject tags
  // if there are none, and destroys those of years that are over long enough. A
  // key is on disk before anything is made with it.  A clock that stands before
  // the current epoch or year starts none.
  absl::Status StartEpochIfDue(absl::Time now, Random& random);

  // HMAC-SHA256 of `content` under a key that never leaves this store and lives
  // through every epoch: with the journal alone nobody can tell whether it is
  // of a content they guess.  REQUIRES: StartEpochIfDue() returned OK once.
  std::string TagContent(absl::string_view content) const;

  // Keyed digests of what identifies persons in the record of one transfer,
  // under the key of the newest year: 16 bytes of HMAC-SHA256 each.  Without
  // the key nobody can tell whether two of them are of one person.  The purpose
  // is left to the caller.  REQUIRES: StartEpochIfDue() returned OK once.
  journal::v1::SubjectTags TagSubjects(
      absl::string_view transfer_id,
      const std::set<std::string>& identifiers) const;
  // One of them under the key of `year`; none if that was destroyed.
  std::optional<std::string> TagSubject(uint32_t year,
                                        absl::string_view transfer_id,
                                        absl::string_view identifier) const;
  // The first year with a key.  REQUIRES: as TagSubjects().
  uint32_t first_subject_year() const;

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
  // When the current one began; long ago if there is none.
  absl::Time epoch_start() const;

 private:
  struct Epoch {
    absl::Time start;
    std::string key;
  };
  struct Keys {
    std::string content;                      // empty: not made yet
    std::map<uint32_t, std::string> subject;  // by year
    std::map<uint32_t, Epoch> epochs;  // by number; the last is the current one
  };

  KeyStore(std::string path, KeyStoreOptions options)
      : path_(std::move(path)), options_(options) {}

  // The data key of `payload`.  Fails as OpenPayload() does.
  absl::StatusOr<std::string> UnwrapKeyOf(
      const core::SealedPayload& payload) const ABSL_LOCKS_EXCLUDED(mutex_);
  // The current epoch.  Fails with kFailedPrecondition if there is none.
  absl::StatusOr<std::pair<uint32_t, std::string>> CurrentKey() const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // Takes in one line of the file.  Whether it may stand there.
  static bool TakeLine(absl::string_view line, Keys& keys);

  // On disk, then in use.
  absl::Status Save(Keys keys) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const KeyStoreOptions options_;

  mutable absl::Mutex mutex_;
  Keys keys_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::store

#endif  // ENLACE_SERVER_STORE_KEY_STORE_H_
