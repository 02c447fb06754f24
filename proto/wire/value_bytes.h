// The bytes of a field's value, by type tag; they never depend on how protocol
// buffers serialize.  docs/envelope.md, "Value bytes".  Pure.

#ifndef ENLACE_PROTO_WIRE_VALUE_BYTES_H_
#define ENLACE_PROTO_WIRE_VALUE_BYTES_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace enlace::wire {

// The numbers are part of the format.
enum class TypeTag : uint8_t {
  kAbsent = 0,
  kBool = 1,
  kSigned = 2,
  kUnsigned = 3,
  kEnum = 4,
  kString = 5,
  kBytes = 6,
  kList = 8,
  kMessage = 9,
  kTimestamp = 10,
};

bool IsTimestamp(const google::protobuf::FieldDescriptor& field);

// The tag of `field`, or of one element if it is repeated; kAbsent if the
// format has none for its type (floating point, groups).
TypeTag ElementTag(const google::protobuf::FieldDescriptor& field);

// The tag of `field` as a whole: kList if it is repeated.
TypeTag FieldTag(const google::protobuf::FieldDescriptor& field);

// Appends the value of `field`, a list if it is repeated; the value of one
// element.  REQUIRES: present, and a message that CheckRecord() accepts.
void AppendField(const google::protobuf::Message& message,
                 const google::protobuf::FieldDescriptor& field,
                 std::string& out);
void AppendElement(const google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor& field, int index,
                   std::string& out);

// Sets `field` of `message`, where it is absent, to what `value` says; appends
// one element to a repeated `field`.  False unless encoding gives `value` back:
// the bytes are not of the field's type, name an unknown enum value, nest too
// deep, or stand for a value that counts as absent.
bool DecodeField(absl::string_view value,
                 const google::protobuf::FieldDescriptor& field,
                 google::protobuf::Message& message);
bool DecodeElement(absl::string_view value,
                   const google::protobuf::FieldDescriptor& field,
                   google::protobuf::Message& message);

// Whether `timestamp`, a google.protobuf.Timestamp, lies in the years 1 to 9999
// and has nanoseconds that are a fraction of a second.
bool TimestampExists(const google::protobuf::Message& timestamp);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_VALUE_BYTES_H_
