#include "proto/validation/field_path.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "enlace/v1/options.pb.h"
#include "proto/validation/calendar.h"

namespace enlace::validation {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// 0 if it is not stated.
uint32_t NumberIn(const Message& message, const char* name) {
  const FieldDescriptor* const field =
      message.GetDescriptor()->FindFieldByName(name);
  return field == nullptr ||
                 field->cpp_type() != FieldDescriptor::CPPTYPE_UINT32
             ? 0U
             : message.GetReflection()->GetUInt32(message, field);
}

}  // namespace

Located Locate(const Message& record, absl::string_view path) {
  Located located;
  const Message* message = &record;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t i = 0; i < names.size(); ++i) {
    located.field = message->GetDescriptor()->FindFieldByName(names[i]);
    if (located.field == nullptr) return {};
    if (i + 1 == names.size()) {
      located.holder = message;
      return located;
    }
    const Reflection& reflection = *message->GetReflection();
    if (located.field->is_repeated() ||
        located.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
        !reflection.HasField(*message, located.field)) {
      return {nullptr, located.field};
    }
    message = &reflection.GetMessage(*message, located.field);
  }
  return {};
}

bool IsPresent(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) return reflection.FieldSize(message, &field) > 0;
  if (!reflection.HasField(message, &field)) return false;
  return field.cpp_type() != FieldDescriptor::CPPTYPE_ENUM ||
         reflection.GetEnumValue(message, &field) != 0;
}

bool IsPresent(const Message& record, absl::string_view path) {
  const Located located = Locate(record, path);
  return located.holder != nullptr &&
         IsPresent(*located.holder, *located.field);
}

bool IsPlainMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type()->full_name() != "google.protobuf.Timestamp";
}

std::string TextOf(const Message& message, const FieldDescriptor& field,
                   int index) {
  const Reflection& reflection = *message.GetReflection();
  return index < 0 ? reflection.GetString(message, &field)
                   : reflection.GetRepeatedString(message, &field, index);
}

std::string FormatOf(const Message& message, const FieldDescriptor& field) {
  const v1::FieldRules& rules = field.options().GetExtension(v1::field);
  if (!rules.format().empty()) return rules.format();
  if (rules.format_by().empty()) return "";
  const FieldDescriptor* const by =
      field.containing_type()->FindFieldByName(rules.format_by());
  if (by == nullptr || by->is_repeated() ||
      by->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) {
    return "";
  }
  return message.GetReflection()
      ->GetEnum(message, by)
      ->options()
      .GetExtension(v1::value)
      .format();
}

bool DateExists(const Message& message) {
  if (message.GetDescriptor()->full_name() != "enlace.v1.Date") return true;
  const auto year = static_cast<int>(NumberIn(message, "year"));
  const auto month = static_cast<int>(NumberIn(message, "month"));
  const auto day = static_cast<int>(NumberIn(message, "day"));
  const bool whole = year != 0 && month != 0 && day != 0;
  return !whole || DayExists(year, month, day);
}

absl::optional<absl::CivilDay> DayAt(const Message& message,
                                     absl::string_view field) {
  const Located located = Locate(message, field);
  if (located.holder == nullptr || !IsPresent(message, *located.field) ||
      !IsPlainMessage(*located.field)) {
    return absl::nullopt;
  }
  const Message& date =
      message.GetReflection()->GetMessage(message, located.field);
  const uint32_t year = NumberIn(date, "year");
  const uint32_t month = NumberIn(date, "month");
  const uint32_t day = NumberIn(date, "day");
  if (year == 0 || month == 0 || day == 0) return absl::nullopt;
  return absl::CivilDay(year, month, day);
}

bool IsLater(const Message& a, const Message& b) {
  if (a.GetDescriptor() != b.GetDescriptor()) return false;
  if (const auto* left = dynamic_cast<const google::protobuf::Timestamp*>(&a)) {
    const auto& right = dynamic_cast<const google::protobuf::Timestamp&>(b);
    return std::make_pair(left->seconds(), left->nanos()) >
           std::make_pair(right.seconds(), right.nanos());
  }
  for (const char* const part : {"year", "month", "day"}) {
    const uint32_t left = NumberIn(a, part);
    const uint32_t right = NumberIn(b, part);
    if (left == 0 || right == 0) return false;
    if (left != right) return left > right;
  }
  return false;
}

}  // namespace enlace::validation
