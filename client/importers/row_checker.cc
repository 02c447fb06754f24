#include "client/importers/row_checker.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "client/importers/column.h"
#include "client/importers/overlay.h"
#include "client/importers/row_fault_text.h"
#include "client/library/agency_name.h"
#include "proto/validation/normalize.h"
#include "proto/validation/validate.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

// How many characters of `path` lead to column `name`; 0 if none do: a date is
// one column, and its day is within.
size_t Leads(absl::string_view name, absl::string_view path) {
  if (name.empty() || !absl::StartsWith(path, name)) return 0;
  const bool whole = path.size() == name.size() || path[name.size()] == '.' ||
                     path[name.size()] == '[';
  return whole ? name.size() : 0;
}

}  // namespace

absl::StatusOr<RowChecker> RowChecker::Make(RowRules rules) {
  RowChecker checker(std::move(rules));
  if (!checker.rules_.type.empty()) {
    RETURN_IF_ERROR(checker.DefaultsOf(checker.rules_.type).status());
  }
  if (!checker.rules_.recipient.empty()) {
    RETURN_IF_ERROR(
        AgencyOf(checker.rules_.recipient, checker.rules_.trust_domains)
            .status());
  }
  return checker;
}

const RowChecker::Defaults& RowChecker::DefaultsOf(const std::string& type) {
  const auto known = defaults_.find(type);
  if (known != defaults_.end()) return known->second;
  if (rules_.defaults.empty()) {
    return defaults_.emplace(type, wire::NewRecord(type)).first->second;
  }
  absl::StatusOr<RecordDraft> draft = DraftFromJson(type, rules_.defaults);
  Defaults made =
      draft.ok() ? Defaults(std::move(draft->record))
                 : Defaults(absl::Status(
                       draft.status().code(),
                       absl::StrCat("--defaults: ", draft.status().message())));
  return defaults_.emplace(type, std::move(made)).first->second;
}

uint32_t RowChecker::ColumnOf(const importers::ParsedRow& row,
                              const std::string& path) const {
  uint32_t column = 0;
  size_t most = 0;
  for (const importers::MovedElement& moved : row.moved()) {
    if (Leads(moved.path(), path) <= most) continue;
    most = Leads(moved.path(), path);
    column = moved.column();
  }
  if (column != 0) return column;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (Leads(columns_[i], path) <= most) continue;
    most = Leads(columns_[i], path);
    column = static_cast<uint32_t>(i + 1);
  }
  return column;
}

void RowChecker::AddFault(importers::RowFault fault, absl::string_view column,
                          CheckedRow& checked) const {
  const auto at = std::find(columns_.begin(), columns_.end(), column);
  checked.faults.push_back(
      {at == columns_.end() ? 0
                            : static_cast<uint32_t>(at - columns_.begin()) + 1,
       RowViolation(column, fault)});
}

// False if there is no record to look at.
bool RowChecker::ReadRecord(const importers::ParsedRow& row,
                            CheckedRow& checked) {
  if (!row.has_record()) return false;
  auto cells = wire::NewRecord(row.type());
  if (!cells.ok() || !(*cells)->ParseFromString(row.record())) {
    AddFault(importers::ROW_FAULT_NONE, "", checked);
    return false;
  }
  const Defaults& defaults = DefaultsOf(row.type());
  if (!defaults.ok()) {
    AddFault(importers::ROW_FAULT_DEFAULTS, kTypeColumn, checked);
    return false;
  }
  checked.draft.record.reset((*defaults)->New());
  checked.draft.record->CopyFrom(**defaults);
  Overlay(**cells, *checked.draft.record);
  validation::NormalizeRecord(*checked.draft.record);
  return true;
}

CheckedRow RowChecker::Check(const importers::ParsedRow& row) {
  CheckedRow checked;
  checked.draft.parent = row.parent();
  checked.draft.channel = rules_.channel;
  checked.draft.urgency = rules_.urgency;
  checked.draft.valid_for = rules_.valid_for;
  for (const importers::CellFault& fault : row.faults()) {
    const bool in_cell =
        fault.column() > 0 && fault.column() <= columns_.size();
    checked.faults.push_back(
        {fault.column(),
         RowViolation(in_cell ? columns_[fault.column() - 1] : "",
                      fault.fault())});
  }
  const std::string& name =
      row.recipient().empty() ? rules_.recipient : row.recipient();
  if (ReadRecord(row, checked)) {
    for (v1::FieldViolation& violation :
         validation::Examine(*checked.draft.record).violations) {
      const uint32_t column = ColumnOf(row, violation.field());
      // A cell that could not be read is not missing as well.
      const bool known =
          std::any_of(checked.faults.begin(), checked.faults.end(),
                      [&](const FoundFault& f) {
                        return column != 0 && f.column == column;
                      });
      if (!known) checked.faults.push_back({column, std::move(violation)});
    }
    if (name.empty()) {
      AddFault(importers::ROW_FAULT_RECIPIENT_MISSING, kRecipientColumn,
               checked);
    } else if (const auto recipient = AgencyOf(name, rules_.trust_domains);
               recipient.ok()) {
      checked.draft.recipient = *recipient;
    } else {
      AddFault(importers::ROW_FAULT_RECIPIENT_UNKNOWN, kRecipientColumn,
               checked);
    }
  }
  return checked;
}

}  // namespace enlace::client
