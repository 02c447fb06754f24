// Checks a record against the rules that its own type states.
//
// Everything comes from the field options (proto/enlace/v1/options.proto): what
// must be there, how long, how many, which format, in which order.  A new
// record type is checked without a change here.  The client checks before it
// signs, the node before it decides.  Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_VALIDATE_H_
#define ENLACE_PROTO_VALIDATION_VALIDATE_H_

#include <google/protobuf/message.h>

#include <vector>

#include "absl/status/status.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::validation {

// At most this many faults are reported at once.
inline constexpr size_t kFindingsMax = 100;

// What was found, each with field path, reason, and what to do in both
// languages, and no value.
struct Findings {
  std::vector<v1::FieldViolation> violations;  // the record is refused
  // Worth a second look: a check digit that real numbers fail, a placeholder.
  std::vector<v1::FieldViolation> warnings;
};

// Everything that is wrong with `record`, as its originator made it.
Findings Examine(const google::protobuf::Message& record);

// OK if Examine() finds no violations.  Fails with kInvalidArgument and reason
// FIELD_INVALID; the problem lists them all.
absl::Status ValidateRecord(const google::protobuf::Message& record);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_VALIDATE_H_
