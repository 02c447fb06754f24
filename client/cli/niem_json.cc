#include "client/cli/niem_json.h"

#include <google/protobuf/descriptor.h>

#include <vector>

#include "absl/strings/str_cat.h"
#include "client/importers/cell_text.h"
#include "enlace/v1/options.pb.h"

namespace enlace::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// NIEMOpen 6.0: core, justice, maritime, screening.
constexpr std::pair<absl::string_view, absl::string_view> kNamespaces[] = {
    {"nc", "https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/"},
    {"j", "https://docs.oasis-open.org/niemopen/ns/model/domains/justice/6.0/"},
    {"m",
     "https://docs.oasis-open.org/niemopen/ns/model/domains/maritime/6.0/"},
    {"scr",
     "https://docs.oasis-open.org/niemopen/ns/model/domains/screening/6.0/"},
    {"enlace", "urn:enlace:v1:"},
};

std::string NameOf(const FieldDescriptor& field) {
  const std::string& niem = field.options().GetExtension(v1::field).niem();
  return niem.empty() ? absl::StrCat("enlace:", field.name()) : niem;
}

Json ObjectOf(const Message& message);

Json ValueOf(const Message& message, const FieldDescriptor& field, int index) {
  const auto& reflection = *message.GetReflection();
  if (!IsCell(field)) {
    return ObjectOf(
        index < 0 ? reflection.GetMessage(message, &field)
                  : reflection.GetRepeatedMessage(message, &field, index));
  }
  const std::string text = CellOf(message, field, index);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
    return Json::Bool(text == "true");
  }
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32) {
    return Json::Number(reflection.GetUInt32(message, &field));
  }
  return Json::String(text);
}

void AddFields(const Message& message, Json& object) {
  const auto& reflection = *message.GetReflection();
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!field.is_repeated()) {
      if (!reflection.HasField(message, &field)) continue;
      object.Add(NameOf(field), ValueOf(message, field, -1));
      continue;
    }
    const int size = reflection.FieldSize(message, &field);
    if (size == 0) continue;
    Json list = Json::Array();
    for (int k = 0; k < size; ++k) list.Append(ValueOf(message, field, k));
    object.Add(NameOf(field), std::move(list));
  }
}

Json ObjectOf(const Message& message) {
  Json object = Json::Object();
  AddFields(message, object);
  return object;
}

}  // namespace

Json NiemJson(const Message& record) {
  Json context = Json::Object();
  for (const auto& [prefix, uri] : kNamespaces) {
    context.Add(prefix, Json::String(uri));
  }
  Json object = Json::Object();
  object.Add("@context", std::move(context));
  object.Add("@type", Json::String(absl::StrCat(
                          "enlace:", record.GetDescriptor()->name())));
  AddFields(record, object);
  return object;
}

}  // namespace enlace::client
