// Rows of a CSV file, one at a time, from bytes that nobody has looked at.
//
//   CsvReader reader([&](char* buffer, size_t size) { return ...; });
//   CsvRow row;
//   while (reader.Next(row)) Use(row);
//
// RFC 4180: commas, cells in quotes where they hold a comma, a quote or a line
// end; lines end with CRLF or LF.  A byte order mark is passed over.  What does
// not follow it becomes a fault of its row, never an error of the file: a row
// whose quotes do not fit ends where its first line ends, so that one bad row
// costs none of those behind it.  Memory is bounded by the limits below.
// Not thread-safe.

#ifndef ENLACE_CLIENT_IMPORTERS_CSV_READER_H_
#define ENLACE_CLIENT_IMPORTERS_CSV_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "enlace/importers/parsed_row.pb.h"

namespace enlace::client {

inline constexpr size_t kCellSizeMax = size_t{64} << 10;  // bytes
inline constexpr size_t kRowSizeMax = size_t{1} << 20;    // bytes

struct CsvRow {
  uint64_t line = 0;               // where it begins, from 1
  std::vector<std::string> cells;  // without their quotes
  importers::RowFault fault = importers::ROW_FAULT_NONE;
  size_t column = 0;  // of the fault, from 1
};

class CsvReader {
 public:
  // Writes at most `size` bytes to `buffer` and returns how many; 0 at the end.
  using Source = std::function<size_t(char* buffer, size_t size)>;

  explicit CsvReader(Source source) : source_(std::move(source)) {}

  // The next row that is not blank; false if there is none.
  bool Next(CsvRow& row);

  // Bytes read, up to the end of the last row.
  uint64_t offset() const { return consumed_ + begin_; }

 private:
  int At(size_t index);
  bool ParseRow(CsvRow& row);
  void EndCell(CsvRow& row, std::string& cell);
  void Advance(size_t size, uint64_t lines);
  bool GiveUp(CsvRow& row, importers::RowFault fault);

  Source source_;
  std::string buffer_;
  size_t begin_ = 0;       // of the row, in the buffer
  uint64_t consumed_ = 0;  // bytes before the buffer
  uint64_t line_ = 1;
  bool ended_ = false;
  bool started_ = false;
};

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_CSV_READER_H_
