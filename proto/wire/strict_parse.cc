#include "proto/wire/strict_parse.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_scan.h"

namespace enlace::wire {
namespace {

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

// By the definition: the message written again has the same bytes.
absl::Status ParseByDefinition(absl::string_view bytes, absl::string_view what,
                               Message& message) {
  google::protobuf::io::CodedInputStream stream(
      reinterpret_cast<const uint8_t*>(bytes.data()),
      static_cast<int>(bytes.size()));
  stream.SetRecursionLimit(kNestingMax);
  message.Clear();
  if (!message.ParsePartialFromCodedStream(&stream) ||
      !stream.ConsumedEntireMessage()) {
    return FieldInvalid(what, "is not an encoded message of its type");
  }
  if (!HoldsOnlyKnown(message)) {
    return FieldInvalid(what,
                        "has a field or an enum value that its schema does not "
                        "know; name the schema it was made for");
  }
  if (SerializeStrictly(message) != bytes) {
    return FieldInvalid(what,
                        "is not in the strict encoding: fields in ascending "
                        "order, each once, in their shortest form");
  }
  return absl::OkStatus();
}

absl::Status CheckSize(absl::string_view bytes, absl::string_view what,
                       size_t size_max) {
  if (bytes.size() <= size_max) return absl::OkStatus();
  return Refusal(absl::StatusCode::kInvalidArgument, kTooLarge,
                 absl::StrCat(what, " has more than ", size_max, " bytes"));
}

}  // namespace

bool HoldsOnlyKnown(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return false;
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      if (!EnumIsKnown(message, *field)) return false;
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (!field->is_repeated()) {
        if (!HoldsOnlyKnown(reflection.GetMessage(message, field)))
          return false;
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        if (!HoldsOnlyKnown(reflection.GetRepeatedMessage(message, field, i))) {
          return false;
        }
      }
    }
  }
  return true;
}

absl::Status ParseStrictly(absl::string_view bytes, absl::string_view what,
                           size_t size_max, Message& message) {
  RETURN_IF_ERROR(CheckSize(bytes, what, size_max));
  // Writing a message costs more than reading it; the bytes alone tell as much
  // of nearly all that are strict.  What is wrong with others is found below.
  if (IsStrictEncoding(bytes, *message.GetDescriptor()) &&
      message.ParsePartialFromArray(bytes.data(),
                                    static_cast<int>(bytes.size()))) {
    return absl::OkStatus();
  }
  return ParseByDefinition(bytes, what, message);
}

absl::Status CheckStrictly(absl::string_view bytes, absl::string_view what,
                           size_t size_max,
                           const google::protobuf::Descriptor& type) {
  RETURN_IF_ERROR(CheckSize(bytes, what, size_max));
  if (IsStrictEncoding(bytes, type)) return absl::OkStatus();
  const std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(&type)
          ->New());
  return ParseByDefinition(bytes, what, *message);
}

std::string SerializeStrictly(const Message& message) {
  std::string bytes(message.ByteSizeLong(), '\0');
  google::protobuf::io::ArrayOutputStream sink(bytes.data(),
                                               static_cast<int>(bytes.size()));
  google::protobuf::io::CodedOutputStream stream(&sink);
  stream.SetSerializationDeterministic(true);
  message.SerializeWithCachedSizes(&stream);
  stream.Trim();
  CHECK(!stream.HadError() &&
        stream.ByteCount() == static_cast<int>(bytes.size()))
      << "serialize";
  return bytes;
}

}  // namespace enlace::wire
