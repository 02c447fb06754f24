// This node as a witness of the other nations' logs.
//
// Answers the calls of c2sp.org/tlog-witness.  A checkpoint is cosigned only if
// it extends the last one that was, and that is in the anchor, on disk, before
// the cosignature leaves; a restart changes nothing.  A checkpoint that its log
// has signed and that is not shown to extend the last one is evidence of a
// fork: it is kept in a file of its own, which is never overwritten, and the
// error is logged.  Of the two kinds, fork-*.txt holds a second root for one
// size, which only the log itself can make; unproven-*.txt may be anybody's
// work, who sent a checkpoint of the log with a false proof, so neither many
// files of it nor many requests hide the other.

#ifndef ENLACE_SERVER_AUDIT_WITNESS_H_
#define ENLACE_SERVER_AUDIT_WITNESS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/clock.h"
#include "certs/key.h"
#include "proto/wire/verifier_key.h"
#include "proto/wire/witness_decision.h"
#include "server/audit/cosigning.h"
#include "server/audit/signer_anchor.h"

namespace enlace::audit {

// Thread-safe: one call is answered at a time.
class Witness {
 public:
  struct Environment {
    wire::VerifierKey key;  // of type cosignature/v1
    const certs::Signer* signer = nullptr;
    SignerAnchor* anchor = nullptr;
    Clock* clock = nullptr;
    std::string evidence_directory;  // where evidence of forks is kept
  };

  // Watches the logs of `log_keys`; several keys of one name are one log that
  // changes its key.  All of `environment` must outlive the witness.
  Witness(Environment environment, std::vector<wire::VerifierKey> log_keys);

  // Answers the body of an add-checkpoint call.  Besides the statuses of the
  // protocol: 500 if the answer could not be made durable.
  WitnessAnswer Answer(absl::string_view body) ABSL_LOCKS_EXCLUDED(mutex_);

  // Size of the last checkpoint of `origin` that was cosigned; 0 if none.
  uint64_t WitnessedSize(absl::string_view origin) const;

  // That checkpoint with the log's signature and this witness's, or "": what
  // clears the other nation's node when it has lost its anchor.
  std::string LatestCosigned(absl::string_view origin) const;

 private:
  WitnessAnswer Cosign(const wire::SignedCheckpoint& checkpoint)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void KeepEvidence(absl::string_view body,
                    const wire::WitnessDecision& decision)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Environment environment_;
  // Held from the look at the last size until the new one is on disk.
  absl::Mutex mutex_;
  std::vector<wire::WitnessedLog> logs_ ABSL_GUARDED_BY(mutex_);
  bool unproven_full_ ABSL_GUARDED_BY(mutex_) = false;  // and said so
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_WITNESS_H_
