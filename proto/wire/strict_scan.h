// Whether bytes are in the strict encoding, told from the bytes alone.
//
// One walk over the bytes against a table of the type's fields, without a
// message.  It vouches only for what proto/wire/strict_parse.h accepts by
// writing the message again; where it does not, that decides.
// docs/envelope.md, "Strict encoding".  Pure and thread-safe.

#ifndef ENLACE_PROTO_WIRE_STRICT_SCAN_H_
#define ENLACE_PROTO_WIRE_STRICT_SCAN_H_

#include <google/protobuf/descriptor.h>

#include "absl/strings/string_view.h"

namespace enlace::wire {

// False at times for bytes that are strict: of types outside of the generated
// pool, or with maps, groups, extensions, floating-point numbers or proto2
// syntax.
bool IsStrictEncoding(absl::string_view bytes,
                      const google::protobuf::Descriptor& type);

// The same, and CheckRecord() (proto/wire/record.h) accepts what they encode.
bool IsStrictRecord(absl::string_view bytes,
                    const google::protobuf::Descriptor& type);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_STRICT_SCAN_H_
