#include "proto/wire/leaf.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/wire/leaf_schema.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Finds the messages that leaves hang in; neighbours share them.
class Holders {
 public:
  explicit Holders(const Message& record) : record_(record) {}

  // Goes to the message that holds the leaf; false if it is absent.
  bool GoTo(const LeafField& field) {
    if (last_ != nullptr && last_->holder == field.holder) {
      return message_ != nullptr;
    }
    last_ = &field;
    message_ = &record_;
    reflection_ = record_.GetReflection();
    for (size_t i = 0; i + 1 < field.steps.size(); ++i) {
      if (!reflection_->HasField(*message_, field.steps[i])) {
        message_ = nullptr;
        return false;
      }
      message_ = &reflection_->GetMessage(*message_, field.steps[i]);
      reflection_ = message_->GetReflection();
    }
    return true;
  }

  const Message& message() const { return *message_; }

  bool Has(const FieldDescriptor& field) const {
    return field.is_repeated() ? reflection_->FieldSize(*message_, &field) > 0
                               : reflection_->HasField(*message_, &field);
  }

 private:
  const Message& record_;
  const LeafField* last_ = nullptr;  // the last one gone to
  const Message* message_ = nullptr;
  const Reflection* reflection_ = nullptr;
};

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
    Leaf& leaf = leaves.emplace_back();
    leaf.path = absl::StrCat(field.path, "[", i, "]");
    leaf.tag = field.tag;
    AppendElement(holder, last, i, leaf.value);
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
    if (!holders.GoTo(field) || !holders.Has(last)) {
      if (field.silent) leaves.push_back({field.path, TypeTag::kAbsent, ""});
    } else if (field.split_max != 0) {
      RETURN_IF_ERROR(AddElements(holders.message(), field, leaves));
    } else {
      Leaf& leaf = leaves.emplace_back();
      leaf.path = field.path;
      leaf.tag = field.tag;
      AppendField(holders.message(), last, leaf.value);
    }
  }
  if (leaves.size() > kLeavesMax) {
    return FieldInvalid("record", absl::StrCat("has more than ", kLeavesMax,
                                               " fields with a value; send "
                                               "parts of it on their own"));
  }
  // Indexes stand in the order of their digits, not of their numbers.
  const auto before = [](const Leaf& a, const Leaf& b) {
    return a.path < b.path;
  };
  if (!std::is_sorted(leaves.begin(), leaves.end(), before)) {
    std::sort(leaves.begin(), leaves.end(), before);
  }
  return leaves;
}

Message& LeafSetter::HolderOf(const LeafField& field) {
  if (last_ != nullptr && holder_ != nullptr && last_->holder == field.holder) {
    last_ = &field;
    return *holder_;
  }
  last_ = &field;
  holder_ = &record_;
  for (size_t i = 0; i + 1 < field.steps.size(); ++i) {
    holder_ = holder_->GetReflection()->MutableMessage(holder_, field.steps[i]);
  }
  return *holder_;
}

absl::Status LeafSetter::Set(const LeafView& leaf) {
  const LeafSchema::Place place = schema_.Find(leaf.path, last_);
  if (place.field == nullptr) {
    return FieldInvalid("path", "names no leaf of the record type");
  }
  const FieldDescriptor& last = *place.field->steps.back();
  if (leaf.tag != place.field->tag) {
    return FieldInvalid(leaf.path, "has a type tag that is not its type's");
  }
  Message& holder = HolderOf(*place.field);
  if (place.field->split_max != 0) {
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

absl::Status SetLeaf(const LeafView& leaf, Message& record) {
  ASSIGN_OR_RETURN(const LeafSchema* const schema,
                   LeafSchema::Of(*record.GetDescriptor()));
  return LeafSetter(*schema, record).Set(leaf);
}

}  // namespace enlace::wire
