// What a fault of a row is called: a stable reason for programs, a sentence in
// English and in Spanish for people.  Says what is wrong and what to do and
// holds no value.  Immutable.

#ifndef ENLACE_CLIENT_IMPORTERS_ROW_FAULT_TEXT_H_
#define ENLACE_CLIENT_IMPORTERS_ROW_FAULT_TEXT_H_

#include "absl/strings/string_view.h"
#include "enlace/importers/parsed_row.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

// `field` is the column's name, or empty.  A number that is no fault becomes
// UNREADABLE.
v1::FieldViolation RowViolation(absl::string_view field,
                                importers::RowFault fault);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_ROW_FAULT_TEXT_H_
