// cosignature/v1: a witness's timestamped Ed25519 signature over a checkpoint.
//
// Its bytes are the POSIX time t as u64 big-endian, then an Ed25519 signature
// over "cosignature/v1\n" "time <t>\n" and the whole text of the checkpoint.
// It says: as of t, this is the largest consistent tree of that log I have
// seen.  It does not sign the witness's name, so one key must never serve two
// names.  Pure.  Source: c2sp.org/tlog-cosignature.

#ifndef ENLACE_PROTO_WIRE_COSIGNATURE_H_
#define ENLACE_PROTO_WIRE_COSIGNATURE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace enlace::wire {

struct Cosignature {
  absl::Time time;      // whole seconds, from 1970 on
  std::string ed25519;  // 64 bytes
};

// The bytes a witness signs.  REQUIRES: `time` is not before 1970.
std::string CosignedMessage(absl::string_view checkpoint_text, absl::Time time);

// REQUIRES: a valid cosignature.
std::string EncodeCosignature(const Cosignature& cosignature);

// Fails with kInvalidArgument on any other length, or a time past 2^63 - 1.
absl::StatusOr<Cosignature> DecodeCosignature(absl::string_view bytes);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_COSIGNATURE_H_
