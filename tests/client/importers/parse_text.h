// A text as the file that is read.

#ifndef ENLACE_TESTS_CLIENT_IMPORTERS_PARSE_TEXT_H_
#define ENLACE_TESTS_CLIENT_IMPORTERS_PARSE_TEXT_H_

#include <string>
#include <vector>

#include "client/importers/csv_reader.h"
#include "enlace/importers/parsed_row.pb.h"

namespace enlace::client {

// Gives `text` in pieces of at most `step` bytes.
CsvReader::Source PiecesOf(std::string text, size_t step = size_t{1} << 20);

// Every message of the reader: the header's, the rows', the end.
std::vector<importers::ParsedRow> ParseText(const std::string& text,
                                            const std::string& type);

}  // namespace enlace::client

#endif  // ENLACE_TESTS_CLIENT_IMPORTERS_PARSE_TEXT_H_
