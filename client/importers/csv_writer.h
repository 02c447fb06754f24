// CSV as spreadsheets and csv_reader.h read it: RFC 4180.
//
// A cell that a spreadsheet would run as a formula gets an apostrophe before
// it, which reading takes off again; so does one that begins with an apostrophe
// or with the mark of a remark, so that every text comes back as it was.  Pure.

#ifndef ENLACE_CLIENT_IMPORTERS_CSV_WRITER_H_
#define ENLACE_CLIENT_IMPORTERS_CSV_WRITER_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::client {

// `text` with the apostrophe, if it needs one.
std::string GuardCell(absl::string_view text);

// What GuardCell() was given.  A text that it never returns comes back as is.
absl::string_view UnguardCell(absl::string_view cell);

// One line, with its line end.  The cells are written as they are.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_IMPORTERS_CSV_WRITER_H_
