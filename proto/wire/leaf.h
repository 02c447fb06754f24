// A record taken apart into leaves, and put together again.
//
//   ASSIGN_OR_RETURN(std::vector<Leaf> leaves, LeavesOf(record));
//   for (const Leaf& leaf : leaves) RETURN_IF_ERROR(SetLeaf(leaf, copy));
//
// The leaves of a record fix it entirely, and the bytes of a value are fixed
// here, not by a serializer.  docs/envelope.md, "Leaves" and "Value bytes".
// Pure.

#ifndef ENLACE_PROTO_WIRE_LEAF_H_
#define ENLACE_PROTO_WIRE_LEAF_H_

#include <google/protobuf/message.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/wire/value_bytes.h"

namespace enlace::wire {

inline constexpr size_t kLeavesMax = 256;

struct Leaf {
  std::string path;
  TypeTag tag = TypeTag::kAbsent;
  std::string value;  // empty if absent

  bool operator==(const Leaf&) const = default;
};

// The same, of bytes that are kept elsewhere.
struct LeafView {
  // NOLINTNEXTLINE(google-explicit-constructor): a leaf is one.
  LeafView(const Leaf& leaf)
      : path(leaf.path), tag(leaf.tag), value(leaf.value) {}
  LeafView(absl::string_view leaf_path, TypeTag leaf_tag,
           absl::string_view leaf_value)
      : path(leaf_path), tag(leaf_tag), value(leaf_value) {}

  absl::string_view path;
  TypeTag tag;
  absl::string_view value;
};

// The leaves that are present, and the silent ones whether present or not, in
// the order of their paths, bytewise.  Fails with kInvalidArgument if there are
// more than kLeavesMax or more elements than split_max.
// REQUIRES: a message that CheckRecord() (proto/wire/record.h) accepts.
absl::StatusOr<std::vector<Leaf>> LeavesOf(
    const google::protobuf::Message& record);

// Puts `leaf` into `record`, where it must be absent: the strict inverse of
// LeavesOf().  Elements that a split field lacks before the leaf's index are
// added without a value.  Fails with kInvalidArgument on a path that names no
// leaf, a tag that is not the field's, a value that LeavesOf() would not give
// or that the field's type does not have.
absl::Status SetLeaf(const LeafView& leaf, google::protobuf::Message& record);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_LEAF_H_
