// What is said of a connection that never came so far as to ask for anything.

#ifndef ENLACE_PROTO_WIRE_HANDSHAKE_PROBLEM_H_
#define ENLACE_PROTO_WIRE_HANDSHAKE_PROBLEM_H_

#include "absl/strings/string_view.h"

namespace enlace::wire {

// In an audit log alone: whoever caused it is told nothing.
inline constexpr absl::string_view kHandshakeFailed = "HANDSHAKE_FAILED";

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_HANDSHAKE_PROBLEM_H_
