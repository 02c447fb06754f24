#include "proto/wire/record.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/proto_files.inc"
#include "proto/wire/strict_parse.h"
#include "proto/wire/value_bytes.h"

namespace enlace::wire {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;

constexpr absl::string_view kPackage = "enlace.v1.";
constexpr size_t kTypeNameMax = 64;

bool IsRecordType(const Descriptor& type) {
  return type.options().GetExtension(v1::record).is_record();
}

// A field and what leads to it.  Spelled only where something is wrong with it;
// names come from the schema, never from the record.
struct Place {
  const Place* above = nullptr;
  const FieldDescriptor* field = nullptr;  // null: the record itself

  std::string Path() const {
    if (field == nullptr) return "record";
    return above->field == nullptr
               ? field->name()
               : absl::StrCat(above->Path(), ".", field->name());
  }
};

// The one walk that looks for all that a record may not hold, unknown fields
// and enum numbers included.
class RecordCheck {
 public:
  // `listed`: the message is inside a list, whose values can tell a message
  // without fields from an absent one.
  absl::Status Visit(const Message& message, const Place& place, bool listed) {
    const Reflection& reflection = *message.GetReflection();
    if (!reflection.GetUnknownFields(message).empty()) {
      return FieldInvalid(place.Path(),
                          "has a field that its schema does not know");
    }
    bool empty = true;
    const Descriptor& type = *message.GetDescriptor();
    for (int f = 0; f < type.field_count(); ++f) {
      const FieldDescriptor* const field = type.field(f);
      const bool many = field->is_repeated();
      const int size = many ? reflection.FieldSize(message, field)
                            : int{reflection.HasField(message, field)};
      if (size == 0) continue;
      empty = false;
      const Place below{&place, field};
      for (int i = 0; i < size; ++i) {
        RETURN_IF_ERROR(VisitValue(message, *field, i, below, listed || many));
      }
    }
    if (empty && !listed && place.field != nullptr) {
      return FieldInvalid(place.Path(),
                          "is there without any value; leave it out");
    }
    return absl::OkStatus();
  }

 private:
  absl::Status VisitValue(const Message& message, const FieldDescriptor& field,
                          int index, const Place& place, bool listed) {
    const Reflection& r = *message.GetReflection();
    const bool many = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = many ? r.GetRepeatedEnumValue(message, &field, index)
                                : r.GetEnumValue(message, &field);
        if (field.enum_type()->FindValueByNumber(number) == nullptr) {
          return FieldInvalid(place.Path(),
                              "is a value that the schema does not know");
        }
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_STRING: {
        if (field.type() == FieldDescriptor::TYPE_BYTES) {
          return absl::OkStatus();
        }
        std::string scratch;
        const std::string& text =
            many
                ? r.GetRepeatedStringReference(message, &field, index, &scratch)
                : r.GetStringReference(message, &field, &scratch);
        if (!IsUtf8(text)) return FieldInvalid(place.Path(), "is not UTF-8");
        return absl::OkStatus();
      }
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        const Message& part = many
                                  ? r.GetRepeatedMessage(message, &field, index)
                                  : r.GetMessage(message, &field);
        if (!IsTimestamp(field)) return Visit(part, place, listed);
        if (!part.GetReflection()->GetUnknownFields(part).empty() ||
            !TimestampExists(part)) {
          return FieldInvalid(place.Path(),
                              "is not an instant of the years 1 to 9999");
        }
        return absl::OkStatus();
      }
      default:
        return absl::OkStatus();
    }
  }
};

}  // namespace

const Descriptor* FindRecordType(absl::string_view type) {
  if (type.empty() || type.size() > kTypeNameMax ||
      absl::StrContains(type, '.'))
    return nullptr;
  const Descriptor* const found =
      DescriptorPool::generated_pool()->FindMessageTypeByName(
          absl::StrCat(kPackage, type));
  return found != nullptr && IsRecordType(*found) ? found : nullptr;
}

std::vector<const Descriptor*> RecordTypes() {
  std::vector<const Descriptor*> types;
  for (const auto* table : kProtoFiles) {
    const FileDescriptor* const file =
        DescriptorPool::generated_pool()->FindFileByName(table->filename);
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor* const type = file->message_type(i);
      if (FindRecordType(type->name()) == type) types.push_back(type);
    }
  }
  std::sort(types.begin(), types.end(),
            [](const Descriptor* a, const Descriptor* b) {
              return a->name() < b->name();
            });
  return types;
}

absl::StatusOr<std::unique_ptr<Message>> NewRecord(absl::string_view type) {
  const Descriptor* const descriptor = FindRecordType(type);
  if (descriptor == nullptr) {
    return Refusal(absl::StatusCode::kInvalidArgument, kTypeUnknown,
                   "the type names no record type of this release");
  }
  return std::unique_ptr<Message>(
      MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

absl::StatusOr<std::unique_ptr<Message>> ParseRecord(absl::string_view type,
                                                     absl::string_view body) {
  ASSIGN_OR_RETURN(std::unique_ptr<Message> record, NewRecord(type));
  RETURN_IF_ERROR(ParseStrictForm(body, "body", kRecordSizeMax, *record));
  RETURN_IF_ERROR(CheckRecord(*record));
  return record;
}

absl::Status CheckRecord(const Message& record) {
  return RecordCheck().Visit(record, Place(), /*listed=*/false);
}

}  // namespace enlace::wire
