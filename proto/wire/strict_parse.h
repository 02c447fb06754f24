// Reading protocol buffers so that one message has exactly one encoding.
//
// Accepted is what the encoding specification's own order gives and nothing
// else: fields in ascending order, a singular field once, varints as short as
// they can be, repeated numbers packed, no unknown field, no unknown enum
// number.  So no bytes ride along that a check did not see, and two readers
// never see two messages.  docs/envelope.md, "Strict encoding".  Pure.

#ifndef ENLACE_PROTO_WIRE_STRICT_PARSE_H_
#define ENLACE_PROTO_WIRE_STRICT_PARSE_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace enlace::wire {

inline constexpr int kNestingMax = 32;
inline constexpr size_t kRecordSizeMax = size_t{512} << 10;

// Reads `bytes` into `message`.  Fails with kInvalidArgument, reason TOO_LARGE
// beyond `size_max` bytes, else FIELD_INVALID with `what` as the field; on
// failure `message` is not for use.
absl::Status ParseStrictly(absl::string_view bytes, absl::string_view what,
                           size_t size_max, google::protobuf::Message& message);

// The same, of a message of `type` that is read elsewhere.
absl::Status CheckStrictly(absl::string_view bytes, absl::string_view what,
                           size_t size_max,
                           const google::protobuf::Descriptor& type);

// Whether `message` and all beneath it hold known fields and enum numbers only.
bool HoldsOnlyKnown(const google::protobuf::Message& message);

// The one encoding of `message` that ParseStrictly() accepts.  REQUIRES: no
// unknown fields.
std::string SerializeStrictly(const google::protobuf::Message& message);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_STRICT_PARSE_H_
