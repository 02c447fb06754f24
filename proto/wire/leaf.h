// A record taken apart into leaves, and put together again.
//
//   ASSIGN_OR_RETURN(std::vector<Leaf> leaves, LeavesOf(record));
//   LeafSetter setter(schema, copy);
//   for (const Leaf& leaf : leaves) RETURN_IF_ERROR(setter.Set(leaf));
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
#include "proto/wire/leaf_schema.h"
#include "proto/wire/value_bytes.h"

namespace enlace::wire {

inline constexpr size_t kLeavesMax = 256;

struct Leaf {
  std::string path;
  TypeTag tag = TypeTag::kAbsent;
  std::string value;  // empty if absent

  bool operator==(const Leaf&) const = default;
};

// A leaf that stands elsewhere.
struct LeafView {
  LeafView() = default;
  LeafView(absl::string_view its_path, TypeTag its_tag,
           absl::string_view its_value)
      : path(its_path), tag(its_tag), value(its_value) {}
  LeafView(const Leaf& leaf)  // NOLINT(google-explicit-constructor)
      : path(leaf.path), tag(leaf.tag), value(leaf.value) {}

  absl::string_view path;
  TypeTag tag = TypeTag::kAbsent;
  absl::string_view value;
};

// The leaves that are present, and the silent ones whether present or not, in
// the order of their paths, bytewise.  Fails with kInvalidArgument if there are
// more than kLeavesMax or more elements than split_max.
// REQUIRES: a message that CheckRecord() (proto/wire/record.h) accepts.
absl::StatusOr<std::vector<Leaf>> LeavesOf(
    const google::protobuf::Message& record);

// Puts leaves into a record: the strict inverse of LeavesOf().  Quickest in the
// order of their paths, since neighbours hang in the same message.
class LeafSetter {
 public:
  // Both must outlive this.  REQUIRES: the schema of the record's type.  Only
  // this changes the record meanwhile.
  LeafSetter(const LeafSchema& schema, google::protobuf::Message& record)
      : schema_(schema), record_(record) {}

  // The leaf must be absent.  Elements that a split field lacks before the
  // leaf's index are added without a value.  Fails with kInvalidArgument on a
  // path that names no leaf, a tag that is not the field's, a value that
  // LeavesOf() would not give or that the field's type does not have.
  absl::Status Set(const LeafView& leaf);

 private:
  google::protobuf::Message& HolderOf(const LeafField& field);

  const LeafSchema& schema_;
  google::protobuf::Message& record_;
  const LeafField* last_ = nullptr;              // the last one looked up
  google::protobuf::Message* holder_ = nullptr;  // of that one
};

// The same for one leaf.
absl::Status SetLeaf(const LeafView& leaf, google::protobuf::Message& record);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_LEAF_H_
