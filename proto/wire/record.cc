#include "proto/wire/record.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/encoding.h"
#include "base/status_macros.h"
#include "enlace/v1/options.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/proto_files.inc"
#include "proto/wire/strict_parse.h"
#include "proto/wire/strict_scan.h"
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

// Field names come from the schema, never from the record.
std::string Below(absl::string_view path, const FieldDescriptor& field) {
  return path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
}

class RecordCheck {
 public:
  // `listed`: the message is inside a list, whose values can tell a message
  // without fields from an absent one.
  absl::Status Visit(const Message& message, const std::string& path,
                     bool listed) {
    const Reflection& reflection = *message.GetReflection();
    if (!reflection.GetUnknownFields(message).empty()) {
      return FieldInvalid(path.empty() ? "record" : path,
                          "has a field that its schema does not know");
    }
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    if (fields.empty() && !listed && !path.empty()) {
      return FieldInvalid(path, "is there without any value; leave it out");
    }
    for (const FieldDescriptor* field : fields) {
      const std::string below = Below(path, *field);
      if (!field->is_repeated()) {
        RETURN_IF_ERROR(VisitValue(message, *field, 0, below, listed));
        continue;
      }
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        RETURN_IF_ERROR(VisitValue(message, *field, i, below, true));
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status VisitValue(const Message& message, const FieldDescriptor& field,
                          int index, const std::string& path, bool listed) {
    const Reflection& r = *message.GetReflection();
    const bool many = field.is_repeated();
    switch (ElementTag(field)) {
      case TypeTag::kEnum: {
        const int number = many ? r.GetRepeatedEnumValue(message, &field, index)
                                : r.GetEnumValue(message, &field);
        if (field.enum_type()->FindValueByNumber(number) == nullptr) {
          return FieldInvalid(path, "is a value that the schema does not know");
        }
        return absl::OkStatus();
      }
      case TypeTag::kString: {
        std::string scratch;
        const std::string& text =
            many
                ? r.GetRepeatedStringReference(message, &field, index, &scratch)
                : r.GetStringReference(message, &field, &scratch);
        if (!IsUtf8(text)) return FieldInvalid(path, "is not UTF-8");
        return absl::OkStatus();
      }
      case TypeTag::kMessage:
      case TypeTag::kTimestamp: {
        const Message& part = many
                                  ? r.GetRepeatedMessage(message, &field, index)
                                  : r.GetMessage(message, &field);
        if (!IsTimestamp(field)) return Visit(part, path, listed);
        if (!r.GetUnknownFields(message).empty() || !TimestampExists(part)) {
          return FieldInvalid(path, "is not an instant of the years 1 to 9999");
        }
        return absl::OkStatus();
      }
      default:
        return absl::OkStatus();
    }
  }
};

const Descriptor* FindInPool(absl::string_view type) {
  if (type.empty() || type.size() > kTypeNameMax ||
      absl::StrContains(type, '.'))
    return nullptr;
  const Descriptor* const found =
      DescriptorPool::generated_pool()->FindMessageTypeByName(
          absl::StrCat(kPackage, type));
  return found != nullptr && IsRecordType(*found) ? found : nullptr;
}

// An empty record of each type that was asked for; they are never destroyed.
class EmptyRecords {
 public:
  // Null if `type` names no record type.
  const Message* Of(absl::string_view type) {
    {
      absl::ReaderMutexLock lock(&mutex_);
      const auto found = records_.find(type);
      if (found != records_.end()) return found->second;
    }
    const Descriptor* const descriptor = FindInPool(type);
    if (descriptor == nullptr) return nullptr;
    const Message* const record =
        MessageFactory::generated_factory()->GetPrototype(descriptor);
    absl::MutexLock lock(&mutex_);
    return records_.try_emplace(std::string(type), record).first->second;
  }

 private:
  absl::Mutex mutex_;
  std::map<std::string, const Message*, std::less<>> records_
      ABSL_GUARDED_BY(mutex_);
};

const Message* EmptyRecord(absl::string_view type) {
  static EmptyRecords* const records = new EmptyRecords;
  return records->Of(type);
}

}  // namespace

const Descriptor* FindRecordType(absl::string_view type) {
  const Message* const empty = EmptyRecord(type);
  return empty == nullptr ? nullptr : empty->GetDescriptor();
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
  const Message* const empty = EmptyRecord(type);
  if (empty == nullptr) {
    return Refusal(absl::StatusCode::kInvalidArgument, kTypeUnknown,
                   "the type names no record type of this release");
  }
  return std::unique_ptr<Message>(empty->New());
}

absl::StatusOr<std::unique_ptr<Message>> ParseRecord(absl::string_view type,
                                                     absl::string_view body) {
  ASSIGN_OR_RETURN(std::unique_ptr<Message> record, NewRecord(type));
  // Both checks in one walk; what is wrong they tell themselves.
  if (body.size() <= kRecordSizeMax &&
      IsStrictRecord(body, *record->GetDescriptor()) &&
      record->ParsePartialFromArray(body.data(),
                                    static_cast<int>(body.size()))) {
    return record;
  }
  RETURN_IF_ERROR(ParseStrictly(body, "body", kRecordSizeMax, *record));
  RETURN_IF_ERROR(CheckRecord(*record));
  return record;
}

absl::Status CheckRecord(const Message& record) {
  return RecordCheck().Visit(record, "", /*listed=*/false);
}

}  // namespace enlace::wire
