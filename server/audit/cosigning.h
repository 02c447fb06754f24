// Asks another nation's witness to cosign a checkpoint of this log: the
// client's side of c2sp.org/tlog-witness.
//
// A witness is not trusted: what it answers counts once it is verified.  Its
// cosignature is taken only if it is by its key, over this checkpoint.  Its
// refusals are no proof of anything, since it signs none of them; they are told
// apart so that two persons can look into those that must never happen.

#ifndef ENLACE_SERVER_AUDIT_COSIGNING_H_
#define ENLACE_SERVER_AUDIT_COSIGNING_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/note.h"
#include "proto/wire/verifier_key.h"

namespace enlace::audit {

// Status and body as the protocol defines them.
struct WitnessAnswer {
  int status = 0;
  std::string body;
};

// Sends the body of an add-checkpoint call; an error means that there was no
// answer.  Real: over the link to the other nation's node.
using AskWitness =
    std::function<absl::StatusOr<WitnessAnswer>(const std::string& body)>;

// Another nation's witness of this log.
struct WitnessOfThisLog {
  wire::VerifierKey key;  // of type cosignature/v1
  AskWitness ask;
};

// What a witness claims that must never happen.
enum class WitnessAlarm {
  kLongerLog,  // it has cosigned a larger tree: was this log set back?
  kFork,       // this checkpoint does not extend what it has cosigned
};

struct CosigningResult {
  // OK if `cosignature` is there; else why not: kUnavailable to ask again
  // later, kFailedPrecondition with an alarm, kUnauthenticated if it answered
  // with anything but its cosignature.
  absl::Status status = absl::OkStatus();
  std::optional<wire::NoteSignature> cosignature = std::nullopt;
  std::optional<WitnessAlarm> alarm = std::nullopt;

  // The size it has cosigned, as far as it was heard.
  uint64_t known_size = 0;
};

// Asks `witness` for its cosignature of `checkpoint`, which it last cosigned at
// `known_size` (0 if unknown).  `prove` proves the consistency of an older size
// with the checkpoint's.
CosigningResult RequestCosignature(
    const wire::SignedCheckpoint& checkpoint, const WitnessOfThisLog& witness,
    uint64_t known_size,
    absl::FunctionRef<absl::StatusOr<std::vector<Hash>>(uint64_t old_size)>
        prove);

// When `witness` has cosigned, if it has.
std::optional<absl::Time> CosignedAt(const wire::SignedCheckpoint& checkpoint,
                                     const wire::VerifierKey& witness);

// `note` with `line`, instead of an older one of the same key.
wire::Note WithLine(wire::Note note, wire::NoteSignature line);

}  // namespace enlace::audit

#endif  // ENLACE_SERVER_AUDIT_COSIGNING_H_
