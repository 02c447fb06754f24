// Reads CSV from standard input; writes a line a row: its cells in hexadecimal
// between commas.  For the comparison with another reader.

#include <iostream>

#include "absl/strings/str_join.h"
#include "base/encoding.h"
#include "client/importers/csv_reader.h"

int main() {
  enlace::client::CsvReader reader([](char* buffer, size_t size) {
    std::cin.read(buffer, static_cast<std::streamsize>(size));
    return static_cast<size_t>(std::cin.gcount());
  });
  enlace::client::CsvRow row;
  while (reader.Next(row)) {
    if (row.fault != 0) {
      std::cout << "fault " << row.fault << '\n';
      continue;
    }
    std::cout << absl::StrJoin(row.cells, ",",
                               [](std::string* out, const std::string& cell) {
                                 out->append(enlace::HexEncode(cell));
                               })
              << '\n';
  }
  return 0;
}
