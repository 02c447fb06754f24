// This node's log as the world sees it: follows the journal, publishes, signs,
// has it cosigned, and proves.
//
//   ASSIGN_OR_RETURN(auto log, AuditLog::Open(environment));   // at start
//   log->Publish();                 // after commits, and on every tick
//   log->AskNeutral(name);          // for each, on a thread of its own
//   log->Prove(index, level);       // from any thread
//
// Recording never waits for this class: entries are durable in the journal
// first.  A checkpoint is signed only over entries that were read back and are
// published, only if the anchor shows that it extends everything signed before,
// and is seen only once its tiles are on disk.  Recording and signing go on
// while another nation's witness is away; what its refusals claim is reported,
// but only a checkpoint that bears this log's own signature can stop it.
// Neutral witnesses are asked apart: neither publication nor the other nation's
// cosignature waits for them, and theirs make no receipt one of level L2.
// docs/audit-log.md, "Checkpointing and the rollback guard".

#ifndef ENLACE_SERVER_AUDIT_AUDIT_LOG_H_
#define ENLACE_SERVER_AUDIT_AUDIT_LOG_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "base/guarded_clock.h"
#include "certs/key.h"
#include "enlace/v1/receipt.pb.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/verifier_key.h"
#include "server/audit/cosigning.h"
#include "server/audit/directory.h"
#include "server/audit/log_tree.h"
#include "server/audit/publisher.h"
#include "server/audit/scrubber.h"
#include "server/audit/signer_anchor.h"
#include "server/audit/witness_standing.h"
#include "server/core/store.h"

namespace enlace::audit {

// Thread-safe.
class AuditLog {
 public:
  struct Environment {
    wire::VerifierKey key;  // of type Ed25519; its name is the origin
    const certs::Signer* signer = nullptr;
    SignerAnchor* anchor = nullptr;
    core::Store* store = nullptr;
    std::string audit_directory;
    std::string annex_directory;
    std::map<std::string, WitnessOfThisLog> witnesses;  // by trust domain
    // By a name of its own each.  No key may stand for two of all these.
    std::map<std::string, WitnessOfThisLog> neutral = {};
    Clock* clock = &NodeClock();
  };

  // Opens the log of the store.  Fails with kDataLoss if the store holds less
  // than, or something else than, what was signed or published: then the node
  // must accept nothing.  All of `environment` must outlive the log.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(
      Environment environment);

  // The same in folders other than those that `environment` names.
  static absl::StatusOr<std::unique_ptr<AuditLog>> OpenIn(
      Environment environment, std::unique_ptr<Directory> audit,
      std::unique_ptr<Directory> annex);

  // Publishes what was committed since the last call: files, then a signed
  // checkpoint, then its cosignatures.  A call that finds nothing new asks the
  // witnesses that have not cosigned yet.  TryPublish() returns the first error
  // after doing all it could; Publish() logs it, once.
  void Publish() ABSL_LOCKS_EXCLUDED(publish_mutex_, mutex_);
  absl::Status TryPublish() ABSL_LOCKS_EXCLUDED(publish_mutex_, mutex_);

  // Looks at 256 more of the published entries (server/audit/scrubber.h).  A
  // damaged file is named in the operator's log and made anew; damage in the
  // journal ends signing.
  void Scrub() ABSL_LOCKS_EXCLUDED(publish_mutex_, mutex_);

  // Asks the neutral witness `name` to cosign the last checkpoint, unless it
  // has, and publishes its line if that checkpoint is still the last one.
  // Nothing waits for it meanwhile.  Fails as RequestCosignature(), or if the
  // checkpoint cannot be written.  REQUIRES: one of `Environment::neutral`.
  absl::Status AskNeutral(const std::string& name)
      ABSL_LOCKS_EXCLUDED(publish_mutex_, mutex_);

  // Lets a node that lost its anchor sign again, given a checkpoint of this
  // log that another nation has cosigned last; a neutral witness may have seen
  // less.  Fails with kDataLoss, for good,
  // if the log does not hold what that checkpoint covers; with kUnauthenticated
  // or kInvalidArgument if it is not such a checkpoint.
  absl::Status Clear(absl::string_view cosigned_checkpoint)
      ABSL_LOCKS_EXCLUDED(publish_mutex_, mutex_);

