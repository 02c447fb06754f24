// The snapshot form of the state: a serialized journal.v1.StateSnapshot.
//
// Equal states give equal bytes, so that a digest of the bytes compares two
// nodes.  Lookups are derived on decoding, never stored.  Pure.

#ifndef ENLACE_SERVER_CORE_STATE_CODEC_H_
#define ENLACE_SERVER_CORE_STATE_CODEC_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/core/state.h"

namespace enlace::core {

std::string EncodeState(const State& state);

// Fails with kDataLoss on anything but an encoding.
absl::StatusOr<State> DecodeState(absl::string_view bytes);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_CODEC_H_
