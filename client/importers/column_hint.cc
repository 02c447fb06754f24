#include "client/importers/column_hint.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/importers/cell_text.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/formats.h"

namespace enlace::client {
namespace {

using google::protobuf::FieldDescriptor;

const v1::FieldRules& RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::field);
}

// The path without indexes, as rules of a record type spell it.
std::string RulePath(const Column& column, size_t count) {
  std::string path;
  for (size_t i = 0; i < count; ++i) {
    absl::StrAppend(&path, i == 0 ? "" : ".", column.steps[i].field->name());
  }
  return path;
}

const v1::RecordRules& RecordRulesOf(const Column& column) {
  return column.steps[0].field->containing_type()->options().GetExtension(
      v1::record);
}

// Whether the value of the first `count` steps must be there wherever what
// holds it is.
bool RequiredHere(const Column& column, size_t count) {
  const auto& always = RecordRulesOf(column).required();
  return RulesOf(*column.steps[count - 1].field).required() ||
         std::find(always.begin(), always.end(), RulePath(column, count)) !=
             always.end();
}

// "required", "required where `recovery` is", or nothing.
std::string RequiredText(const Column& column, bool spanish) {
  const size_t count = column.steps.size();
  const std::string path = RulePath(column, count);
  for (const v1::RequiredWhen& rule : RecordRulesOf(column).required_when()) {
    if (path != rule.field()) continue;
    return absl::StrCat(spanish ? "obligatorio donde " : "required where ",
                        rule.when(), spanish ? " es " : " is ",
                        absl::StrJoin(rule.equals(), spanish ? " o " : " or "));
  }
  if (!RequiredHere(column, count)) return "";
  for (size_t holder = count - 1; holder > 0; --holder) {
    if (RequiredHere(column, holder)) continue;
    return absl::StrCat(
        spanish ? "obligatorio si se indica " : "required if there is any ",
        column.Path(holder));
  }
  return spanish ? "obligatorio" : "required";
}

std::string ValuesText(const FieldDescriptor& field, bool spanish) {
  std::vector<std::string> names;
  for (int i = 0; i < field.enum_type()->value_count(); ++i) {
    const auto& value = *field.enum_type()->value(i);
    if (value.number() != 0) names.push_back(ShortName(value));
  }
  return absl::StrCat(spanish ? "uno de: " : "one of: ",
                      absl::StrJoin(names, ", "));
}

std::string FormText(const FieldDescriptor& field, bool spanish) {
  const v1::FieldRules& rules = RulesOf(field);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return ValuesText(field, spanish);
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true, false";
    case FieldDescriptor::CPPTYPE_UINT32:
      return spanish ? "número entero" : "whole number";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return absl::EndsWith(field.message_type()->name(), "Timestamp")
                 ? "YYYY-MM-DDThh:mm:ssZ"
                 : "YYYY-MM-DD";
    default:
      break;
  }
  if (const validation::Format* const format =
          validation::FindFormat(rules.format())) {
    return std::string(spanish ? format->shape_es : format->shape_en);
  }
  if (!rules.pattern().empty()) return rules.pattern();
  if (!rules.format_by().empty()) {
    return absl::StrCat(spanish ? "según " : "as ", rules.format_by(),
                        spanish ? "" : " says");
  }
  if (rules.max_length() == 0) return "";
  return absl::StrCat(spanish ? "máximo " : "at most ", rules.max_length(),
                      spanish ? " caracteres" : " characters");
}

}  // namespace

std::string ColumnLabel(const Column& column, bool spanish) {
  std::vector<std::string> labels;
  for (const ColumnStep& step : column.steps) {
    const v1::FieldRules& rules = RulesOf(*step.field);
    std::string label = spanish ? rules.label_es() : rules.label_en();
    if (step.index >= 0) absl::StrAppend(&label, " ", step.index + 1);
    labels.push_back(std::move(label));
  }
  return absl::StrJoin(labels, " / ");
}

std::string ColumnHint(const Column& column, bool spanish) {
  const std::string required = RequiredText(column, spanish);
  const std::string form = FormText(column.field(), spanish);
  return absl::StrCat(required, required.empty() || form.empty() ? "" : "; ",
                      form);
}

}  // namespace enlace::client
