#include "client/library/alert_terms.h"

#include "enlace/v1/options.pb.h"
#include "proto/validation/field_path.h"

namespace enlace::client {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const EnumValueDescriptor* EnumAt(const Message& record,
                                  const std::string& path) {
  if (path.empty()) return nullptr;
  const validation::Located place = validation::Locate(record, path);
  if (place.holder == nullptr || place.field == nullptr ||
      place.field->is_repeated() ||
      place.field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM ||
      !validation::IsPresent(*place.holder, *place.field)) {
    return nullptr;
  }
  return place.holder->GetReflection()->GetEnum(*place.holder, place.field);
}

void AddEnums(const Message& holder, const FieldDescriptor& field,
              std::vector<const EnumValueDescriptor*>& values) {
  const auto& reflection = *holder.GetReflection();
  if (!field.is_repeated()) {
    values.push_back(reflection.GetEnum(holder, &field));
    return;
  }
  for (int i = 0; i < reflection.FieldSize(holder, &field); ++i) {
    values.push_back(reflection.GetRepeatedEnum(holder, &field, i));
  }
}

// Those of `record` and of its parts that are not repeated.
void AddWarnings(const Message& record,
                 std::vector<const EnumValueDescriptor*>& values) {
  std::vector<const FieldDescriptor*> present;
  record.GetReflection()->ListFields(record, &present);
  for (const FieldDescriptor* const field : present) {
    const bool safety = field->options().GetExtension(v1::field).safety();
    if (safety && field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      AddEnums(record, *field, values);
    } else if (!field->is_repeated() && validation::IsPlainMessage(*field)) {
      AddWarnings(record.GetReflection()->GetMessage(record, field), values);
    }
  }
}

}  // namespace

bool IsAlertType(const google::protobuf::Descriptor& type) {
  return type.options().GetExtension(v1::record).has_alert();
}

std::vector<std::string> TextsAt(const Message& record,
                                 absl::string_view path) {
  if (path.empty()) return {};
  const validation::Located place = validation::Locate(record, path);
  if (place.holder == nullptr || place.field == nullptr ||
      place.field->type() != FieldDescriptor::TYPE_STRING ||
      !validation::IsPresent(*place.holder, *place.field)) {
    return {};
  }
  if (!place.field->is_repeated()) {
    return {validation::TextOf(*place.holder, *place.field, -1)};
  }
  const int size =
      place.holder->GetReflection()->FieldSize(*place.holder, place.field);
  std::vector<std::string> texts;
  for (int i = 0; i < size; ++i) {
    texts.push_back(validation::TextOf(*place.holder, *place.field, i));
  }
  return texts;
}

AlertTerms TermsOf(const Message& record) {
  const v1::AlertRules& rules =
      record.GetDescriptor()->options().GetExtension(v1::record).alert();
  AlertTerms terms;
  terms.target = EnumAt(record, rules.target());
  terms.action = EnumAt(record, rules.action());
  terms.direction = EnumAt(record, rules.direction());
  terms.either_way = terms.direction != nullptr &&
                     terms.direction->name() == rules.any_direction();
  terms.cancels =
      terms.action != nullptr && terms.action->name() == rules.cancel();
  terms.ports = TextsAt(record, rules.ports());
  for (std::string& number : TextsAt(record, rules.number())) {
    terms.number = std::move(number);
  }
  AddWarnings(record, terms.warnings);
  return terms;
}

}  // namespace enlace::client
