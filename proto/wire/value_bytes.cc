#include "proto/wire/value_bytes.h"

#include <limits>
#include <vector>

#include "absl/types/optional.h"
#include "base/check.h"
#include "base/encoding.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// google.protobuf.Timestamp: fields and range (timestamp.proto).
constexpr int kSecondsField = 1;
constexpr int kNanosField = 2;
constexpr int64_t kSecondsMin = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kSecondsMax = 253402300799;  // 9999-12-31T23:59:59Z
constexpr int32_t kNanosMax = 999999999;

int64_t SecondsOf(const Message& timestamp) {
  return timestamp.GetReflection()->GetInt64(
      timestamp, timestamp.GetDescriptor()->FindFieldByNumber(kSecondsField));
}

int32_t NanosOf(const Message& timestamp) {
  return timestamp.GetReflection()->GetInt32(
      timestamp, timestamp.GetDescriptor()->FindFieldByNumber(kNanosField));
}

void AppendSigned(std::string& out, int64_t value) {
  AppendU64(out, static_cast<uint64_t>(value));
}

// The tag and the length of the value that `append` appends.
template <typename Append>
void AppendTagged(std::string& out, TypeTag tag, Append append) {
  out.push_back(static_cast<char>(tag));
  const size_t at = out.size();
  AppendU32(out, 0);
  append();
  const size_t size = out.size() - at - sizeof(uint32_t);
  for (size_t i = 0; i < sizeof(uint32_t); ++i) {
    out[at + i] = static_cast<char>(size >> (24 - 8 * i) & 0xff);
  }
}

// `r` is the message's own: to ask for it costs as much as to read a field.
void Append(const Message& message, const Reflection& r,
            const FieldDescriptor& field, std::string& out);

// A message inside a list: its present fields by ascending number.
void AppendMessage(const Message& message, std::string& out) {
  const Reflection& r = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r.ListFields(message, &fields);
  AppendU16(out, static_cast<uint16_t>(fields.size()));
  for (const FieldDescriptor* field : fields) {
    AppendU32(out, static_cast<uint32_t>(field->number()));
    AppendTagged(out, FieldTag(*field),
                 [&] { Append(message, r, *field, out); });
  }
}

void AppendMessageValue(const Message& value, const FieldDescriptor& field,
                        std::string& out) {
  if (!IsTimestamp(field)) return AppendMessage(value, out);
  AppendSigned(out, SecondsOf(value));
  AppendU32(out, static_cast<uint32_t>(NanosOf(value)));
}

