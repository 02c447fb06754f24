// Rules between the fields of one message: what it needs, what it needs where
// another field has a value, dates in order.
//
// RecordRules states them, of record types and of parts of records; their paths
// begin at the message.  Pure; thread-safe.

#ifndef ENLACE_PROTO_VALIDATION_CROSS_FIELD_H_
#define ENLACE_PROTO_VALIDATION_CROSS_FIELD_H_

#include <google/protobuf/message.h>

#include <functional>
#include <vector>

#include "absl/strings/string_view.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/fault.h"

namespace enlace::validation {

// A field that does not fit another one, or that lacks one.  Both are paths
// from the message; `others` may be several, and is empty where there is none.
struct Misfit {
  absl::string_view field;
  Fault fault = Fault::kNone;
  std::vector<absl::string_view> others;
};

// Calls `report` with every misfit of `message` under `rules`.
void CheckFieldsTogether(const google::protobuf::Message& message,
                         const v1::RecordRules& rules,
                         const std::function<void(const Misfit&)>& report);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_CROSS_FIELD_H_
