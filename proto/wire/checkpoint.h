// Checkpoints: a log's signed statement of its size and root.
//
//   us.enlace.example/audit          origin, equal to the log's key name
//   8                                tree size
//   XcnaeacGWamtVZy3Ad7Z...          base64 of the root
//
// Three lines and no more: verifiers disagree on whether a cosignature covers
// extension lines, so none is written and none is accepted.
//
//   ASSIGN_OR_RETURN(NoteSignature line,
//                    SignCheckpoint(checkpoint, log_key, log_signer));
//   ASSIGN_OR_RETURN(SignedCheckpoint signed_checkpoint,
//                    OpenCheckpoint(bytes, log_keys, witness_keys));
//
// A log must never sign a checkpoint that is inconsistent with one it signed
// before; that is the caller's to ensure.  Pure and thread-safe.
// Source: c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature.

#ifndef ENLACE_PROTO_WIRE_CHECKPOINT_H_
#define ENLACE_PROTO_WIRE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/sha256.h"
#include "certs/key.h"
#include "proto/wire/note.h"
#include "proto/wire/verifier_key.h"

namespace enlace::wire {

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root = {};

  bool operator==(const Checkpoint&) const = default;
};

// A witness's verified cosignature.
struct CosignedBy {
  std::string witness;  // its key name
  absl::Time time;

  bool operator==(const CosignedBy&) const = default;
};

// A checkpoint with a verified signature of its log.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  Note note = {};  // with the verified signatures only
  std::vector<CosignedBy> cosignatures = {};
};

// The text of the note.  REQUIRES: an origin that is a valid key name.
std::string FormatCheckpoint(const Checkpoint& checkpoint);

// Fails with kInvalidArgument unless `text` is exactly what FormatCheckpoint()
// writes.  Does not check that size 0 has the empty root: OpenCheckpoint does.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// The log's signature line.  Fails with kInvalidArgument if the key's name is
// not the origin or the signer is not the key's; passes on errors of `signer`.
absl::StatusOr<NoteSignature> SignCheckpoint(const Checkpoint& checkpoint,
                                             const VerifierKey& log_key,
                                             const certs::Signer& signer);

// The witness's signature line, with `time` cut to whole seconds.  Fails with
// kInvalidArgument if the key is not of type kCosignatureV1, the signer is not
// the key's, or the time is before 1970; passes on errors of `signer`.
absl::StatusOr<NoteSignature> CosignCheckpoint(const Checkpoint& checkpoint,
                                               const VerifierKey& witness_key,
                                               const certs::Signer& signer,
                                               absl::Time time);

// Parses and verifies a checkpoint of the log with `log_keys` (several while
// the log changes its key; all of one name, which is the origin).  Signatures
// of `witness_keys` are reported; whether they suffice is the caller's
// decision (proto/wire/log_policy.h).  Fails with kInvalidArgument if
// malformed, with kUnauthenticated if no log key signed it, if a known key's
// line is bad, or if the origin is another log's.
absl::StatusOr<SignedCheckpoint> OpenCheckpoint(
    absl::string_view bytes, absl::Span<const VerifierKey> log_keys,
    absl::Span<const VerifierKey> witness_keys);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_CHECKPOINT_H_
