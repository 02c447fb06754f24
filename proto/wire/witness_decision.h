// Whether a witness cosigns a checkpoint: a pure function.
//
// The answer is that of the c2sp.org/tlog-witness protocol.  Whoever calls
// holds the log's state still while it decides, persists the new state (synced)
// and only then lets the cosignature leave:
//
//   lock; decision = DecideWitness(body, logs);
//   if (decision.status == WitnessStatus::kCosign)
//     persist decision.checkpoint; then CosignCheckpoint(...)
//
// Checks in this order: form 400, origin 404, signature 403, old size beyond
// the checkpoint 400, empty tree 422, old size not the latest 409, proof 422.

#ifndef ENLACE_PROTO_WIRE_WITNESS_DECISION_H_
#define ENLACE_PROTO_WIRE_WITNESS_DECISION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/sha256.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/merkle.h"
#include "proto/wire/verifier_key.h"

namespace enlace::wire {

// The values are the HTTP status codes of the protocol.
enum class WitnessStatus {
  kCosign = 200,
  kMalformed = 400,
  kNotSigned = 403,
  kUnknownLog = 404,
  kNotTheLatest = 409,
  kInconsistent = 422,
};

// A log this witness watches, and the latest tree of it that it cosigned.
struct WitnessedLog {
  std::vector<VerifierKey> keys;  // not empty; all bear the origin as name
  uint64_t size = 0;              // 0 if it never cosigned one
  Hash root = EmptyTreeHash();
};

struct WitnessDecision {
  WitnessStatus status = WitnessStatus::kMalformed;
  std::string reason;        // for the log line; no value of the request
  uint64_t latest_size = 0;  // kNotTheLatest: what to answer

  // The log signed a second root for the size of the latest checkpoint: proof
  // of a fork, whatever `status` says.
  bool contradicts_latest = false;

  // The checkpoint with its log's good signatures alone, once those were
  // verified.  With kInconsistent this is evidence of a fork: keep it, raise
  // an incident, never overwrite it.
  std::optional<SignedCheckpoint> checkpoint = std::nullopt;
};

// REQUIRES: no origin twice among `logs`.
WitnessDecision DecideWitness(absl::string_view body,
                              absl::Span<const WitnessedLog> logs);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_WITNESS_DECISION_H_
