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

// Finds the messages that hold leaves.  Neighbours in the order of their paths
// share most of the way, so each message is looked up about once.
class Holders {
 public:
  explicit Holders(const Message& record) : found_{&record} {}

  // The message that holds the leaf, or null if it is absent.
  const Message* Of(const LeafField& field) {
    const size_t depth = field.steps.size() - 1;
    size_t known = 0;
    while (known < depth && known < steps_.size() &&
           steps_[known] == field.steps[known]) {
      ++known;
    }
    steps_.assign(field.steps.begin(), field.steps.end() - 1);
    found_.resize(known + 1);
    for (size_t i = known; i < depth; ++i) {
      const Message* const above = found_.back();
      const Reflection* const reflection =
          above == nullptr ? nullptr : above->GetReflection();
      found_.push_back(reflection != nullptr &&
                               reflection->HasField(*above, steps_[i])
                           ? &reflection->GetMessage(*above, steps_[i])
                           : nullptr);
    }
    return found_.back();
  }

 private:
  std::vector<const FieldDescriptor*> steps_;
  std::vector<const Message*> found_;  // the record, then one a step
};

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
                      .tag = field.tag,
                      .value = EncodeElement(holder, last, i)});
  }
  return absl::OkStatus();
}

absl::Status SetElement(const LeafView& leaf, const FieldDescriptor& field,
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
  leaves.reserve(schema->fields().size());
  Holders holders(record);
  for (const LeafField& field : schema->fields()) {
    const FieldDescriptor& last = *field.steps.back();
    const Message* const holder = holders.Of(field);
    if (holder == nullptr || !IsPresent(*holder, last)) {
      if (field.silent) leaves.push_back({field.path, TypeTag::kAbsent, ""});
    } else if (field.split_max != 0) {
      RETURN_IF_ERROR(AddElements(*holder, field, leaves));
    } else {
      leaves.push_back({.path = field.path,
                        .tag = field.tag,
                        .value = EncodeField(*holder, last)});
    }
  }
  if (leaves.size() > kLeavesMax) {
    return FieldInvalid("record", absl::StrCat("has more than ", kLeavesMax,
                                               " fields with a value; send "
                                               "parts of it on their own"));
  }
  // Indexes stand in the order of their digits, not of their numbers.
  const auto by_path = [](const Leaf& a, const Leaf& b) {
    return a.path < b.path;
  };
  if (!std::is_sorted(leaves.begin(), leaves.end(), by_path)) {
    std::sort(leaves.begin(), leaves.end(), by_path);
  }
  return leaves;
}

absl::Status SetLeaf(const LeafView& leaf, Message& record) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*record.GetDescriptor()));
  const LeafSchema::Place place = schema->Find(leaf.path);
  if (place.field == nullptr) {
    return FieldInvalid("path", "names no leaf of the record type");
  }
  const FieldDescriptor& last = *place.field->steps.back();
  const bool split = place.field->split_max != 0;
  if (leaf.tag != place.field->tag) {
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
