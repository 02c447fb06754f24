#include "client/importers/row_builder.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "base/check.h"
#include "client/importers/cell_text.h"
#include "client/importers/csv_writer.h"
#include "proto/wire/record.h"

namespace enlace::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsOfTravel(absl::string_view name) {
  return name == kTypeColumn || name == kRecipientColumn ||
         name == kParentColumn || name.empty() ||
         absl::StartsWith(name, kRemark);
}

importers::CellFault FaultAt(size_t position, importers::RowFault fault) {
  importers::CellFault at;
  at.set_column(static_cast<uint32_t>(position + 1));
  at.set_fault(fault);
  return at;
}

// Finds the message that holds a column's value, and makes what is not there
// yet.  Columns must come with the elements of a list side by side.
class Walker {
 public:
  explicit Walker(Message& record) : record_(record) {}

  // Steps of `column` up to the field that holds its value.
  Message& HolderOf(const Column& column, Column& actual) {
    Message* message = &record_;
    for (size_t i = 0; i + 1 < column.steps.size(); ++i) {
      const ColumnStep& step = column.steps[i];
      const auto* const reflection = message->GetReflection();
      if (step.index < 0) {
        actual.steps.push_back(step);
        message = reflection->MutableMessage(message, step.field);
        continue;
      }
      auto& last =
          last_given_.try_emplace({message, step.field}, -1).first->second;
      if (last != step.index) reflection->AddMessage(message, step.field);
      last = step.index;
      const int index = reflection->FieldSize(*message, step.field) - 1;
      actual.steps.push_back({step.field, index});
      message = reflection->MutableRepeatedMessage(message, step.field, index);
    }
    return *message;
  }

 private:
  Message& record_;
  // The index that the header gave the last element of each list.
  std::map<std::pair<const Message*, const FieldDescriptor*>, int> last_given_;
};

}  // namespace

RowBuilder::RowBuilder(const google::protobuf::Descriptor& type,
                       const std::vector<std::string>& header)
    : type_(type) {
  for (size_t i = 0; i < header.size(); ++i) {
    if (IsOfTravel(header[i])) continue;
    if (auto column = ColumnAt(type, header[i])) {
      places_.push_back({*std::move(column), i});
    } else {
      foreign_.push_back(i);
    }
  }
  std::sort(places_.begin(), places_.end(),
            [](const Place& a, const Place& b) { return a.column < b.column; });
}

BuiltRow RowBuilder::Build(const std::vector<std::string>& cells) const {
  BuiltRow built;
  auto record = wire::NewRecord(type_.name());
  CHECK_OK(record.status());
  built.record = *std::move(record);
  for (const size_t position : foreign_) {
    if (cells[position].empty()) continue;
    built.faults.push_back(
        FaultAt(position, importers::ROW_FAULT_COLUMN_FOREIGN));
  }
  Walker walker(*built.record);
  for (const Place& place : places_) {
    const std::string& cell = cells[place.position];
    if (cell.empty()) continue;
    Column actual;
    Message& holder = walker.HolderOf(place.column, actual);
    const FieldDescriptor& field = place.column.field();
    const importers::RowFault fault = SetCell(holder, field, UnguardCell(cell));
    if (fault != importers::ROW_FAULT_NONE) {
      built.faults.push_back(FaultAt(place.position, fault));
      continue;
    }
    actual.steps.push_back(place.column.steps.back());
    if (field.is_repeated()) {
      actual.steps.back().index =
          holder.GetReflection()->FieldSize(holder, &field) - 1;
    }
    std::string path = actual.Path();
    if (path == place.column.Path()) continue;
    importers::MovedElement& moved = built.moved.emplace_back();
    moved.set_path(std::move(path));
    moved.set_column(static_cast<uint32_t>(place.position + 1));
  }
  return built;
}

}  // namespace enlace::client
