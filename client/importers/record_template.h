// The empty table that a person fills in: one column a value of a record type.
//
//   line 1   the paths
//   line 2   # the labels, in the reader's language
//   line 3   # whether it must be there, how it is written
//
// All of it comes from the descriptors.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_RECORD_TEMPLATE_H_
#define ENLACE_CLIENT_IMPORTERS_RECORD_TEMPLATE_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "client/importers/column.h"

namespace enlace::client {

// Every column of `type`, those of its own matter before those of its context;
// of a list `elements` of them, of a list within a list one.
std::vector<Column> ColumnsOf(const google::protobuf::Descriptor& type,
                              int elements);

// `language` is a tag such as "es"; all but Spanish is English.
std::string RecordTemplate(const google::protobuf::Descriptor& type,
                           int elements, absl::string_view language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_RECORD_TEMPLATE_H_
