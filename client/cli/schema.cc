#include "client/cli/schema.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/label.h"
#include "enlace/v1/options.pb.h"

namespace enlace::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr uint32_t kTextSizeMax = 100;
constexpr uint32_t kFreeTextSizeMax = 8000;
constexpr uint32_t kItemsMax = 100;

const v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::field);
}

std::string KindOf(const FieldDescriptor& field) {
  if (IsInstant(field)) return "instant";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return "group";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "code";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "boolean";
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_BYTES ? "bytes" : "text";
    default:
      return "number";
  }
}

// "2 to 23 characters; 100 elements".
std::string LimitsOf(const FieldDescriptor& field, Language language) {
  const v1::FieldRules& rules = RulesOf(field);
  const std::string to = Phrase{" to ", " a "}.In(language);
  std::vector<std::string> limits;
  if (field.type() == FieldDescriptor::TYPE_STRING) {
    const uint32_t usual = rules.free_text() ? kFreeTextSizeMax : kTextSizeMax;
    limits.push_back(
        absl::StrCat(rules.min_length(), to,
                     rules.max_length() == 0 ? usual : rules.max_length(),
                     Phrase{" characters", " caracteres"}.In(language)));
  }
  if (KindOf(field) == "number" &&
      (rules.min_value() != 0 || rules.max_value() != 0)) {
    limits.push_back(
        rules.max_value() == 0
            ? absl::StrCat(">= ", rules.min_value())
            : absl::StrCat(rules.min_value(), to, rules.max_value()));
  }
  if (field.is_repeated()) {
    limits.push_back(
        absl::StrCat(rules.min_items(), to,
                     rules.max_items() == 0 ? kItemsMax : rules.max_items(),
                     Phrase{" elements", " elementos"}.In(language)));
  }
  return absl::StrJoin(limits, "; ");
}

// "status=REFUSED,FAILED" if `path` is required only then.
std::string OnlyIf(const v1::RecordRules& record, const std::string& path) {
  for (const v1::RequiredWhen& rule : record.required_when()) {
    if (rule.field() == path) {
      return absl::StrCat(rule.when(), "=", absl::StrJoin(rule.equals(), ","));
    }
  }
  return "";
}

std::string PathUnder(const std::string& prefix, const std::string& name) {
  return prefix.empty() ? name : absl::StrCat(prefix, ".", name);
}

FieldDoc Describe(const FieldDescriptor& field, const std::string& path,
                  const v1::RecordRules& record, Language language) {
  FieldDoc doc;
  doc.path = path;
  doc.label = LabelOf(field, language);
  doc.kind = KindOf(field);
  if (IsGroup(field)) doc.part = field.message_type()->name();
  doc.list = field.is_repeated();
  doc.required = IsRequired(record, field, path);
  doc.only_if = OnlyIf(record, path);
  const v1::FieldRules& rules = RulesOf(field);
  doc.format = !rules.format().empty() ? rules.format()
               : !rules.format_by().empty()
                   ? absl::StrCat("<", rules.format_by(), ">")
                   : rules.pattern();
  doc.limits = LimitsOf(field, language);
  doc.form_box = rules.form_box();
  doc.form_box_es = rules.form_box_es();
  doc.niem = rules.niem();
  if (field.enum_type() == nullptr) return doc;
  doc.code_list = field.enum_type()->name();
  for (int i = 0; i < field.enum_type()->value_count(); ++i) {
    const auto* value = field.enum_type()->value(i);
    if (value->number() == 0) continue;  // stands for none
    doc.codes.emplace_back(value->name(), LabelOf(*value, language));
  }
  return doc;
}

void AddFields(const Descriptor& part, const std::string& prefix,
               const v1::RecordRules& record, Language language,
               std::vector<FieldDoc>& fields) {
  for (int i = 0; i < part.field_count(); ++i) {
    const FieldDescriptor& field = *part.field(i);
    const std::string path = PathUnder(prefix, field.name());
    fields.push_back(Describe(field, path, record, language));
    if (IsGroup(field)) {
      AddFields(*field.message_type(), path, record, language, fields);
    }
  }
}

}  // namespace

bool IsInstant(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "google.protobuf.Timestamp";
}

bool IsGroup(const FieldDescriptor& field) {
  return field.message_type() != nullptr && !IsInstant(field);
}

v1::RecordRules RulesOfWhole(const Descriptor& type) {
  v1::RecordRules whole = type.options().GetExtension(v1::record);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!IsGroup(field)) continue;
    const v1::RecordRules part = RulesOfWhole(*field.message_type());
    for (const std::string& path : part.required()) {
      whole.add_required(PathUnder(field.name(), path));
    }
    for (v1::RequiredWhen rule : part.required_when()) {
      rule.set_field(PathUnder(field.name(), rule.field()));
      rule.set_when(PathUnder(field.name(), rule.when()));
      *whole.add_required_when() = std::move(rule);
    }
  }
  return whole;
}

bool IsRequired(const v1::RecordRules& record, const FieldDescriptor& field,
                const std::string& path) {
  const auto& paths = record.required();
  return RulesOf(field).required() ||
         std::find(paths.begin(), paths.end(), path) != paths.end();
}

std::vector<FieldDoc> FieldsOf(const Descriptor& type, Language language) {
  std::vector<FieldDoc> fields;
  AddFields(type, "", RulesOfWhole(type), language, fields);
  return fields;
}

Json JsonOf(const FieldDoc& field) {
  Json codes = Json::Array();
  for (const auto& [name, label] : field.codes) {
    codes.Append(Json::Object()
                     .Add("name", Json::String(name))
                     .Add("label", Json::String(label)));
  }
  return Json::Object()
      .Add("path", Json::String(field.path))
      .Add("label", Json::String(field.label))
      .Add("kind", Json::String(field.kind))
      .Add("part", Json::String(field.part))
      .Add("list", Json::Bool(field.list))
      .Add("required", Json::Bool(field.required))
      .Add("requiredIf", Json::String(field.only_if))
      .Add("format", Json::String(field.format))
      .Add("limits", Json::String(field.limits))
      .Add("codeList", Json::String(field.code_list))
      .Add("codes", std::move(codes));
}

}  // namespace enlace::client
