#include "proto/validation/normalize.h"

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "proto/validation/field_path.h"
#include "proto/validation/formats.h"

namespace enlace::validation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void NormalizeTexts(Message& message, const FieldDescriptor& field) {
  const std::string format = FormatOf(message, field);
  if (format.empty()) return;
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    reflection.SetString(&message, &field,
                         NormalForm(TextOf(message, field, -1), format));
    return;
  }
  const int size = reflection.FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    reflection.SetRepeatedString(&message, &field, i,
                                 NormalForm(TextOf(message, field, i), format));
  }
}

void NormalizeMessages(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) {
    return NormalizeRecord(*reflection.MutableMessage(&message, &field));
  }
  const int size = reflection.FieldSize(message, &field);
  for (int i = 0; i < size; ++i) {
    NormalizeRecord(*reflection.MutableRepeatedMessage(&message, &field, i));
  }
}

}  // namespace

void NormalizeRecord(Message& record) {
  std::vector<const FieldDescriptor*> present;
  record.GetReflection()->ListFields(record, &present);
  for (const FieldDescriptor* const field : present) {
    if (field->type() == FieldDescriptor::TYPE_STRING) {
      NormalizeTexts(record, *field);
    } else if (IsPlainMessage(*field)) {
      NormalizeMessages(record, *field);
    }
  }
}

}  // namespace enlace::validation
