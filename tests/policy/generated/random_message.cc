#include "tests/policy/generated/random_message.h"

#include <google/protobuf/descriptor.h>

#include <limits>
#include <string>

namespace enlace::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kDepthMax = 6;

class Filler {
 public:
  explicit Filler(std::mt19937& random) : random_(random) {}

  void Fill(Message& message, int depth) {
    const auto* type = message.GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
      if (OneIn(2)) continue;
      const FieldDescriptor* field = type->field(i);
      const bool is_message =
          field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
      if (is_message && depth >= kDepthMax) continue;
      const uint32_t count = field->is_repeated() ? Below(3) : 1;
      for (uint32_t k = 0; k < count; ++k) Put(message, *field, depth);
    }
  }

 private:
  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(random_()) % n; }
  bool OneIn(uint32_t n) { return Below(n) == 0; }

  // Small enough for a date now and then.
  uint32_t Number() { return OneIn(3) ? 1990 + Below(60) : Below(14); }

  std::string Text() { return OneIn(6) ? "" : "v" + std::to_string(Below(6)); }

  int EnumNumber(const FieldDescriptor& field) {
    if (OneIn(20)) return 9999;
    const auto* type = field.enum_type();
    const auto at = Below(static_cast<uint32_t>(type->value_count()));
    return type->value(static_cast<int>(at))->number();
  }

  void Put(Message& message, const FieldDescriptor& field, int depth) {
    const Reflection& r = *message.GetReflection();
    const bool add = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(*(add ? r.AddMessage(&message, &field)
                          : r.MutableMessage(&message, &field)),
                    depth + 1);
      case FieldDescriptor::CPPTYPE_STRING:
        return add ? r.AddString(&message, &field, Text())
                   : r.SetString(&message, &field, Text());
      case FieldDescriptor::CPPTYPE_ENUM:
        return add ? r.AddEnumValue(&message, &field, EnumNumber(field))
                   : r.SetEnumValue(&message, &field, EnumNumber(field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return add ? r.AddBool(&message, &field, OneIn(2))
                   : r.SetBool(&message, &field, OneIn(2));
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto value = static_cast<int32_t>(Number());
        return add ? r.AddInt32(&message, &field, value)
                   : r.SetInt32(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_UINT32:
        return add ? r.AddUInt32(&message, &field, Number())
                   : r.SetUInt32(&message, &field, Number());
      case FieldDescriptor::CPPTYPE_INT64: {
        const int64_t value =
            OneIn(20) ? std::numeric_limits<int64_t>::max() : int64_t{Number()};
        return add ? r.AddInt64(&message, &field, value)
                   : r.SetInt64(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_UINT64: {
        const uint64_t value = OneIn(20) ? std::numeric_limits<uint64_t>::max()
                                         : uint64_t{Number()};
        return add ? r.AddUInt64(&message, &field, value)
                   : r.SetUInt64(&message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return add ? r.AddDouble(&message, &field, Number())
                   : r.SetDouble(&message, &field, Number());
      case FieldDescriptor::CPPTYPE_FLOAT:
        return add ? r.AddFloat(&message, &field, 1)
                   : r.SetFloat(&message, &field, 1);
    }
  }

  std::mt19937& random_;
};

}  // namespace

void FillAtRandom(Message& message, std::mt19937& random) {
  Filler(random).Fill(message, 0);
}

}  // namespace enlace::policy
