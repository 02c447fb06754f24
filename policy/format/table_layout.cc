#include "policy/format/table_layout.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "policy/engine/parsed_rule.h"
#include "policy/engine/table.h"
#include "policy/engine/text.h"

namespace enlace::policy {
namespace {

// The pieces of a cell, parted from those of its heading.
struct CellPieces {
  PieceLine heading;
  PieceLine cell;
};

CellPieces Part(const Line& line, const PieceCutter& cutter) {
  CellPieces out;
  size_t tokens = 0;
  for (Piece& piece : cutter.Cut(line).pieces) {
    PieceLine& part = tokens < line.heading ? out.heading : out.cell;
    tokens += piece.tokens;
    part.pieces.push_back(std::move(piece));
  }
  return out;
}

std::string CellText(const PieceLine& cell, Language language) {
  std::string text;
  for (const Piece& piece : cell.pieces) {
    if (!text.empty() && !piece.IsComma()) text += ' ';
    text += TextOf(piece, language);
  }
  return text;
}

size_t WidthOf(const std::string& text) {
  return static_cast<size_t>(CountCharacters(text));
}

}  // namespace

TablePieces PiecesOfTable(const Block& table, Diagnostics& diagnostics) {
  const std::vector<TableRow> rows = RowsOf(table, diagnostics);
  if (rows.empty()) return {};
  FoundKeywords found;
  for (const TableRow& row : rows) {
    ParseRuleLines(row.block, row.Clauses(), diagnostics, &found);
  }
  const PieceCutter cutter(table, found);
  TablePieces pieces;
  for (const Line& line : rows.front().common) {
    pieces.common.push_back(cutter.Cut(line));
  }
  std::vector<PieceLine> headings(rows.front().cells.size());
  pieces.grid.push_back(headings);
  for (const TableRow& row : rows) {
    std::vector<PieceLine>& cells = pieces.grid.emplace_back();
    for (size_t i = 0; i < row.cells.size(); ++i) {
      CellPieces parts = Part(row.cells[i], cutter);
      if (headings[i].pieces.empty()) headings[i] = std::move(parts.heading);
      cells.push_back(std::move(parts.cell));
    }
  }
  pieces.grid.front() = std::move(headings);
  return pieces;
}

std::vector<std::string> LayOutGrid(const TablePieces& pieces,
                                    Language language) {
  std::vector<size_t> widths(pieces.grid.front().size());
  for (const std::vector<PieceLine>& cells : pieces.grid) {
    for (size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], WidthOf(CellText(cells[i], language)));
    }
  }
  std::vector<std::string> lines;
  for (const std::vector<PieceLine>& cells : pieces.grid) {
    std::string line = "  |";
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string text = CellText(cells[i], language);
      absl::StrAppend(&line, " ", text,
                      std::string(widths[i] - WidthOf(text), ' '), " |");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace enlace::policy
