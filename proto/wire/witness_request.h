// The body of a witness's add-checkpoint call.
//
//   old <size>\n
//   <base64 of a hash>\n        zero or more: proof from the old size
//   \n
//   <checkpoint note>
//
// Pure.  Source: c2sp.org/tlog-witness.

#ifndef ENLACE_PROTO_WIRE_WITNESS_REQUEST_H_
#define ENLACE_PROTO_WIRE_WITNESS_REQUEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace enlace::wire {

inline constexpr size_t kConsistencyProofMax = 63;
inline constexpr size_t kWitnessRequestSizeMax = 128 << 10;

struct WitnessRequest {
  uint64_t old_size = 0;
  std::vector<Hash> proof;
  std::string checkpoint;  // a whole note

  bool operator==(const WitnessRequest&) const = default;
};

// REQUIRES: at most kConsistencyProofMax hashes.
std::string FormatWitnessRequest(const WitnessRequest& request);

// Fails with kInvalidArgument unless `body` is exactly what
// FormatWitnessRequest() writes, within kWitnessRequestSizeMax.  Leaves the
// checkpoint unread.
absl::StatusOr<WitnessRequest> ParseWitnessRequest(absl::string_view body);

// The path of the latest cosigned checkpoint below the monitoring prefix:
// "/<hex of SHA-256(origin)>/checkpoint".
std::string WitnessedCheckpointPath(absl::string_view origin);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_WITNESS_REQUEST_H_