  // A tlog-proof of the entry, the entry, and what opens its shared part: of a
  // batch the part of the transfer, with its path.  L1: by the last checkpoint
  // signed; L2: by the last one that another nation's witness has cosigned,
  // with the lines of neutral ones that it has.  Fails with kUnavailable,
  // RECEIPT_NOT_READY, while that one does not cover the entry; with kNotFound
  // if the entry says nothing of the transfer; with kInvalidArgument for any
  // other level.
  absl::StatusOr<v1::EntryProof> Prove(uint64_t index,
                                       absl::string_view transfer_id,
                                       v1::ReceiptLevel level)
      ABSL_LOCKS_EXCLUDED(mutex_);

  // "ready", also "ready; incident: ...", or "not signing: ..." with the
  // reason.
  std::string StateText() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether it signs: kRecordOnly while the anchor is missing, kRefuse for
  // good.
  SigningState signing_state() const ABSL_LOCKS_EXCLUDED(mutex_);
  // What Scrub() came to since the start.
  ScrubProgress scrub_progress() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Size of the last checkpoint signed; 0 if none.
  uint64_t checkpoint_size() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Size of the last checkpoint that the witness of `nation` cosigned.
  uint64_t cosigned_size(const std::string& nation) const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Of all witnesses, those of nations first.
  std::vector<WitnessStanding> WitnessesOfThisLog() const
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Entries known to the tree, published or not.
  uint64_t size() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  AuditLog(Environment environment, std::unique_ptr<Directory> audit,
           std::unique_ptr<Directory> annex);

  absl::Status Load() ABSL_LOCKS_EXCLUDED(publish_mutex_, mutex_);
  // The published checkpoint, if there is one and it is this log's.
  std::optional<wire::SignedCheckpoint> ReadCheckpoint()
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(publish_mutex_);

  absl::Status SignNewest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(publish_mutex_);
  absl::Status Cosign(const std::string& nation)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(publish_mutex_);
  // The checkpoint that `witness` is to be asked about, if any.
  std::optional<wire::SignedCheckpoint> Uncosigned(
      const std::string& name) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Asks; what it claims that must never happen is reported.
  absl::StatusOr<wire::NoteSignature> Ask(
      const std::string& name, const WitnessOfThisLog& witness,
      const wire::SignedCheckpoint& checkpoint) ABSL_LOCKS_EXCLUDED(mutex_);
  // Publishes the line for `checkpoint`, if that is still the last one.
  absl::Status Attach(const std::string& name, const WitnessOfThisLog& witness,
                      wire::SignedCheckpoint checkpoint,
                      wire::NoteSignature line)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(publish_mutex_) ABSL_LOCKS_EXCLUDED(mutex_);
  bool CosignedByANation(const wire::SignedCheckpoint& checkpoint) const;
  absl::Status SignAgain(const TreeHead& cosigned)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(publish_mutex_, mutex_);
  absl::Status WriteCheckpoint(const wire::SignedCheckpoint& checkpoint)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(publish_mutex_);
  void Stop(SigningState state, absl::string_view reason)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::StatusOr<Hash> Node(wire::NodeId node) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<wire::SignedCheckpoint> Verify(absl::string_view note) const;

  const Environment environment_;
  const std::unique_ptr<Directory> audit_;
  const std::unique_ptr<Directory> annex_;

  // Held while files are written and witnesses are asked; taken before mutex_.
  absl::Mutex publish_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  std::optional<Publisher> publisher_ ABSL_GUARDED_BY(publish_mutex_);
  std::optional<Scrubber> scrubber_ ABSL_GUARDED_BY(publish_mutex_);
  std::string last_error_ ABSL_GUARDED_BY(publish_mutex_);

  mutable absl::Mutex mutex_;
  // Like the publisher, there since Load().
  std::optional<LogTree> tree_ ABSL_GUARDED_BY(mutex_);
  SigningState state_ ABSL_GUARDED_BY(mutex_) = SigningState::kSign;
  std::string stopped_ ABSL_GUARDED_BY(mutex_);  // why nothing is signed
  // The last checkpoint, with the signatures it has so far, and the last one
  // that another nation's witness has cosigned.
  std::optional<wire::SignedCheckpoint> last_ ABSL_GUARDED_BY(mutex_);
  std::optional<wire::SignedCheckpoint> cosigned_ ABSL_GUARDED_BY(mutex_);
  WitnessStandings standings_ ABSL_GUARDED_BY(mutex_);
  ScrubProgress scrub_progress_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_AUDIT_LOG_H_
