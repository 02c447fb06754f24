#include "client/cli/record_template.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/cli/schema.h"
#include "enlace/v1/options.pb.h"

namespace enlace::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::string PathUnder(const std::string& prefix, const FieldDescriptor& field) {
  return prefix.empty() ? field.name()
                        : absl::StrCat(prefix, ".", field.name());
}

class TemplateWriter {
 public:
  TemplateWriter(const v1::RecordRules& record, bool all)
      : record_(record), all_(all) {}

  Json Write(const Descriptor& part, const std::string& prefix) const {
    Json json = Json::Object();
    for (int i = 0; i < part.field_count(); ++i) {
      const FieldDescriptor& field = *part.field(i);
      const std::string path = PathUnder(prefix, field);
      if (all_ || Needed(field, path)) Add(field, path, json);
    }
    // A part without any field would not be there at all.
    if (json.children().empty() && part.field_count() > 0) {
      Add(*part.field(0), PathUnder(prefix, *part.field(0)), json);
    }
    return json;
  }

 private:
  // Required itself, or on the way to a path that the type requires.
  bool Needed(const FieldDescriptor& field, const std::string& path) const {
    return IsRequired(record_, field, path) ||
           std::any_of(record_.required().begin(), record_.required().end(),
                       [&path](const std::string& required) {
                         return absl::StartsWith(required,
                                                 absl::StrCat(path, "."));
                       });
  }

  void Add(const FieldDescriptor& field, const std::string& path,
           Json& json) const {
    Json value =
        IsGroup(field) ? Write(*field.message_type(), path) : EmptyValue(field);
    if (field.is_repeated()) {
      Json list = Json::Array();
      list.Append(std::move(value));
      value = std::move(list);
    }
    json.Add(field.json_name(), std::move(value));
  }

  static Json EmptyValue(const FieldDescriptor& field) {
    if (IsInstant(field)) return Json::String("1970-01-01T00:00:00Z");
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM:
        return Json::String(
            field.enum_type()
                ->value(std::min(1, field.enum_type()->value_count() - 1))
                ->name());
      case FieldDescriptor::CPPTYPE_BOOL:
        return Json::Bool(false);
      case FieldDescriptor::CPPTYPE_STRING:
        return Json::String("");
      default:
        return Json::Number(
            field.options().GetExtension(v1::field).min_value());
    }
  }

  const v1::RecordRules& record_;
  bool all_;
};

}  // namespace

Json TemplateOf(const Descriptor& type, bool all) {
  const v1::RecordRules rules = RulesOfWhole(type);
  return TemplateWriter(rules, all).Write(type, "");
}

}  // namespace enlace::client
