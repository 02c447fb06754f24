// Checks a record against the rules that its own type states.
//
// Everything comes from the field options (proto/enlace/v1/options.proto): what
// must be there, how long, how many, which form, in which order.  A new record
// type is checked without a change here.  Pure; thread-safe.

#ifndef ENLACE_SERVER_GATE_VALIDATE_H_
#define ENLACE_SERVER_GATE_VALIDATE_H_

#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace enlace::gate {

// At most this many violations are reported at once.
inline constexpr size_t kViolationsMax = 100;

// OK if `record`, as its originator made it, is complete and well formed.
// Fails with kInvalidArgument and reason FIELD_INVALID; the problem lists every
// violation with its field path, what is wrong and what to do, and no value.
absl::Status ValidateRecord(const google::protobuf::Message& record);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_VALIDATE_H_
