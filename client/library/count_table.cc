#include "client/library/count_table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "client/library/suppression.h"

namespace enlace::client {
namespace {

size_t PlaceOf(const std::vector<std::string>& names, absl::string_view name) {
  return static_cast<size_t>(std::find(names.begin(), names.end(), name) -
                             names.begin());
}

// Places in the order of their totals, and of those that are equal by name.
std::vector<size_t> BySize(const std::vector<std::string>& names,
                           const std::vector<uint64_t>& totals) {
  std::vector<size_t> places(names.size());
  std::iota(places.begin(), places.end(), size_t{0});
  std::sort(places.begin(), places.end(), [&](size_t a, size_t b) {
    return std::pair(totals[a], names[a]) < std::pair(totals[b], names[b]);
  });
  return places;
}

// Which rows are put together: the small ones, and more until they are not
// small together.
std::vector<bool> SmallOnes(const CountTable& table, uint64_t smallest) {
  std::vector<uint64_t> totals;
  for (size_t row = 0; row < table.rows.size(); ++row) {
    totals.push_back(table.RowTotal(row));
  }
  std::vector<bool> small(table.rows.size(), false);
  uint64_t together = 0;
  bool any = false;
  for (const size_t row : BySize(table.rows, totals)) {
    if (totals[row] >= smallest && (!any || together >= smallest)) break;
    small[row] = any = true;
    together += totals[row];
  }
  return small;
}

}  // namespace

void CountTable::Count(absl::string_view row, absl::string_view column,
                       uint64_t times) {
  const size_t place = PlaceOf(columns, column);
  CHECK(place < columns.size()) << "an unknown column";
  counts[AddRow(row)][place] += times;
}

size_t CountTable::AddRow(absl::string_view row) {
  const size_t place = PlaceOf(rows, row);
  if (place == rows.size()) {
    rows.emplace_back(row);
    counts.emplace_back(columns.size(), uint64_t{0});
  }
  return place;
}

uint64_t CountTable::RowTotal(size_t row) const {
  return std::accumulate(counts[row].begin(), counts[row].end(), uint64_t{0});
}

uint64_t CountTable::ColumnTotal(size_t column) const {
  uint64_t total = 0;
  for (const std::vector<uint64_t>& row : counts) total += row[column];
  return total;
}

uint64_t CountTable::Total() const {
  uint64_t total = 0;
  for (size_t row = 0; row < rows.size(); ++row) total += RowTotal(row);
  return total;
}

CountTable MergeSmallRows(const CountTable& table, uint64_t smallest,
                          absl::string_view other) {
  const std::vector<bool> small = SmallOnes(table, smallest);
  std::vector<std::string> large;
  for (size_t row = 0; row < table.rows.size(); ++row) {
    if (!small[row]) large.push_back(table.rows[row]);
  }
  std::sort(large.begin(), large.end());
  CountTable merged;
  merged.columns = table.columns;
  merged.rows_are_merged = table.Total() >= smallest;
  for (const std::string& name : large) {
    const size_t place = merged.AddRow(name);
    merged.counts[place] = table.counts[PlaceOf(table.rows, name)];
  }
  if (large.size() == table.rows.size() && !large.empty()) return merged;
  std::vector<uint64_t>& sum = merged.counts[merged.AddRow(other)];
  for (size_t row = 0; row < table.rows.size(); ++row) {
    if (!small[row]) continue;
    for (size_t column = 0; column < sum.size(); ++column) {
      sum[column] += table.counts[row][column];
    }
  }
  return merged;
}

uint64_t PublishedTable::cell_count() const {
  uint64_t count = 0;
  for (const auto& line : cells) count += line.size();
  return count;
}

uint64_t PublishedTable::hidden_count() const {
  uint64_t count = 0;
  for (const auto& line : cells) {
    count += static_cast<uint64_t>(
        std::count(line.begin(), line.end(), std::nullopt));
  }
  return count;
}

PublishedTable Publish(const CountTable& table, uint64_t smallest,
                       KnownTotal total) {
  PublishedTable published{table.rows, table.columns, {}};
  const size_t lines = table.rows.size() + (published.has_total_row() ? 1 : 0);
  const size_t fields =
      table.columns.size() + (published.has_total_column() ? 1 : 0);
  // A row or column without a total adds up to nothing: its cells have one end
  // in a node where nothing need add up.
  const size_t loose = lines + fields;
  std::vector<TableEdge> edges;
  for (size_t line = 0; line < lines; ++line) {
    const bool all_rows = line == table.rows.size();
    for (size_t field = 0; field < fields; ++field) {
      const bool all_columns = field == table.columns.size();
      TableEdge edge;
      edge.row_node = published.has_total_column() ? line : loose;
      edge.column_node = published.has_total_row() ? lines + field : loose;
      edge.is_margin = all_rows != all_columns;
      edge.value =
          all_rows ? (all_columns ? table.Total() : table.ColumnTotal(field))
          : all_columns ? table.RowTotal(line)
                        : table.counts[line][field];
      const bool is_total = line + 1 == lines && field + 1 == fields;
      if (is_total && total == KnownTotal::kShown) edge.can_be_hidden = false;
      const bool row_total = field + 1 == fields;
      if (row_total && table.rows_are_merged) edge.floor = smallest;
      edge.hidden = edge.can_be_hidden && edge.value < smallest;
      edges.push_back(edge);
    }
  }
  HideComplements(edges, loose + 1, smallest);
  for (size_t line = 0; line < lines; ++line) {
    auto& cells = published.cells.emplace_back();
    for (size_t field = 0; field < fields; ++field) {
      const TableEdge& edge = edges[line * fields + field];
      cells.push_back(edge.hidden ? std::nullopt : std::optional(edge.value));
    }
  }
  return published;
}

}  // namespace enlace::client
