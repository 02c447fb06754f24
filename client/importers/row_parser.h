// Reads a file of records and says what each row holds: the part of an import
// that looks at bytes which nobody has checked.
//
// The first message names the columns; the last one is the end.  In between
// comes one for each row that is neither blank nor a remark, in order.  Knows
// no keys, opens nothing.  Pure but for what `source` and `sink` do.

#ifndef ENLACE_CLIENT_IMPORTERS_ROW_PARSER_H_
#define ENLACE_CLIENT_IMPORTERS_ROW_PARSER_H_

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "client/importers/csv_reader.h"
#include "enlace/importers/parsed_row.pb.h"

namespace enlace::client {

inline constexpr size_t kColumnsMax = 4096;

// `type` is the record type of rows that do not say theirs; "" if each does.
void ParseRows(CsvReader::Source source, const std::string& type,
               absl::FunctionRef<void(const importers::ParsedRow&)> sink);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_ROW_PARSER_H_
