// The grid of a table in columns.  Pure.

#ifndef ENLACE_POLICY_FORMAT_TABLE_LAYOUT_H_
#define ENLACE_POLICY_FORMAT_TABLE_LAYOUT_H_

#include <string>
#include <vector>

#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/language.h"
#include "policy/format/pieces.h"

namespace enlace::policy {

// A table, cut: the lines above the grid, and the cells of each line of the
// grid, headings first.
struct TablePieces {
  std::vector<PieceLine> common;
  std::vector<std::vector<PieceLine>> grid;

  bool operator==(const TablePieces&) const = default;
};

// Mistakes of `table`, a block of that kind, go to `diagnostics`; what is
// returned then is of no use.
TablePieces PiecesOfTable(const Block& table, Diagnostics& diagnostics);

// The lines of the grid, each column as wide as its widest cell.
std::vector<std::string> LayOutGrid(const TablePieces& pieces,
                                    Language language);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FORMAT_TABLE_LAYOUT_H_
