#include "client/importers/record_template.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/importers/cell_text.h"
#include "client/importers/column_hint.h"
#include "client/importers/csv_writer.h"

namespace enlace::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr absl::string_view kContext = "context";

void Collect(const Descriptor& type, int elements, Column& path,
             std::vector<Column>& columns);

void CollectField(const FieldDescriptor& field, int elements, Column& path,
                  std::vector<Column>& columns) {
  const bool list = field.is_repeated();
  const int count = list ? std::min(elements, ElementsMax(field)) : 1;
  for (int i = 0; i < count; ++i) {
    path.steps.push_back({&field, list ? i : -1});
    if (IsCell(field)) {
      columns.push_back(path);
    } else {
      Collect(*field.message_type(), list ? 1 : elements, path, columns);
    }
    path.steps.pop_back();
  }
}

void Collect(const Descriptor& type, int elements, Column& path,
             std::vector<Column>& columns) {
  for (int i = 0; i < type.field_count(); ++i) {
    CollectField(*type.field(i), elements, path, columns);
  }
}

}  // namespace

std::vector<Column> ColumnsOf(const Descriptor& type, int elements) {
  Column path;
  std::vector<Column> columns;
  Collect(type, elements, path, columns);
  std::stable_partition(columns.begin(), columns.end(),
                        [](const Column& column) {
                          return column.steps[0].field->name() != kContext;
                        });
  return columns;
}

std::string RecordTemplate(const Descriptor& type, int elements,
                           absl::string_view language) {
  const bool spanish = absl::StartsWith(language, "es");
  std::vector<std::string> paths;
  std::vector<std::string> labels;
  std::vector<std::string> hints;
  for (const Column& column : ColumnsOf(type, elements)) {
    const absl::string_view mark = paths.empty() ? "# " : "";
    paths.push_back(column.Path());
    labels.push_back(absl::StrCat(mark, ColumnLabel(column, spanish)));
    hints.push_back(absl::StrCat(mark, ColumnHint(column, spanish)));
  }
  return absl::StrCat(CsvLine(paths), CsvLine(labels), CsvLine(hints));
}

}  // namespace enlace::client
