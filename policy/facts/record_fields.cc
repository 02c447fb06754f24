#include "policy/facts/record_fields.h"

#include <google/protobuf/descriptor_database.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "enlace/v1/options.pb.h"

namespace enlace::policy {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::vector<const Descriptor*> RecordTypesOfThisBuild() {
  using google::protobuf::DescriptorPool;
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  std::vector<const Descriptor*> types;
  for (const std::string& name : files) {
    if (!absl::StartsWith(name, "enlace/")) continue;
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    for (int i = 0; file != nullptr && i < file->message_type_count(); ++i) {
      const Descriptor* message = file->message_type(i);
      if (message->options().GetExtension(v1::record).is_record()) {
        types.push_back(message);
      }
    }
  }
  return types;
}

bool IsTimestamp(const Descriptor* message) {
  return message->full_name() == "google.protobuf.Timestamp";
}

bool IsDate(const Descriptor* message) {
  if (message->field_count() != 3) return false;
  for (const char* name : {"year", "month", "day"}) {
    const FieldDescriptor* field = message->FindFieldByName(name);
    if (field == nullptr || field->is_repeated() ||
        field->cpp_type() != FieldDescriptor::CPPTYPE_UINT32) {
      return false;
    }
  }
  return true;
}

std::string ShortEnumName(const google::protobuf::EnumValueDescriptor& value) {
  std::string prefix;
  for (const char c : value.type()->name()) {
    if (absl::ascii_isupper(static_cast<unsigned char>(c)) && !prefix.empty()) {
      prefix += '_';
    }
    prefix += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  prefix += '_';
  return absl::StartsWith(value.name(), prefix)
             ? value.name().substr(prefix.size())
             : value.name();
}

std::vector<const FieldDescriptor*> ResolvePath(const Descriptor* message,
                                                absl::string_view path) {
  std::vector<const FieldDescriptor*> fields;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field =
        message == nullptr ? nullptr
                           : message->FindFieldByName(std::string(part));
    if (field == nullptr) return {};
    fields.push_back(field);
    message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                  ? field->message_type()
                  : nullptr;
  }
  return fields;
}

}  // namespace enlace::policy
