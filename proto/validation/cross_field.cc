#include "proto/validation/cross_field.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <string>

#include "proto/validation/field_path.h"

namespace enlace::validation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The value as RequiredWhen.equals spells it.
std::string SpelledValue(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(message, &field)->name();
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field);
    default:
      return "";
  }
}

// `Rule` is RequiredWhen or ForbiddenWhen.
template <typename Rule>
bool Applies(const Message& message, const Rule& rule) {
  const Located when = Locate(message, rule.when());
  if (when.holder == nullptr || !IsPresent(*when.holder, *when.field)) {
    return false;
  }
  const std::string value = SpelledValue(*when.holder, *when.field);
  return std::find(rule.equals().begin(), rule.equals().end(), value) !=
         rule.equals().end();
}

bool IsSatisfied(const Message& message, const v1::RequiredWhen& rule) {
  return IsPresent(message, rule.field()) ||
         std::any_of(
             rule.alternatives().begin(), rule.alternatives().end(),
             [&](const std::string& path) { return IsPresent(message, path); });
}

bool IsPresentMessage(const Located& side) {
  return side.holder != nullptr && IsPresent(*side.holder, *side.field) &&
         side.field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

// False where one of the two is absent: nothing is out of order then.
bool IsOutOfOrder(const Message& message, const v1::Order& order) {
  const Located earlier = Locate(message, order.earlier());
  const Located later = Locate(message, order.later());
  if (!IsPresentMessage(earlier) || !IsPresentMessage(later)) return false;
  const auto value = [](const Located& side) -> const Message& {
    return side.holder->GetReflection()->GetMessage(*side.holder, side.field);
  };
  return IsLater(value(earlier), value(later));
}

}  // namespace

void CheckFieldsTogether(const Message& message, const v1::RecordRules& rules,
                         const std::function<void(const Misfit&)>& report) {
  for (const std::string& path : rules.required()) {
    if (!IsPresent(message, path)) report({path, Fault::kMissing, {}});
  }
  for (const v1::RequiredWhen& rule : rules.required_when()) {
    if (!Applies(message, rule) || IsSatisfied(message, rule)) continue;
    if (rule.alternatives().empty()) {
      report({rule.field(), Fault::kMissingHere, {rule.when()}});
    } else {
      report({rule.field(),
              Fault::kMissingAny,
              {rule.alternatives().begin(), rule.alternatives().end()}});
    }
  }
  for (const v1::ForbiddenWhen& rule : rules.forbidden_when()) {
    if (!Applies(message, rule)) continue;
    for (const std::string& path : rule.fields()) {
      if (!IsPresent(message, path)) continue;
      report({path, Fault::kForbiddenHere, {rule.when()}});
    }
  }
  for (const v1::Order& order : rules.order()) {
    if (IsOutOfOrder(message, order)) {
      report({order.earlier(), Fault::kOrder, {order.later()}});
    }
  }
}

}  // namespace enlace::validation
