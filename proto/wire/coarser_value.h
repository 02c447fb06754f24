// The coarser forms of names and numbers, which a node states on its own word
// while the leaf itself stays behind its commitment.
//
//   CoarserValue(type, "person.name.full_name", "initials", "DOE EXAMPLE")
//       // "D.E."
//
// Level `initials` is for texts whose chain is CHAIN_NAME: the first character
// of each word, and a full stop.  Level `last4` is for texts whose chain is
// CHAIN_NUMBER: the last four of at least eight letters and digits; of a
// shorter number four would be too much.  docs/envelope.md, "Releases".  Pure.

#ifndef ENLACE_PROTO_WIRE_COARSER_VALUE_H_
#define ENLACE_PROTO_WIRE_COARSER_VALUE_H_

#include <google/protobuf/descriptor.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/envelope.pb.h"

namespace enlace::wire {

// What is left of `text`, the value of the leaf at `path`, at `level`; nothing
// if the leaf has no such level or too little would be hidden.
std::optional<std::string> CoarserValue(
    const google::protobuf::Descriptor& type, absl::string_view path,
    absl::string_view level, absl::string_view text);

// That a statement has a level of its leaf's chain, a value of that level's
// form and type, and a rule.  Fails with kInvalidArgument, FIELD_INVALID.
absl::Status CheckGeneralization(const google::protobuf::Descriptor& type,
                                 const v1::Generalization& coarser);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_COARSER_VALUE_H_
