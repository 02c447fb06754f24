#include "client/importers/cell_text.h"

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/time_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/check.h"
#include "client/importers/date_text.h"
#include "enlace/v1/options.pb.h"
#include "enlace/v1/person.pb.h"

namespace enlace::client {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using google::protobuf::util::TimeUtil;

bool IsOf(const FieldDescriptor& field,
          const google::protobuf::Descriptor& type) {
  return field.message_type() == &type;
}

// By name, then by the code that other systems use.
const EnumValueDescriptor* ValueNamed(const EnumDescriptor& type,
                                      const std::string& text) {
  for (const bool by_code : {false, true}) {
    for (int i = 0; i < type.value_count(); ++i) {
      const EnumValueDescriptor& value = *type.value(i);
      if (value.number() == 0) continue;
      const std::string& code = value.options().GetExtension(v1::value).code();
      if (by_code ? !code.empty() && absl::AsciiStrToUpper(code) == text
                  : ShortName(value) == text || value.name() == text) {
        return &value;
      }
    }
  }
  return nullptr;
}

// -1 if it is neither.
int TruthOf(const std::string& text) {
  for (const absl::string_view yes : {"TRUE", "YES", "SI", "SÍ", "Sí", "1"}) {
    if (text == yes) return 1;
  }
  for (const absl::string_view no : {"FALSE", "NO", "0"}) {
    if (text == no) return 0;
  }
  return -1;
}

// Where a value goes: into a field, or behind the elements of a list.
class Target {
 public:
  Target(Message& message, const FieldDescriptor& field)
      : message_(message),
        field_(field),
        reflection_(*message.GetReflection()) {}

  void Text(absl::string_view text) {
    if (field_.is_repeated()) {
      reflection_.AddString(&message_, &field_, std::string(text));
    } else {
      reflection_.SetString(&message_, &field_, std::string(text));
    }
  }
  void Number(uint32_t number) {
    if (field_.is_repeated()) {
      reflection_.AddUInt32(&message_, &field_, number);
    } else {
      reflection_.SetUInt32(&message_, &field_, number);
    }
  }
  void Truth(bool truth) {
    if (field_.is_repeated()) {
      reflection_.AddBool(&message_, &field_, truth);
    } else {
      reflection_.SetBool(&message_, &field_, truth);
    }
  }
  void Value(const EnumValueDescriptor* value) {
    if (field_.is_repeated()) {
      reflection_.AddEnum(&message_, &field_, value);
    } else {
      reflection_.SetEnum(&message_, &field_, value);
    }
  }
  void Part(const Message& part) {
    Message* const target =
        field_.is_repeated() ? reflection_.AddMessage(&message_, &field_)
                             : reflection_.MutableMessage(&message_, &field_);
    target->CopyFrom(part);
  }

 private:
  Message& message_;
  const FieldDescriptor& field_;
  const Reflection& reflection_;
};

importers::RowFault SetPart(Target target, const FieldDescriptor& field,
                            absl::string_view text) {
  if (IsOf(field, *v1::Date::descriptor())) {
    const auto date = DateFromText(text);
    if (!date.has_value()) return importers::ROW_FAULT_NOT_A_DATE;
    target.Part(*date);
    return importers::ROW_FAULT_NONE;
  }
  Timestamp instant;
  if (!TimeUtil::FromString(std::string(text), &instant)) {
    return importers::ROW_FAULT_NOT_AN_INSTANT;
  }
  target.Part(instant);
  return importers::ROW_FAULT_NONE;
}

}  // namespace

bool IsCell(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         IsOf(field, *v1::Date::descriptor()) ||
         IsOf(field, *Timestamp::descriptor());
}

std::string ShortName(const EnumValueDescriptor& value) {
  // The type's name in capitals is what begins its value of number 0.
  const absl::string_view prefix =
      absl::StripSuffix(value.type()->value(0)->name(), "UNSPECIFIED");
  return std::string(absl::StripPrefix(value.name(), prefix));
}

std::string CellOf(const Message& message, const FieldDescriptor& field,
                   int index) {
  const Reflection& r = *message.GetReflection();
  const bool one = index < 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? r.GetString(message, &field)
                 : r.GetRepeatedString(message, &field, index);
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(one ? r.GetUInt32(message, &field)
                              : r.GetRepeatedUInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? r.GetBool(message, &field)
                  : r.GetRepeatedBool(message, &field, index))
                 ? "true"
                 : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return ShortName(*(one ? r.GetEnum(message, &field)
                             : r.GetRepeatedEnum(message, &field, index)));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& part = one ? r.GetMessage(message, &field)
                                : r.GetRepeatedMessage(message, &field, index);
      if (IsOf(field, *v1::Date::descriptor())) {
        v1::Date date;
        date.CopyFrom(part);
        return DateText(date);
      }
      Timestamp instant;
      instant.CopyFrom(part);
      return TimeUtil::ToString(instant);
    }
    default:
      CHECK(false) << "no record has a field of this kind: "
                   << field.full_name();
      return "";
  }
}

importers::RowFault SetCell(Message& message, const FieldDescriptor& field,
                            absl::string_view text) {
  Target target(message, field);
  const absl::string_view bare = absl::StripAsciiWhitespace(text);
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      target.Text(text);
      return importers::ROW_FAULT_NONE;
    case FieldDescriptor::CPPTYPE_UINT32: {
      uint32_t number = 0;
      if (!absl::SimpleAtoi(bare, &number)) {
        return importers::ROW_FAULT_NOT_A_NUMBER;
      }
      target.Number(number);
      return importers::ROW_FAULT_NONE;
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const int truth = TruthOf(absl::AsciiStrToUpper(bare));
      if (truth < 0) return importers::ROW_FAULT_NOT_YES_OR_NO;
      target.Truth(truth == 1);
      return importers::ROW_FAULT_NONE;
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* const value =
          ValueNamed(*field.enum_type(), absl::AsciiStrToUpper(bare));
      if (value == nullptr) return importers::ROW_FAULT_NOT_IN_LIST;
      target.Value(value);
      return importers::ROW_FAULT_NONE;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetPart(target, field, bare);
    default:
      CHECK(false) << "no record has a field of this kind: "
                   << field.full_name();
      return importers::ROW_FAULT_COLUMN_FOREIGN;
  }
}

}  // namespace enlace::client
