#include "client/cli/json_message.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/timestamp.pb.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/encoding.h"

namespace enlace::client {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// One value; `index` is -1 for a field that is not repeated.
class FieldReader {
 public:
  FieldReader(const Message& message, const FieldDescriptor& field)
      : message_(message),
        field_(field),
        reflection_(*message.GetReflection()) {}

  Json Value(int index) const {
    const bool one = index < 0;
    const Reflection& r = reflection_;
    const FieldDescriptor* f = &field_;
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return Json::Number(one ? r.GetInt32(message_, f)
                                : r.GetRepeatedInt32(message_, f, index));
      case FieldDescriptor::CPPTYPE_UINT32:
        return Json::Number(one ? r.GetUInt32(message_, f)
                                : r.GetRepeatedUInt32(message_, f, index));
      case FieldDescriptor::CPPTYPE_INT64:
        return Json::String(
            absl::StrCat(one ? r.GetInt64(message_, f)
                             : r.GetRepeatedInt64(message_, f, index)));
      case FieldDescriptor::CPPTYPE_UINT64:
        return Json::String(
            absl::StrCat(one ? r.GetUInt64(message_, f)
                             : r.GetRepeatedUInt64(message_, f, index)));
      case FieldDescriptor::CPPTYPE_BOOL:
        return Json::Bool(one ? r.GetBool(message_, f)
                              : r.GetRepeatedBool(message_, f, index));
      case FieldDescriptor::CPPTYPE_ENUM:
        return EnumValue(one ? r.GetEnumValue(message_, f)
                             : r.GetRepeatedEnumValue(message_, f, index));
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(one ? r.GetString(message_, f)
                        : r.GetRepeatedString(message_, f, index));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return JsonOf(one ? r.GetMessage(message_, f)
                          : r.GetRepeatedMessage(message_, f, index));
      default:  // No message of ours has a floating-point field.
        return Json();
    }
  }

 private:
  Json EnumValue(int number) const {
    const EnumValueDescriptor* value =
        field_.enum_type()->FindValueByNumber(number);
    return value == nullptr ? Json::Number(number)
                            : Json::String(value->name());
  }

  Json Text(const std::string& text) const {
    return Json::String(
        field_.type() == FieldDescriptor::TYPE_BYTES ? HexEncode(text) : text);
  }

  const Message& message_;
  const FieldDescriptor& field_;
  const Reflection& reflection_;
};

}  // namespace

std::string TimeText(int64_t unix_ms) {
  if (unix_ms == 0) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(unix_ms),
                          absl::UTCTimeZone());
}

Json JsonOf(const Message& message) {
  const auto* timestamp =
      google::protobuf::DynamicCastToGenerated<google::protobuf::Timestamp>(
          &message);
  if (timestamp != nullptr) {
    return Json::String(
        TimeText(timestamp->seconds() * 1000 + timestamp->nanos() / 1000000));
  }
  Json object = Json::Object();
  const auto& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    const Reflection& reflection = *message.GetReflection();
    const FieldReader reader(message, field);
    if (field.is_repeated()) {
      Json array = Json::Array();
      for (int k = 0; k < reflection.FieldSize(message, &field); ++k) {
        array.Append(reader.Value(k));
      }
      object.Add(field.json_name(), std::move(array));
    } else if (!field.has_presence() || reflection.HasField(message, &field)) {
      object.Add(field.json_name(), reader.Value(-1));
    }
  }
  return object;
}

}  // namespace enlace::client
