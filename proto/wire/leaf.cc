#include "proto/wire/leaf.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The message that holds the leaf, or null if it is absent.
const Message* HolderOf(const Message& record, const LeafField& field) {
  const Message* holder = &record;
  for (size_t i = 0; i + 1 < field.steps.size(); ++i) {
    const Reflection& reflection = *holder->GetReflection();
    if (!reflection.HasField(*holder, field.steps[i])) return nullptr;
    holder = &reflection.GetMessage(*holder, field.steps[i]);
  }
  return holder;
}

Message& MakeHolder(Message& record, const LeafField& field) {
  Message* holder = &record;
  for (size_t i = 0; i + 1 < field.steps.size(); ++i) {
    holder = holder->GetReflection()->MutableMessage(holder, field.steps[i]);
  }
  return *holder;
}

bool IsPresent(const Message& holder, const FieldDescriptor& field) {
  const Reflection& reflection = *holder.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(holder, &field) > 0
                             : reflection.HasField(holder, &field);
}

absl::Status AddElements(const Message& holder, const LeafField& field,
                         std::vector<Leaf>& leaves) {
  const FieldDescriptor& last = *field.steps.back();
  const int size = holder.GetReflection()->FieldSize(holder, &last);
  if (static_cast<uint32_t>(size) > field.split_max) {
    return FieldInvalid(field.path, absl::StrCat("has more than ",
                                                 field.split_max, " elements"));
  }
  for (int i = 0; i < size; ++i) {
    leaves.push_back({.path = absl::StrCat(field.path, "[", i, "]"),
                      .tag = ElementTag(last),
                      .value = EncodeElement(holder, last, i)});
  }
  return absl::OkStatus();
}

absl::Status SetElement(const Leaf& leaf, const FieldDescriptor& field,
                        int index, Message& holder) {
  const Reflection& reflection = *holder.GetReflection();
  // "x[10]" comes before "x[2]": elements not yet known stand without a value.
  while (reflection.FieldSize(holder, &field) < index) {
    reflection.AddMessage(&holder, &field);
  }
  const bool exists = reflection.FieldSize(holder, &field) > index;
  if (!DecodeElement(leaf.value, field, holder)) {
    return FieldInvalid(leaf.path, "has a value that is not of its type");
  }
  if (exists) {
    reflection.SwapElements(&holder, &field, index,
                            reflection.FieldSize(holder, &field) - 1);
    reflection.RemoveLast(&holder, &field);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Leaf>> LeavesOf(const Message& record) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*record.GetDescriptor()));
  std::vector<Leaf> leaves;
  for (const LeafField& field : schema->fields()) {
    const FieldDescriptor& last = *field.steps.back();
    const Message* const holder = HolderOf(record, field);
    if (holder == nullptr || !IsPresent(*holder, last)) {
      if (field.silent) leaves.push_back({field.path, TypeTag::kAbsent, ""});
    } else if (field.split_max != 0) {
      RETURN_IF_ERROR(AddElements(*holder, field, leaves));
    } else {
      leaves.push_back({.path = field.path,
                        .tag = FieldTag(last),
                        .value = EncodeField(*holder, last)});
    }
  }
  if (leaves.size() > kLeavesMax) {
    return FieldInvalid("record", absl::StrCat("has more than ", kLeavesMax,
                                               " fields with a value; send "
                                               "parts of it on their own"));
  }
  // Indexes stand in the order of their digits, not of their numbers.
  std::sort(leaves.begin(), leaves.end(),
            [](const Leaf& a, const Leaf& b) { return a.path < b.path; });
  return leaves;
}

absl::Status SetLeaf(const Leaf& leaf, Message& record) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*record.GetDescriptor()));
  const LeafSchema::Place place = schema->Find(leaf.path);
  if (place.field == nullptr) {
    return FieldInvalid("path", "names no leaf of the record type");
  }
  const FieldDescriptor& last = *place.field->steps.back();
  const bool split = place.field->split_max != 0;
  if (leaf.tag != (split ? ElementTag(last) : FieldTag(last))) {
    return FieldInvalid(leaf.path, "has a type tag that is not its type's");
  }
  Message& holder = MakeHolder(record, *place.field);
  if (split) {
    return SetElement(leaf, last, static_cast<int>(place.index), holder);
  }
  if (IsPresent(holder, last)) {
    return FieldInvalid(leaf.path, "is there twice");
  }
  if (!DecodeField(leaf.value, last, holder)) {
    return FieldInvalid(leaf.path, "has a value that is not of its type");
  }
  return absl::OkStatus();
}

}  // namespace enlace::wire
