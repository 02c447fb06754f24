#include "client/importers/overlay.h"

#include <google/protobuf/descriptor.h>

#include <memory>
#include <vector>

#include "client/importers/cell_text.h"

namespace enlace::client {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void Overlay(const Message& top, Message& record) {
  const Reflection& reflection = *record.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  top.GetReflection()->ListFields(top, &fields);
  // What remains in `rest` replaces whole; merging then sets it.
  const std::unique_ptr<Message> rest(top.New());
  rest->CopyFrom(top);
  for (const FieldDescriptor* const field : fields) {
    if (field->is_repeated() || IsCell(*field)) {
      reflection.ClearField(&record, field);
      continue;
    }
    Overlay(reflection.GetMessage(top, field),
            *reflection.MutableMessage(&record, field));
    reflection.ClearField(rest.get(), field);
  }
  record.MergeFrom(*rest);
}

}  // namespace enlace::client
