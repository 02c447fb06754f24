// A table of counts, and what of it may be published.
//
//   CountTable table;
//   table.columns = {"ANSWERED", "PENDING"};
//   table.Count("us-atf", "ANSWERED");
//   const PublishedTable shown = Publish(MergeSmallRows(table, 10, "OTHER"),
//                                        10);
//
// A count below `smallest` may point to a case.  It is hidden; zero as well,
// for whoever sees which cells are hidden would else know the others.  Then
// more cells are hidden, until nobody can work out any hidden cell from the
// rest: whatever totals are shown, each hidden cell could still be any of a
// range at least `smallest` wide (client/library/suppression.h).
// docs/results.md, "What is hidden".  Pure.

#ifndef ENLACE_CLIENT_LIBRARY_COUNT_TABLE_H_
#define ENLACE_CLIENT_LIBRARY_COUNT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace enlace::client {

struct CountTable {
  std::vector<std::string> rows;     // stable names
  std::vector<std::string> columns;  // stable names
  // By row, then column; each row as long as `columns`.
  std::vector<std::vector<uint64_t>> counts;

  // Readers know that no row is smaller than the limit: smaller ones were
  // merged.
  bool rows_are_merged = false;

  // Adds `times` to a cell.  A new row is added; REQUIRES: a known column.
  void Count(absl::string_view row, absl::string_view column,
             uint64_t times = 1);
  // Adds a row of zeros unless it is there.  Returns its place.
  size_t AddRow(absl::string_view row);

  uint64_t Total() const;
  uint64_t RowTotal(size_t row) const;
  uint64_t ColumnTotal(size_t column) const;

  bool operator==(const CountTable&) const = default;
};

// Rows below `smallest`, and as many of the next larger ones as it takes, are
// one row `other`, the last; the rest are in the order of their names.  Never
// without a row.
CountTable MergeSmallRows(const CountTable& table, uint64_t smallest,
                          absl::string_view other);

struct PublishedTable {
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  // By row, then column.  A table of several rows has their totals as its last
  // row, one of several columns theirs as its last column.  Hidden: nothing.
  std::vector<std::vector<std::optional<uint64_t>>> cells;

  bool has_total_row() const { return rows.size() > 1; }
  bool has_total_column() const { return columns.size() > 1; }

  uint64_t cell_count() const;
  uint64_t hidden_count() const;
};

// What the reader knows of a table's grand total from elsewhere.
enum class KnownTotal {
  kNo,     // nothing: it is hidden or shown here
  kShown,  // it is published elsewhere, and so cannot be hidden here
};

// REQUIRES: a shown total is not below `smallest`.
PublishedTable Publish(const CountTable& table, uint64_t smallest,
                       KnownTotal total = KnownTotal::kNo);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_COUNT_TABLE_H_
