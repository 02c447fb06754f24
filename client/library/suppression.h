// Hides cells of a table, until no hidden one can be worked out from the rest.
//
// A table with totals is a graph: a node for each row and column that has a
// total, an edge for each cell.  What whoever reads the table knows of the
// hidden cells is that each row and column adds up, and that no cell is below
// its floor.  How far a hidden cell can then be raised or lowered is a flow of
// the hidden edges from one of its ends to the other, and the two together are
// the range that it could be in.  Where that range is too narrow, the cheapest
// further cells that widen it are hidden as well.
//
// The range is exact, not an estimate: a flow with whole capacities has a whole
// solution, so each value of the range is that of a table that fits.  Pure.
//
// Max-flow: Edmonds and Karp, J. ACM 19 (1972).

#ifndef ENLACE_CLIENT_LIBRARY_SUPPRESSION_H_
#define ENLACE_CLIENT_LIBRARY_SUPPRESSION_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace enlace::client {

// A cell of a table, or a total of it.
struct TableEdge {
  size_t row_node = 0;
  size_t column_node = 0;
  bool is_margin = false;  // a total of a row or of a column, not of all
  uint64_t value = 0;
  uint64_t floor = 0;  // known to be no smaller; REQUIRES: <= value
  bool hidden = false;
  bool can_be_hidden = true;
};

// How wide the range of hidden edge `at` is, or `enough` if that is less.
uint64_t WidthOf(const std::vector<TableEdge>& edges, size_t nodes, size_t at,
                 uint64_t enough);

// Hides edges until each hidden one has a range `width` wide, as far as there
// are edges that can be hidden.  REQUIRES: nodes are numbered below `nodes`.
void HideComplements(std::vector<TableEdge>& edges, size_t nodes,
                     uint64_t width);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_LIBRARY_SUPPRESSION_H_
