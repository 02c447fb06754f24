// Columns of a table of records: the path from a record to one value.
//
//   firearm.serial_number
//   associates[0].name.given_names
//   recovery.date
//
// Fields of the descriptors, each element of a list by its index from 0.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_COLUMN_H_
#define ENLACE_CLIENT_IMPORTERS_COLUMN_H_

#include <google/protobuf/descriptor.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::client {

// Columns with other names hold how a record travels, in a file of records.
inline constexpr absl::string_view kTypeColumn = "type";
inline constexpr absl::string_view kRecipientColumn = "to";
inline constexpr absl::string_view kParentColumn = "in_reply_to";

// A column whose name begins so, and a row beneath the header whose first cell
// does, is a remark and no part of any record.
inline constexpr absl::string_view kRemark = "#";

struct ColumnStep {
  const google::protobuf::FieldDescriptor* field = nullptr;
  int index = -1;  // -1 for a field that is not repeated
};

struct Column {
  std::vector<ColumnStep> steps;  // at least one

  const google::protobuf::FieldDescriptor& field() const {
    return *steps.back().field;
  }
  // Of its first `count` steps.
  std::string Path(size_t count) const;
  std::string Path() const { return Path(steps.size()); }
};

// By the order of the fields in their messages.
bool operator<(const Column& a, const Column& b);

// The column `path` of records of `type`; nothing if they have none.
std::optional<Column> ColumnAt(const google::protobuf::Descriptor& type,
                               absl::string_view path);

// Whether `name` may name a column of some type: letters, digits, underscores,
// dots and indexes.  What passes is no value of a record that came in place of
// a header.
bool IsColumnName(absl::string_view name);

// The most elements a list may have.
int ElementsMax(const google::protobuf::FieldDescriptor& field);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_COLUMN_H_
