#include "client/importers/row_parser.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "base/encoding.h"
#include "client/importers/column.h"
#include "client/importers/row_builder.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

using importers::ParsedRow;
using importers::RowFault;

constexpr size_t kRecordIdSize = 32;

void AddFault(ParsedRow& row, size_t column, RowFault fault) {
  importers::CellFault& at = *row.add_faults();
  at.set_column(static_cast<uint32_t>(column));
  at.set_fault(fault);
}

bool IsEmpty(const std::vector<std::string>& cells) {
  return std::all_of(cells.begin(), cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

bool IsRemark(const CsvRow& row) {
  return row.fault == importers::ROW_FAULT_NONE &&
         absl::StartsWith(row.cells[0], kRemark);
}

// Whether records of `type`, or of any type where it is "", have the column.
bool IsColumnOf(const std::string& type, const std::string& name) {
  if (name == kTypeColumn || name == kRecipientColumn ||
      name == kParentColumn || absl::StartsWith(name, kRemark)) {
    return true;
  }
  if (!IsColumnName(name)) return false;
  const auto types = wire::RecordTypes();
  return std::any_of(types.begin(), types.end(), [&](const auto* each) {
    return (type.empty() || each->name() == type) &&
           ColumnAt(*each, name).has_value();
  });
}

class RowParser {
 public:
  explicit RowParser(const std::string& type) : type_(type) {}

  // The first message.  Any fault in it ends the file.
  ParsedRow Header(CsvRow row) {
    ParsedRow message;
    message.set_type(type_);
    if (row.fault != importers::ROW_FAULT_NONE) {
      AddFault(message, row.column, row.fault);
      return message;
    }
    header_ = std::move(row.cells);
    for (std::string& name : header_) {
      name = std::string(absl::StripAsciiWhitespace(name));
    }
    // Spreadsheets leave empty columns at the end.
    while (!header_.empty() && header_.back().empty()) header_.pop_back();
    if (header_.empty()) AddFault(message, 0, importers::ROW_FAULT_NO_HEADER);
    if (header_.size() > kColumnsMax) {
      AddFault(message, 0, importers::ROW_FAULT_TOO_MANY_COLUMNS);
      return message;
    }
    CheckNames(message);
    for (const std::string& name : header_) {
      // A name that is none may be a value of a record: it stays here.
      message.add_columns(message.faults().empty() ? name : "");
    }
    return message;
  }

  // False if the row says nothing.
  bool Row(CsvRow row, ParsedRow& message) {
    message.set_line(row.line);
    message.set_type(type_);
    if (row.fault != importers::ROW_FAULT_NONE) {
      AddFault(message, row.column, row.fault);
      return true;
    }
    if (IsEmpty(row.cells)) return false;
    while (row.cells.size() > header_.size() && row.cells.back().empty()) {
      row.cells.pop_back();
    }
    if (row.cells.size() != header_.size()) {
      AddFault(message, 0, importers::ROW_FAULT_CELL_COUNT);
      return true;
    }
    ReadTravel(row.cells, message);
    Build(row.cells, message);
    return true;
  }

 private:
  void CheckNames(ParsedRow& message) {
    // With a column of types, rows may be of any.
    const bool mixed =
        std::find(header_.begin(), header_.end(), kTypeColumn) != header_.end();
    const std::string type = mixed ? "" : type_;
    std::set<std::string> known;
    for (size_t i = 0; i < header_.size(); ++i) {
      if (header_[i].empty()) {
        AddFault(message, i + 1, importers::ROW_FAULT_COLUMN_UNNAMED);
      } else if (!known.insert(header_[i]).second) {
        AddFault(message, i + 1, importers::ROW_FAULT_COLUMN_TWICE);
      } else if (!IsColumnOf(type, header_[i])) {
        AddFault(message, i + 1, importers::ROW_FAULT_COLUMN_UNKNOWN);
      }
    }
  }

  void ReadTravel(const std::vector<std::string>& cells, ParsedRow& message) {
    for (size_t i = 0; i < header_.size(); ++i) {
      const absl::string_view cell = absl::StripAsciiWhitespace(cells[i]);
      if (cell.empty()) continue;
      if (header_[i] == kTypeColumn) {
        message.set_type(std::string(cell));
      } else if (header_[i] == kRecipientColumn) {
        message.set_recipient(std::string(cell));
      } else if (header_[i] == kParentColumn) {
        const auto id = HexDecode(absl::AsciiStrToLower(cell));
        if (id.ok() && id->size() == kRecordIdSize) {
          message.set_parent(*id);
        } else {
          AddFault(message, i + 1, importers::ROW_FAULT_NOT_A_RECORD_ID);
        }
      }
    }
  }

  void Build(const std::vector<std::string>& cells, ParsedRow& message) {
    const std::string& name = message.type();
    if (name.empty()) {
      return AddFault(message, TypeColumn(), importers::ROW_FAULT_TYPE_MISSING);
    }
    const auto* const type = wire::FindRecordType(name);
    if (type == nullptr) {
      message.clear_type();
      return AddFault(message, TypeColumn(), importers::ROW_FAULT_TYPE_UNKNOWN);
    }
    auto& builder = builders_[name];
    if (builder == nullptr) {
      builder = std::make_unique<RowBuilder>(*type, header_);
    }
    BuiltRow built = builder->Build(cells);
    for (auto& fault : built.faults) *message.add_faults() = std::move(fault);
    for (auto& moved : built.moved) *message.add_moved() = std::move(moved);
    message.set_record(built.record->SerializeAsString());
  }

  // From 1; 0 if there is none.
  size_t TypeColumn() const {
    const auto at = std::find(header_.begin(), header_.end(), kTypeColumn);
    return at == header_.end() ? 0
                               : static_cast<size_t>(at - header_.begin()) + 1;
  }

  const std::string type_;
  std::vector<std::string> header_;
  std::map<std::string, std::unique_ptr<RowBuilder>> builders_;
};

}  // namespace

void ParseRows(CsvReader::Source source, const std::string& type,
               absl::FunctionRef<void(const ParsedRow&)> sink) {
  CsvReader reader(std::move(source));
  RowParser parser(type);
  CsvRow row;
  ParsedRow end;
  end.set_end(true);
  if (!reader.Next(row)) {
    ParsedRow empty;
    AddFault(empty, 0, importers::ROW_FAULT_NO_HEADER);
    sink(empty);
    return sink(end);
  }
  const ParsedRow header = parser.Header(std::move(row));
  sink(header);
  // Remarks stand beneath the header alone: further down a row is a row.
  bool remarks = true;
  while (header.faults().empty() && reader.Next(row)) {
    remarks = remarks && IsRemark(row);
    if (remarks) continue;
    ParsedRow message;
    message.set_offset(reader.offset());
    if (parser.Row(std::move(row), message)) sink(message);
  }
  end.set_offset(reader.offset());
  sink(end);
}

}  // namespace enlace::client
