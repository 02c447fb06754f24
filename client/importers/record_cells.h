// Records as rows of a table.
//
//   const std::vector<Cell> cells = CellsOf(record);
//   out << RecordsCsv({...});
//
// An absent value has no cell.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_RECORD_CELLS_H_
#define ENLACE_CLIENT_IMPORTERS_RECORD_CELLS_H_

#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "client/importers/column.h"

namespace enlace::client {

struct Cell {
  Column column;
  std::string text;
};

// Every value of `record`, in the order of its fields.
std::vector<Cell> CellsOf(const google::protobuf::Message& record);

// A record of a table; remarks are columns that no import reads.
struct TableRow {
  const google::protobuf::Message* record = nullptr;
  std::vector<std::pair<std::string, std::string>> remarks;  // name, text
};

// A table that import reads: the type, the remarks, then every column that any
// of the records has a value in.
std::string RecordsCsv(const std::vector<TableRow>& rows);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_RECORD_CELLS_H_
