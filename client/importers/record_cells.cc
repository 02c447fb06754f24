#include "client/importers/record_cells.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "client/importers/cell_text.h"
#include "client/importers/csv_writer.h"

namespace enlace::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void Collect(const Message& message, Column& path, std::vector<Cell>& cells) {
  const Reflection& reflection = *message.GetReflection();
  const auto& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const bool list = field.is_repeated();
    if (!list && !reflection.HasField(message, &field)) continue;
    const int count = list ? reflection.FieldSize(message, &field) : 1;
    for (int k = 0; k < count; ++k) {
      const int index = list ? k : -1;
      path.steps.push_back({&field, index});
      if (IsCell(field)) {
        cells.push_back({path, CellOf(message, field, index)});
      } else {
        Collect(list ? reflection.GetRepeatedMessage(message, &field, k)
                     : reflection.GetMessage(message, &field),
                path, cells);
      }
      path.steps.pop_back();
    }
  }
}

// Each name once, in the order of first use.
class Names {
 public:
  void Add(const std::string& name) {
    if (known_.insert(name).second) all_.push_back(name);
  }
  const std::vector<std::string>& all() const { return all_; }

 private:
  std::set<std::string> known_;
  std::vector<std::string> all_;
};

}  // namespace

std::vector<Cell> CellsOf(const Message& record) {
  Column path;
  std::vector<Cell> cells;
  Collect(record, path, cells);
  return cells;
}

std::string RecordsCsv(const std::vector<TableRow>& rows) {
  using Texts = std::map<std::string, std::string>;
  std::map<std::string, std::set<Column>> columns_of_types;
  std::vector<Texts> texts;
  Names names;
  names.Add(std::string(kTypeColumn));
  for (const TableRow& row : rows) {
    const std::string& type = row.record->GetDescriptor()->name();
    Texts& row_texts = texts.emplace_back();
    row_texts[std::string(kTypeColumn)] = type;
    for (const auto& [name, text] : row.remarks) {
      const std::string column = absl::StrCat(kRemark, name);
      names.Add(column);
      row_texts[column] = text;
    }
    for (Cell& cell : CellsOf(*row.record)) {
      row_texts[cell.column.Path()] = std::move(cell.text);
      columns_of_types[type].insert(std::move(cell.column));
    }
  }
  for (const auto& [unused, columns] : columns_of_types) {
    for (const Column& column : columns) names.Add(column.Path());
  }
  std::string csv = CsvLine(names.all());
  for (Texts& row_texts : texts) {
    std::vector<std::string> cells;
    for (const std::string& name : names.all()) {
      cells.push_back(GuardCell(row_texts[name]));
    }
    csv += CsvLine(cells);
  }
  return csv;
}

}  // namespace enlace::client
