// The form of a state without its tables: a serialized
// journal.v1.StateSnapshot.
//
// Equal states give equal bytes.  The rows of the tables go their own way
// (state_rows.h).  Pure.

#ifndef ENLACE_SERVER_CORE_STATE_CODEC_H_
#define ENLACE_SERVER_CORE_STATE_CODEC_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/core/state.h"

namespace enlace::core {

std::string EncodeRest(const State& state);

// The tables are empty.  Fails with kDataLoss on anything but an encoding.
absl::StatusOr<State> DecodeRest(absl::string_view bytes);

}  // namespace enlace::core

#endif  // ENLACE_SERVER_CORE_STATE_CODEC_H_
