// One value of a record as the text of a cell, and back.
//
//   text, numbers   as they are
//   enum            its name without the type's prefix: PISTOL
//   bool            true, false
//   Date            2026-02-03, or 2026-02, or 2026; parts that were withheld
//                   before one that is there are X, as ISO 8601-2 has it:
//                   XXXX-02-03
//   Timestamp       2026-02-03T21:40:00Z
//
// Reading also takes an enum's code and full name in any case, and yes, no, sí,
// 1, 0.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_CELL_TEXT_H_
#define ENLACE_CLIENT_IMPORTERS_CELL_TEXT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>

#include "absl/strings/string_view.h"
#include "enlace/importers/parsed_row.pb.h"

namespace enlace::client {

// Whether the values of `field` are cells: scalars, dates and instants.
bool IsCell(const google::protobuf::FieldDescriptor& field);

// "PISTOL" of FIREARM_TYPE_PISTOL.
std::string ShortName(const google::protobuf::EnumValueDescriptor& value);

// The value of `field`, or of its element `index`; -1 if it is not repeated.
// REQUIRES: IsCell(field); the value is there.
std::string CellOf(const google::protobuf::Message& message,
                   const google::protobuf::FieldDescriptor& field, int index);

// Sets `field`, or appends to it if it is repeated.  Returns what is wrong with
// `text`; then nothing is set.  REQUIRES: IsCell(field).
importers::RowFault SetCell(google::protobuf::Message& message,
                            const google::protobuf::FieldDescriptor& field,
                            absl::string_view text);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_CELL_TEXT_H_
