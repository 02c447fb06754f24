#include "policy/engine/table.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "policy/engine/text.h"

namespace enlace::policy {
namespace {

constexpr char kStroke = '|';

// Where a cell stands in its line, without the strokes.
struct Span {
  size_t begin = 0;
  size_t end = 0;
};

class TableReader {
 public:
  TableReader(const Block& table, Diagnostics& diagnostics)
      : table_(table), diagnostics_(diagnostics) {}

  std::vector<TableRow> Read() {
    size_t next = 0;
    while (next < table_.lines.size() && !IsRow(next)) ++next;
    if (next == table_.lines.size()) {
      diagnostics_.Error(table_.at, "a table needs headings and rows",
                         "write each on a line from | to |");
      return {};
    }
    ReadCommon(next);
    headings_at_ = next;
    headings_ = CellsOf(next);
    filled_.resize(headings_.size(), false);
    for (const Line& heading : headings_) {
      if (heading.tokens.empty()) {
        diagnostics_.Error(At(next), "a heading is blank",
                           "a heading begins a clause");
      }
    }
    for (++next; next < table_.lines.size(); ++next) {
      if (IsRow(next)) {
        AddRow(next);
      } else if (!absl::StripAsciiWhitespace(table_.lines[next]).empty()) {
        diagnostics_.Error(At(next), "the rows end the table",
                           "what belongs to every row stands above the grid");
      }
    }
    if (rows_.empty()) {
      diagnostics_.Error(At(headings_at_), "this table has no row");
    } else {
      CheckColumns();
    }
    return std::move(rows_);
  }

 private:
  bool IsRow(size_t line) const {
    return absl::StartsWith(
        absl::StripLeadingAsciiWhitespace(table_.lines[line]), "|");
  }

  Location At(size_t line) const {
    const absl::string_view text = table_.lines[line];
    const absl::string_view bare = absl::StripAsciiWhitespace(text);
    const auto before = static_cast<size_t>(bare.data() - text.data());
    return {table_.at.file, table_.at.line + 1 + static_cast<int>(line),
            CountCharacters(text.substr(0, before)) + 1, CountCharacters(bare)};
  }

  void ReadCommon(size_t lines) {
    Block common = table_;
    common.lines.resize(lines);
    common_ = SplitLines(common, diagnostics_);
  }

  // Cut at the strokes that stand outside quotation marks.
  std::vector<Span> SpansOf(size_t line) {
    const std::string& text = table_.lines[line];
    std::vector<Span> spans;
    size_t begin = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '"') quoted = !quoted;
      if (text[i] != kStroke || quoted) continue;
      if (begin > 0) spans.push_back({begin, i});
      begin = i + 1;
    }
    if (!absl::StripAsciiWhitespace(text.substr(begin)).empty()) {
      diagnostics_.Error(At(line), "a row ends with |");
    }
    return spans;
  }

  std::vector<Line> CellsOf(size_t line) {
    std::vector<Line> cells;
    for (const Span& span : SpansOf(line)) {
      Line cell =
          ReadTokens(table_, {line, span.begin, span.end}, diagnostics_);
      if (cell.item) {
        diagnostics_.Error(At(line), "a cell holds no list",
                           "leave it blank, or write a rule of its own");
      }
      cells.push_back(std::move(cell));
    }
    return cells;
  }

  void AddRow(size_t line) {
    const std::vector<Line> cells = CellsOf(line);
    if (cells.size() != headings_.size()) {
      diagnostics_.Error(At(line), absl::StrCat("this row has ", cells.size(),
                                                " cells, and there are ",
                                                headings_.size(), " headings"));
      return;
    }
    TableRow row;
    row.block = table_;
    row.block.at = row.block.id.at = At(line);
    row.block.id.text = absl::StrCat(table_.id.text, ".", rows_.size() + 1);
    row.block.lines.resize(headings_at_ + 1);
    row.block.lines.push_back(table_.lines[line]);
    row.common = common_;
    for (size_t i = 0; i < cells.size(); ++i) {
      Line clause;
      if (!cells[i].tokens.empty()) {
        filled_[i] = true;
        clause = headings_[i];
        clause.heading = clause.tokens.size();
        clause.tokens.insert(clause.tokens.end(), cells[i].tokens.begin(),
                             cells[i].tokens.end());
      }
      row.cells.push_back(std::move(clause));
    }
    rows_.push_back(std::move(row));
  }

  // Nothing reads the heading of a column without cells.
  void CheckColumns() {
    for (size_t i = 0; i < headings_.size(); ++i) {
      if (filled_[i] || headings_[i].tokens.empty()) continue;
      diagnostics_.Error(headings_[i].tokens.front().at,
                         "every row leaves this column blank",
                         "take the column out");
    }
  }

  const Block& table_;
  Diagnostics& diagnostics_;
  std::vector<Line> common_;
  size_t headings_at_ = 0;
  std::vector<Line> headings_;
  std::vector<bool> filled_;
  std::vector<TableRow> rows_;
};

}  // namespace

std::vector<Line> TableRow::Clauses() const {
  std::vector<Line> clauses = common;
  for (const Line& cell : cells) {
    if (!cell.tokens.empty()) clauses.push_back(cell);
  }
  return clauses;
}

std::vector<TableRow> RowsOf(const Block& table, Diagnostics& diagnostics) {
  return TableReader(table, diagnostics).Read();
}

}  // namespace enlace::policy
