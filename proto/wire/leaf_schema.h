// The leaves that records of one type can have, read from its descriptor.
//
// A leaf is a scalar or a google.protobuf.Timestamp reached through singular
// messages, or a repeated field as a whole, or, where (enlace.v1.field)
// .split_max is set, one element of it: "associates[3]", from 0.
// Immutable, hence thread-safe.

#ifndef ENLACE_PROTO_WIRE_LEAF_SCHEMA_H_
#define ENLACE_PROTO_WIRE_LEAF_SCHEMA_H_

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/wire/value_bytes.h"

namespace enlace::wire {

// A leaf, or all elements of a split field.
struct LeafField {
  std::string path;  // without an index
  // From the record to the leaf; all but the last are singular messages.
  std::vector<const google::protobuf::FieldDescriptor*> steps;
  bool silent = false;             // it or a field above it is marked silent
  uint32_t split_max = 0;          // most elements; 0 if the field is one leaf
  TypeTag tag = TypeTag::kAbsent;  // of the leaf, or of one element
  // The same for leaves that hang in the same message.
  uint32_t holder = 0;
};

class LeafSchema {
 public:
  // Fails with kFailedPrecondition, SCHEMA_UNSUPPORTED, if the format cannot
  // carry the type: floating-point numbers, maps, oneofs, groups, extensions, a
  // message that holds itself outside of a list, google.protobuf types other
  // than Timestamp, a silent field in a list, a split field that is silent or
  // no list of messages.
  static absl::StatusOr<LeafSchema> Create(
      const google::protobuf::Descriptor& type);

  // The same, made once a type.  REQUIRES: a type of the generated pool.
  static absl::StatusOr<const LeafSchema*> Of(
      const google::protobuf::Descriptor& type);

  // In the order of their paths, bytewise.
  const std::vector<LeafField>& fields() const { return fields_; }

  // Paths of the silent leaves, in order.
  const std::vector<std::string>& silent_paths() const { return silent_paths_; }

  // What `path` names, an index taken off and checked against split_max; null
  // if no leaf has that path.
  struct Place {
    const LeafField* field = nullptr;
    uint32_t index = 0;  // of a split field
  };
  // `hint`: the field of a path that is likely to come shortly before, or null.
  Place Find(absl::string_view path, const LeafField* hint = nullptr) const;

 private:
  LeafSchema() = default;

  std::vector<LeafField> fields_;
  std::vector<std::string> silent_paths_;
};

// Whether records of `type` always cross the border in opened form: those that
// can have a silent leaf, so that the form itself tells nothing.  A type that
// the format cannot carry does too.
bool CrossesInOpenedForm(const google::protobuf::Descriptor& type);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_LEAF_SCHEMA_H_
