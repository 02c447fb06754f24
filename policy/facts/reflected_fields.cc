// Access to fields by reflection.

#include <memory>

#include "google/protobuf/timestamp.pb.h"
#include "policy/facts/field_access.h"
#include "policy/facts/field_views.h"
#include "policy/facts/record_fields.h"

namespace enlace::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

FactView MessageView(const Message& message) {
  const auto* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  if (IsTimestamp(type)) {
    return DayView(
        reflection->GetInt64(message, type->FindFieldByName("seconds")));
  }
  if (IsDate(type)) {
    const auto part = [&](const char* name) {
      return reflection->GetUInt32(message, type->FindFieldByName(name));
    };
    return DateView(part("year"), part("month"), part("day"));
  }
  return int64_t{1};
}

std::unique_ptr<EnumViews> EnumViewsOf(const FieldDescriptor& field) {
  return field.enum_type() == nullptr
             ? nullptr
             : std::make_unique<EnumViews>(*field.enum_type());
}

class ReflectedSingular final : public SingularField {
 public:
  explicit ReflectedSingular(const FieldDescriptor& field)
      : field_(field), enum_views_(EnumViewsOf(field)) {}

  FactView Read(const Message& holder) const override {
    const Reflection* r = holder.GetReflection();
    if (!r->HasField(holder, &field_)) return {};
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        // Compiled types keep strings as such: nothing is copied to `unused`.
        return TextView(r->GetStringReference(holder, &field_, nullptr));
      case FieldDescriptor::CPPTYPE_ENUM:
        return enum_views_->Of(r->GetEnumValue(holder, &field_));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return MessageView(r->GetMessage(holder, &field_));
      case FieldDescriptor::CPPTYPE_BOOL:
        return NumberView(r->GetBool(holder, &field_));
      case FieldDescriptor::CPPTYPE_INT32:
        return NumberView(r->GetInt32(holder, &field_));
      case FieldDescriptor::CPPTYPE_UINT32:
        return NumberView(r->GetUInt32(holder, &field_));
      case FieldDescriptor::CPPTYPE_INT64:
        return NumberView(r->GetInt64(holder, &field_));
      case FieldDescriptor::CPPTYPE_UINT64:
        return NumberView(r->GetUInt64(holder, &field_));
      default:
        return FactError();
    }
  }

  const Message* Child(const Message& holder) const override {
    const Reflection* r = holder.GetReflection();
    if (field_.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
        !r->HasField(holder, &field_)) {
      return nullptr;
    }
    return &r->GetMessage(holder, &field_);
  }

 private:
  const FieldDescriptor& field_;
  const std::unique_ptr<EnumViews> enum_views_;
};

class ReflectedRepeated final : public RepeatedField {
 public:
  explicit ReflectedRepeated(const FieldDescriptor& field)
      : field_(field), enum_views_(EnumViewsOf(field)) {}

  int Size(const Message& holder) const override {
    return holder.GetReflection()->FieldSize(holder, &field_);
  }

  FactView Read(const Message& holder, int i) const override {
    const Reflection* r = holder.GetReflection();
    switch (field_.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return TextView(
            r->GetRepeatedStringReference(holder, &field_, i, nullptr));
      case FieldDescriptor::CPPTYPE_ENUM:
        return enum_views_->Of(r->GetRepeatedEnumValue(holder, &field_, i));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return MessageView(r->GetRepeatedMessage(holder, &field_, i));
      default:
        return FactError();
    }
  }

  const Message* Child(const Message& holder, int i) const override {
    if (field_.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return nullptr;
    return &holder.GetReflection()->GetRepeatedMessage(holder, &field_, i);
  }

 private:
  const FieldDescriptor& field_;
  const std::unique_ptr<EnumViews> enum_views_;
};

}  // namespace

std::unique_ptr<SingularField> ReflectSingular(const FieldDescriptor& field) {
  return std::make_unique<ReflectedSingular>(field);
}

std::unique_ptr<RepeatedField> ReflectRepeated(const FieldDescriptor& field) {
  return std::make_unique<ReflectedRepeated>(field);
}

}  // namespace enlace::policy
