#include "policy/scan/record_texts.h"

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "base/check.h"

namespace enlace::policy {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

struct TextField {
  const FieldDescriptor* field;
  const v1::FieldRules* rules;  // null: a message that may hold texts
};

// The fields of a type that are texts, or messages that may hold some.
const std::vector<TextField>& TextFieldsOf(const Descriptor* type) {
  // Options are looked up once a type.
  CHECK(type->file()->pool() == DescriptorPool::generated_pool())
      << "a type that may go away";
  thread_local absl::node_hash_map<const Descriptor*, std::vector<TextField>>
      known;
  const auto [found, added] = known.try_emplace(type);
  for (int i = 0; added && i < type->field_count(); ++i) {
    const FieldDescriptor* const field = type->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      found->second.push_back({field, nullptr});
    } else if (field->type() == FieldDescriptor::TYPE_STRING) {
      found->second.push_back(
          {field, &field->options().GetExtension(v1::field)});
    }
  }
  return found->second;
}

}  // namespace

void VisitTexts(const Message& record, bool prose_only,
                absl::FunctionRef<void(const RecordText&)> visit) {
  const Reflection& reflection = *record.GetReflection();
  std::string scratch;
  for (const auto& [field, rules] : TextFieldsOf(record.GetDescriptor())) {
    if (rules != nullptr && prose_only && !rules->free_text()) continue;
    const bool many = field->is_repeated();
    const int size = many ? reflection.FieldSize(record, field)
                          : int{reflection.HasField(record, field)};
    for (int i = 0; i < size; ++i) {
      if (rules == nullptr) {
        VisitTexts(many ? reflection.GetRepeatedMessage(record, field, i)
                        : reflection.GetMessage(record, field),
                   prose_only, visit);
        continue;
      }
      const std::string& text =
          many ? reflection.GetRepeatedStringReference(record, field, i,
                                                       &scratch)
               : reflection.GetStringReference(record, field, &scratch);
      visit({&record, field, rules, text});
    }
  }
}

}  // namespace enlace::policy
