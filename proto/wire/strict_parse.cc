#include "proto/wire/strict_parse.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool EnumIsKnown(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    return field.enum_type()->FindValueByNumber(
               reflection.GetEnumValue(message, &field)) != nullptr;
  }
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (field.enum_type()->FindValueByNumber(
            reflection.GetRepeatedEnumValue(message, &field, i)) == nullptr) {
      return false;
    }
  }
  return true;
}

// The fields of a type in or below which something unknown can stand.
std::vector<const FieldDescriptor*> OpenFields(const Descriptor& type) {
  std::vector<const FieldDescriptor*> fields;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM ||
        field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      fields.push_back(&field);
    }
  }
  return fields;
}

// The same, looked up once a thread; of a type that may go away, each time.
const std::vector<const FieldDescriptor*>& OpenFieldsOf(
    const Descriptor& type,
    std::vector<const FieldDescriptor*>& of_other_pools) {
  if (type.file()->pool() != DescriptorPool::generated_pool()) {
    return of_other_pools = OpenFields(type);
  }
  thread_local absl::node_hash_map<const Descriptor*,
                                   std::vector<const FieldDescriptor*>>
      known;
  const auto [found, added] = known.try_emplace(&type);
  if (added) found->second = OpenFields(type);
  return found->second;
}

// Whether `message` and all beneath it hold known fields and enum numbers.
bool IsKnown(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return false;
  std::vector<const FieldDescriptor*> of_other_pools;
  for (const FieldDescriptor* field :
       OpenFieldsOf(*message.GetDescriptor(), of_other_pools)) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      if (!EnumIsKnown(message, *field)) return false;
    } else if (!field->is_repeated()) {
      if (reflection.HasField(message, field) &&
          !IsKnown(reflection.GetMessage(message, field))) {
        return false;
      }
    } else {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        if (!IsKnown(reflection.GetRepeatedMessage(message, field, i))) {
          return false;
        }
      }
    }
  }
  return true;
}

}  // namespace

absl::Status ParseStrictly(absl::string_view bytes, absl::string_view what,
                           size_t size_max, Message& message) {
  RETURN_IF_ERROR(ParseStrictForm(bytes, what, size_max, message));
  if (!IsKnown(message)) {
    return FieldInvalid(what,
                        "has a field or an enum value that its schema does not "
                        "know; name the schema it was made for");
  }
  return absl::OkStatus();
}

absl::Status ParseStrictForm(absl::string_view bytes, absl::string_view what,
                             size_t size_max, Message& message) {
  if (bytes.size() > size_max) {
    return Refusal(absl::StatusCode::kInvalidArgument, kTooLarge,
                   absl::StrCat(what, " has more than ", size_max, " bytes"));
  }
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kNestingMax);
  message.Clear();
  if (!message.ParsePartialFromCodedStream(&stream) ||
      !stream.ConsumedEntireMessage()) {
    return FieldInvalid(what, "is not an encoded message of its type");
  }
  if (SerializeStrictly(message) != bytes) {
    return FieldInvalid(what,
                        "is not in the strict encoding: fields in ascending "
                        "order, each once, in their shortest form");
  }
  return absl::OkStatus();
}

std::string SerializeStrictly(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream sink(&bytes);
  google::protobuf::io::CodedOutputStream stream(&sink);
  stream.SetSerializationDeterministic(true);
  CHECK(message.SerializePartialToCodedStream(&stream)) << "serialize";
  stream.Trim();
  return bytes;
}

}  // namespace enlace::wire
