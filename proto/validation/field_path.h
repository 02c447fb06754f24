// Fields of a record by path, and what stands in them.  Pure.

#ifndef ENLACE_PROTO_VALIDATION_FIELD_PATH_H_
#define ENLACE_PROTO_VALIDATION_FIELD_PATH_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"

namespace enlace::validation {

// The message that holds a field, or null if a message on the way is absent;
// no field if there is none of that path.
struct Located {
  const google::protobuf::Message* holder = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
};

Located Locate(const google::protobuf::Message& record, absl::string_view path);

// An enum that is unspecified and an empty list are absent.
bool IsPresent(const google::protobuf::Message& message,
               const google::protobuf::FieldDescriptor& field);
bool IsPresent(const google::protobuf::Message& record, absl::string_view path);

// A message that has fields of its own for a record: no timestamp.
bool IsPlainMessage(const google::protobuf::FieldDescriptor& field);

// The text of `field`, or of its element `index`; one that is not repeated has
// index -1.  REQUIRES: a string.
std::string TextOf(const google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor& field, int index);

// The format of the text in `field`: its own, or what the enum beside it
// announces.  Empty if it has none.
std::string FormatOf(const google::protobuf::Message& message,
                     const google::protobuf::FieldDescriptor& field);

// False if `message` is an enlace.v1.Date of a day that no calendar has, such
// as 30 February.
bool DateExists(const google::protobuf::Message& message);

// The day that the enlace.v1.Date in `field` of `message` names; nothing if it
// names none, or only a month or year.
absl::optional<absl::CivilDay> DayAt(const google::protobuf::Message& message,
                                     absl::string_view field);

// Whether `a` is later than `b`: two dates or two timestamps.  A month or day
// that is not stated may be any.
bool IsLater(const google::protobuf::Message& a,
             const google::protobuf::Message& b);

}  // namespace enlace::validation

#endif  // ENLACE_PROTO_VALIDATION_FIELD_PATH_H_
