// Text for people: aligned columns and labelled fields.
//
// What is shown comes from another nation's agency, so no character of it may
// steer the terminal or disguise the text: control characters and direction
// marks appear as escapes.

#ifndef ENLACE_CLIENT_CLI_TABLE_H_
#define ENLACE_CLIENT_CLI_TABLE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::client {

// `text` as it is safe to print: what is not printable appears as an escape.
std::string Printable(absl::string_view text);

// Rows under titles, each column as wide as its widest cell.  Titles have no
// blanks, so that `awk` can read it.
class Table {
 public:
  explicit Table(std::vector<std::string> titles);

  // REQUIRES: a cell for each title.  An empty cell shows as "-".
  void Add(const std::vector<std::string>& cells);

  std::string Format() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

// Lines of "label:  value", the values aligned.  Empty values are left out.
std::string FormatFields(
    const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_TABLE_H_
