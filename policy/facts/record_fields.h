// What the fields of records are to rules, read from their descriptors.

#ifndef ENLACE_POLICY_FACTS_RECORD_FIELDS_H_
#define ENLACE_POLICY_FACTS_RECORD_FIELDS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::policy {

// Every message marked as a record type, by file and place in it.  The linker
// keeps all generated files (cmake/EnlaceRules.cmake), so a new type needs no
// line here.
std::vector<const google::protobuf::Descriptor*> RecordTypesOfThisBuild();

// The fields that lead to `path` from `message`, or none.
std::vector<const google::protobuf::FieldDescriptor*> ResolvePath(
    const google::protobuf::Descriptor* message, absl::string_view path);

// "CRIM_INVESTIGATION" for PURPOSE_CODE_CRIM_INVESTIGATION of PurposeCode.
std::string ShortEnumName(const google::protobuf::EnumValueDescriptor& value);

// True for messages that are one value: a Timestamp, or a date of year, month
// and day.
bool IsTimestamp(const google::protobuf::Descriptor* message);
bool IsDate(const google::protobuf::Descriptor* message);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FACTS_RECORD_FIELDS_H_
