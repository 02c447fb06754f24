// What was last signed: the guard against a restored backup.
//
//   enlace anchor 1
//   signed <origin> <size> <base64 root>
//   witnessed <origin> <size> <base64 root> <base64 of the cosigned note>
//   sha256 <hex of everything above>
//
// The file stands outside every backup.  A line is on disk before the signature
// that it is about leaves.  So a log that was set back is shorter than its
// anchor says, and a witness that was set back still refuses what it refused.
// docs/audit-log.md, "Checkpointing and the rollback guard".

#ifndef ENLACE_SERVER_AUDIT_SIGNER_ANCHOR_H_
#define ENLACE_SERVER_AUDIT_SIGNER_ANCHOR_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/file_lock.h"
#include "base/sha256.h"

namespace enlace::audit {

// A tree, by size and root.
struct TreeHead {
  uint64_t size = 0;
  Hash root = {};

  bool operator==(const TreeHead&) const = default;
};

// The last tree of a watched log that this node cosigned.
struct WitnessedTree {
  TreeHead head;
  std::string note;  // the checkpoint with the log's and our own signature

  bool operator==(const WitnessedTree&) const = default;
};

// Thread-safe.
class SignerAnchor {
 public:
  // Reads the anchor at `path`; no file is an anchor that says nothing.  Fails
  // with kFailedPrecondition if another process has it open, with kDataLoss if
  // the file is not exactly an anchor: then two persons compare it with what
  // the other nations hold, and only they remove it.
  static absl::StatusOr<std::unique_ptr<SignerAnchor>> Open(
      absl::string_view path);

  // What stands in the anchor at `path` of the own log `origin`, without taking
  // it: some process may have it open.  Nothing if there is no file, or no such
  // log in it.  Fails with kDataLoss as Open() does; writes nothing.
  static absl::StatusOr<std::optional<TreeHead>> ReadLastSigned(
      absl::string_view path, absl::string_view origin);

  // What this node last signed of its own log `origin`, if the anchor knows.
  std::optional<TreeHead> LastSigned(absl::string_view origin) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // What this node last cosigned of the log `origin`, if anything.
  std::optional<WitnessedTree> LastWitnessed(absl::string_view origin) const
      ABSL_LOCKS_EXCLUDED(mutex_);

  // On disk once these return OK.  Fail with kFailedPrecondition if `head` is
  // shorter than the last one, or of its size with another root; with
  // kInvalidArgument if `origin` is not fit for the file.
  absl::Status RecordSigned(absl::string_view origin, const TreeHead& head)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status RecordWitnessed(absl::string_view origin,
                               const WitnessedTree& tree)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Content {
    std::map<std::string, TreeHead, std::less<>> own;
    std::map<std::string, WitnessedTree, std::less<>> witnessed;
  };

  SignerAnchor(std::string path, FileLock lock, Content content)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        content_(std::move(content)) {}

  static absl::StatusOr<Content> Read(absl::string_view path);
  static absl::StatusOr<Content> Parse(absl::string_view bytes);
  static std::string Format(const Content& content);
  absl::Status Save(Content content) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const FileLock lock_;
  mutable absl::Mutex mutex_;
  Content content_ ABSL_GUARDED_BY(mutex_);
};

// What a node may do with its log, given its anchor.
enum class SigningState {
  kSign,        // the log holds all that was signed
  kRecordOnly,  // nobody knows what was signed: accept, do not sign
  kRefuse,      // the log is shorter or another than what was signed
};

// The decision at start.  `root_of` gives the log's root at a size up to
// `log_size`; its errors are passed on.  A log without entries needs no
// anchor: it was never signed for, or was lost whole, and then the witness
// knows.
absl::StatusOr<SigningState> DecideSigning(
    uint64_t log_size, const std::optional<TreeHead>& anchor,
    absl::FunctionRef<absl::StatusOr<Hash>(uint64_t size)> root_of);

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_SIGNER_ANCHOR_H_