void AppendOne(const Message& message, const Reflection& r,
               const FieldDescriptor& field, int index, std::string& out) {
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      out.push_back(many ? r.GetRepeatedBool(message, &field, index)
                         : r.GetBool(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      AppendSigned(out, many ? r.GetRepeatedInt32(message, &field, index)
                             : r.GetInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      AppendSigned(out, many ? r.GetRepeatedInt64(message, &field, index)
                             : r.GetInt64(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      AppendU64(out, many ? r.GetRepeatedUInt32(message, &field, index)
                          : r.GetUInt32(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_UINT64:
      AppendU64(out, many ? r.GetRepeatedUInt64(message, &field, index)
                          : r.GetUInt64(message, &field));
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      AppendU32(out, static_cast<uint32_t>(
                         many ? r.GetRepeatedEnumValue(message, &field, index)
                              : r.GetEnumValue(message, &field)));
      break;
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      out +=
          many ? r.GetRepeatedStringReference(message, &field, index, &scratch)
               : r.GetStringReference(message, &field, &scratch);
      break;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      AppendMessageValue(many ? r.GetRepeatedMessage(message, &field, index)
                              : r.GetMessage(message, &field),
                         field, out);
      break;
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      CHECK(false) << field.full_name() << " has no value bytes";
  }
}

void Append(const Message& message, const Reflection& r,
            const FieldDescriptor& field, std::string& out) {
  if (!field.is_repeated()) return AppendOne(message, r, field, 0, out);
  const int size = r.FieldSize(message, &field);
  AppendU32(out, static_cast<uint32_t>(size));
  const TypeTag tag = ElementTag(field);
  for (int i = 0; i < size; ++i) {
    AppendTagged(out, tag, [&] { AppendOne(message, r, field, i, out); });
  }
}

// Takes bytes from the front of a value.
class Reader {
 public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}

  absl::optional<absl::string_view> Take(size_t size) {
    if (rest_.size() < size) return absl::nullopt;
    const absl::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  // A tag that must be `tag`, a length and that many bytes.
  absl::optional<absl::string_view> TakeTagged(TypeTag tag) {
    const auto head = Take(5);
    if (!head || static_cast<uint8_t>((*head)[0]) != static_cast<uint8_t>(tag))
      return absl::nullopt;
    return Take(ReadU32(head->substr(1)));
  }

  bool done() const { return rest_.empty(); }

 private:
  absl::string_view rest_;
};

bool Decode(absl::string_view value, const FieldDescriptor& field,
            Message& message, int depth);

bool DecodeMessage(absl::string_view value, Message& message, int depth) {
  if (depth == 0) return false;
  Reader reader(value);
  const auto count = reader.Take(2);
  if (!count) return false;
  uint32_t last = 0;
  for (int left = ReadU16(*count); left > 0; --left) {
    const auto number = reader.Take(4);
    if (!number || ReadU32(*number) <= last) return false;
    last = ReadU32(*number);
    if (last > static_cast<uint32_t>(FieldDescriptor::kMaxNumber)) return false;
    const FieldDescriptor* const field =
        message.GetDescriptor()->FindFieldByNumber(static_cast<int>(last));
    if (field == nullptr) return false;
    const auto bytes = reader.TakeTagged(FieldTag(*field));
    if (!bytes || !Decode(*bytes, *field, message, depth - 1)) return false;
  }
  return reader.done();
}

bool DecodeTimestamp(absl::string_view value, Message& message) {
  if (value.size() != 12) return false;
  const auto* const type = message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  const uint32_t nanos = ReadU32(value.substr(8));
  if (nanos > kNanosMax) return false;
  reflection.SetInt64(&message, type->FindFieldByNumber(kSecondsField),
                      static_cast<int64_t>(ReadU64(value)));
  reflection.SetInt32(&message, type->FindFieldByNumber(kNanosField),
                      static_cast<int32_t>(nanos));
  return TimestampExists(message);
}

template <typename T>
bool Fits(int64_t value) {
  return value >= std::numeric_limits<T>::min() &&
         value <= std::numeric_limits<T>::max();
}

bool DecodeNumber(absl::string_view value, const FieldDescriptor& field,
                  const Reflection& r, Message& message) {
  if (value.size() != 8) return false;
  const uint64_t bits = ReadU64(value);
  const auto number = static_cast<int64_t>(bits);
  const bool add = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: {
      if (!Fits<int32_t>(number)) return false;
      const auto narrow = static_cast<int32_t>(number);
      add ? r.AddInt32(&message, &field, narrow)
          : r.SetInt32(&message, &field, narrow);
      return true;
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      if (bits > std::numeric_limits<uint32_t>::max()) return false;
      const auto narrow = static_cast<uint32_t>(bits);
      add ? r.AddUInt32(&message, &field, narrow)
          : r.SetUInt32(&message, &field, narrow);
      return true;
    }
    case FieldDescriptor::CPPTYPE_INT64:
      add ? r.AddInt64(&message, &field, number)
          : r.SetInt64(&message, &field, number);
      return true;
    case FieldDescriptor::CPPTYPE_UINT64:
      add ? r.AddUInt64(&message, &field, bits)
          : r.SetUInt64(&message, &field, bits);
      return true;
    default:
      return false;
  }
}

// One value: sets a singular field, adds to a repeated one.
bool DecodeOne(absl::string_view value, const FieldDescriptor& field,
               const Reflection& r, Message& message, int depth) {
  const bool add = field.is_repeated();
  switch (ElementTag(field)) {
    case TypeTag::kBool: {
      if (value.size() != 1 || static_cast<uint8_t>(value[0]) > 1) return false;
      const bool truth = value[0] != 0;
      add ? r.AddBool(&message, &field, truth)
          : r.SetBool(&message, &field, truth);
      break;
    }
    case TypeTag::kSigned:
    case TypeTag::kUnsigned:
      if (!DecodeNumber(value, field, r, message)) return false;
      break;
    case TypeTag::kEnum: {
      if (value.size() != 4) return false;
      const auto number = static_cast<int32_t>(ReadU32(value));
      if (field.enum_type()->FindValueByNumber(number) == nullptr) return false;
      add ? r.AddEnumValue(&message, &field, number)
          : r.SetEnumValue(&message, &field, number);
      break;
    }
    case TypeTag::kString:
      if (!IsUtf8(value)) return false;
      [[fallthrough]];
    case TypeTag::kBytes:
      add ? r.AddString(&message, &field, std::string(value))
          : r.SetString(&message, &field, std::string(value));
      break;
    case TypeTag::kTimestamp:
    case TypeTag::kMessage: {
      Message& part = add ? *r.AddMessage(&message, &field)
                          : *r.MutableMessage(&message, &field);
      return IsTimestamp(field) ? DecodeTimestamp(value, part)
                                : DecodeMessage(value, part, depth);
    }
    case TypeTag::kList:
    case TypeTag::kAbsent:
      return false;
  }
  // A default value of a field without presence counts as absent.
  return add || r.HasField(message, &field);
}

bool Decode(absl::string_view value, const FieldDescriptor& field,
            Message& message, int depth) {
  const Reflection& r = *message.GetReflection();
  if (!field.is_repeated()) return DecodeOne(value, field, r, message, depth);
  Reader reader(value);
  const auto count = reader.Take(4);
  if (!count || ReadU32(*count) == 0) return false;
  for (uint32_t left = ReadU32(*count); left > 0; --left) {
    const auto element = reader.TakeTagged(ElementTag(field));
    if (!element || !DecodeOne(*element, field, r, message, depth))
      return false;
  }
  return reader.done();
}

}  // namespace

bool IsTimestamp(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_MESSAGE &&
         field.message_type()->well_known_type() ==
             google::protobuf::Descriptor::WELLKNOWNTYPE_TIMESTAMP;
}

TypeTag ElementTag(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return TypeTag::kBool;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return TypeTag::kSigned;
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return TypeTag::kUnsigned;
    case FieldDescriptor::CPPTYPE_ENUM:
      return TypeTag::kEnum;
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_BYTES ? TypeTag::kBytes
                                                         : TypeTag::kString;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsTimestamp(field)) return TypeTag::kTimestamp;
      return field.type() == FieldDescriptor::TYPE_MESSAGE ? TypeTag::kMessage
                                                           : TypeTag::kAbsent;
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return TypeTag::kAbsent;
  }
  return TypeTag::kAbsent;
}

TypeTag FieldTag(const FieldDescriptor& field) {
  return field.is_repeated() ? TypeTag::kList : ElementTag(field);
}

void AppendField(const Message& message, const FieldDescriptor& field,
                 std::string& out) {
  Append(message, *message.GetReflection(), field, out);
}

void AppendElement(const Message& message, const FieldDescriptor& field,
                   int index, std::string& out) {
  AppendOne(message, *message.GetReflection(), field, index, out);
}

bool DecodeField(absl::string_view value, const FieldDescriptor& field,
                 Message& message) {
  return Decode(value, field, message, kNestingMax);
}

bool DecodeElement(absl::string_view value, const FieldDescriptor& field,
                   Message& message) {
  return DecodeOne(value, field, *message.GetReflection(), message,
                   kNestingMax);
}

bool TimestampExists(const Message& timestamp) {
  const int64_t seconds = SecondsOf(timestamp);
  const int32_t nanos = NanosOf(timestamp);
  return seconds >= kSecondsMin && seconds <= kSecondsMax && nanos >= 0 &&
         nanos <= kNanosMax;
}

}  // namespace enlace::wire
