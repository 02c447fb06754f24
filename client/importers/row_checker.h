// Makes a draft of a row, or says everything that is wrong with it.
//
//   ASSIGN_OR_RETURN(RowChecker checker, RowChecker::Make(rules));
//   checker.set_columns(columns);
//   CheckedRow row = checker.Check(parsed);
//   if (row.faults.empty()) Send(row.draft);
//
// What the reader says is not believed: the record is checked here, as if it
// came from anywhere.  Not thread-safe.

#ifndef ENLACE_CLIENT_IMPORTERS_ROW_CHECKER_H_
#define ENLACE_CLIENT_IMPORTERS_ROW_CHECKER_H_

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/library/composition.h"
#include "enlace/importers/parsed_row.pb.h"
#include "enlace/v1/header.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

// What holds for every row that does not say otherwise.
struct RowRules {
  std::string type;       // "" if each row says its own
  std::string recipient;  // the same
  std::string defaults;  // proto3 JSON of the fields that all rows share, or ""
  v1::Channel channel = v1::CHANNEL_ADMIN;
  v1::Urgency urgency = v1::URGENCY_ROUTINE;
  absl::Duration valid_for = absl::ZeroDuration();
  std::vector<std::string> trust_domains;  // in which agencies are known
};

struct FoundFault {
  uint32_t column = 0;  // from 1; 0 if it is in none
  v1::FieldViolation violation;
};

struct CheckedRow {
  RecordDraft draft;
  std::vector<FoundFault> faults;
};

class RowChecker {
 public:
  // Fails with kInvalidArgument if the type, the recipient or the defaults do
  // not hold.
  static absl::StatusOr<RowChecker> Make(RowRules rules);

  // The names of the columns, in order.
  void set_columns(std::vector<std::string> columns) {
    columns_ = std::move(columns);
  }

  CheckedRow Check(const importers::ParsedRow& row);

  // Where `path` of a record made of `row` stands; 0 if it is in no column.
  uint32_t ColumnOf(const importers::ParsedRow& row,
                    const std::string& path) const;

 private:
  using Defaults = absl::StatusOr<std::unique_ptr<google::protobuf::Message>>;

  explicit RowChecker(RowRules rules) : rules_(std::move(rules)) {}

  const Defaults& DefaultsOf(const std::string& type);
  bool ReadRecord(const importers::ParsedRow& row, CheckedRow& checked);
  void AddFault(importers::RowFault fault, absl::string_view column,
                CheckedRow& checked) const;

  RowRules rules_;
  std::vector<std::string> columns_;
  std::map<std::string, Defaults> defaults_;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_ROW_CHECKER_H_
