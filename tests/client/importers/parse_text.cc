#include "tests/client/importers/parse_text.h"

#include <algorithm>
#include <utility>

#include "client/importers/row_parser.h"

namespace enlace::client {

CsvReader::Source PiecesOf(std::string text, size_t step) {
  return [text = std::move(text), step, at = size_t{0}](char* buffer,
                                                        size_t size) mutable {
    const size_t count = std::min({size, step, text.size() - at});
    std::copy_n(text.data() + at, count, buffer);
    at += count;
    return count;
  };
}

std::vector<importers::ParsedRow> ParseText(const std::string& text,
                                            const std::string& type) {
  std::vector<importers::ParsedRow> rows;
  ParseRows(PiecesOf(text), type,
            [&](const importers::ParsedRow& row) { rows.push_back(row); });
  return rows;
}

}  // namespace enlace::client
