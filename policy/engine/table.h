// A table of rules: a family of rules that differ in few words, one a row.
//
//   ```table US-7
//   permit outgoing FirearmTraceRequest
//     implements LAW/7
//     | from     | to       | when purpose is | retain  |
//     | a-police | b-trace  | PROSECUTION     | 2 years |
//     | a-police | b-police | PREVENTION      |         |
//   ```
//
// What stands above the grid belongs to every row.  A heading begins a clause
// and the cell below ends it; a blank cell leaves the clause out.  Row n of
// table T is the rule T.n.

#ifndef ENLACE_POLICY_ENGINE_TABLE_H_
#define ENLACE_POLICY_ENGINE_TABLE_H_

#include <cstddef>
#include <vector>

#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/lexer.h"

namespace enlace::policy {

// A row as the rule that it is.
struct TableRow {
  // Id and place of the rule.  Its lines, which the digest covers, are those
  // above the grid, the headings and the row.
  Block block;
  std::vector<Line> common;
  // One a column: the words of heading and cell; none for a blank cell.
  std::vector<Line> cells;

  // The clauses of the rule, as ParseRule() takes them.
  std::vector<Line> Clauses() const;
};

// The rows of `table`, a block of that kind.  Mistakes go to `diagnostics`;
// what is returned then may lack rows.
std::vector<TableRow> RowsOf(const Block& table, Diagnostics& diagnostics);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_TABLE_H_
