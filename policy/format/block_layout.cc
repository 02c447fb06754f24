#include "policy/format/block_layout.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "policy/engine/keyword.h"
#include "policy/engine/lexer.h"
#include "policy/engine/parsed_case.h"
#include "policy/engine/parsed_rule.h"
#include "policy/engine/text.h"
#include "policy/engine/vocabulary.h"
#include "policy/format/pieces.h"
#include "policy/format/table_layout.h"

namespace enlace::policy {
namespace {

constexpr size_t kClauseIndent = 2;
constexpr size_t kItemIndent = 4;

FoundKeywords KeywordsOf(const Block& block, const std::vector<Line>& lines,
                         Diagnostics& diagnostics) {
  FoundKeywords found;
  switch (block.kind) {
    case Block::Kind::kRule:
      ParseRule(block, diagnostics, &found);
      break;
    case Block::Kind::kCase:
      ParseCase(block, diagnostics, &found);
      break;
    case Block::Kind::kTable:
      break;  // policy/format/table_layout.h
    case Block::Kind::kVocabulary:
      for (const Line& line : lines) {
        Keyword statement = Keyword::kBook;
        LineReader(line, block.language, diagnostics, &found)
            .AcceptOneOf(VocabularyStatements(), "unknown vocabulary statement",
                         statement);
      }
      break;
  }
  return found;
}

std::vector<PieceLine> PiecesOf(const Block& block, Diagnostics& diagnostics) {
  // The parsers report what SplitLines() finds.
  Diagnostics unheard;
  const bool vocabulary = block.kind == Block::Kind::kVocabulary;
  const std::vector<Line> lines =
      SplitLines(block, vocabulary ? diagnostics : unheard);
  const FoundKeywords found = KeywordsOf(block, lines, diagnostics);
  const PieceCutter cutter(block, found);
  std::vector<PieceLine> out;
  out.reserve(lines.size());
  for (const Line& line : lines) out.push_back(cutter.Cut(line));
  return out;
}

std::string FenceOf(const Block& block, Language language) {
  const bool english = language == Language::kEnglish;
  switch (block.kind) {
    case Block::Kind::kRule:
      return absl::StrCat(english ? "```rule " : "```regla ", block.id.text);
    case Block::Kind::kCase:
      return absl::StrCat(english ? "```case " : "```caso ", block.id.text);
    case Block::Kind::kTable:
      return absl::StrCat(english ? "```table " : "```tabla ", block.id.text);
    case Block::Kind::kVocabulary:
      break;
  }
  return english ? "```vocabulary" : "```vocabulario";
}

// Where the list of a clause starts, after the indent.
size_t ColumnOf(const Block& block, const std::vector<PieceLine>& lines,
                Language language) {
  const bool english = language == Language::kEnglish;
  if (block.kind == Block::Kind::kCase) return english ? 9 : 4;
  switch (lines.front().pieces.front().means) {
    case Keyword::kPermit:
      return english ? 11 : 12;
    case Keyword::kRequire:
      return english ? 11 : 10;
    case Keyword::kExcept:
      return english ? 13 : 12;
    default:
      return 8;
  }
}

class Layout {
 public:
  Layout(const Block& block, Language language,
         const std::vector<PieceLine>& lines)
      : block_(block), language_(language), lines_(lines) {}

  // What stands between the fences.
  std::vector<std::string> Make() {
    if (!lines_.empty() && block_.kind != Block::Kind::kVocabulary) {
      column_ = ColumnOf(block_, lines_, language_);
    }
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (block_.kind == Block::Kind::kVocabulary) {
        AddStatement(i);
      } else if (i == 0) {
        AddHead(lines_[i]);
      } else if (lines_[i].item) {
        Add(std::string(kItemIndent, ' ') + "- ", lines_[i].pieces, 0,
            kItemIndent + kClauseIndent);
      } else {
        AddClause(lines_[i]);
      }
    }
    return std::move(out_);
  }

 private:
  std::string Text(const Piece& piece) const {
    return TextOf(piece, language_);
  }

  void AddStatement(size_t i) {
    const std::vector<Piece>& pieces = lines_[i].pieces;
    if (i > 0 &&
        pieces.front().line > lines_[i - 1].pieces.back().last_line + 1) {
      out_.emplace_back();
    }
    Add("", pieces, 0, kClauseIndent);
  }

  // What follows direction and effect, or `like`, lines up below its first
  // word.
  void AddHead(const PieceLine& line) {
    std::string start;
    size_t names = 0;
    for (; names < line.pieces.size() && line.pieces[names].keyword; ++names) {
      absl::StrAppend(&start, Text(line.pieces[names]), " ");
    }
    Add(start, line.pieces, names, Width(start));
  }

  void AddClause(const PieceLine& line) {
    const Piece& clause = line.pieces.front();
    std::string start =
        absl::StrCat(std::string(kClauseIndent, ' '), Text(clause));
    const bool condition =
        clause.means == Keyword::kWhen || clause.means == Keyword::kUnless;
    if (line.pieces.size() > 1) {
      start += ' ';
      while (!condition && Width(start) < kClauseIndent + column_) {
        start += ' ';
      }
    }
    Add(start, line.pieces, 1, Width(start));
  }

  static size_t Width(const std::string& text) {
    return static_cast<size_t>(CountCharacters(text));
  }

  // `start`, then the pieces from `first` on; what goes on in a further line is
  // indented by `indent`.
  void Add(std::string start, const std::vector<Piece>& pieces, size_t first,
           size_t indent) {
    std::string line = std::move(start);
    for (size_t i = first; i < pieces.size(); ++i) {
      const bool comma = pieces[i].IsComma();
      if (i > 0 && pieces[i].line > pieces[i - 1].last_line && !comma) {
        out_.push_back(std::move(line));
        line = std::string(indent, ' ');
      } else if (i > first && !comma) {
        line += ' ';
      }
      line += Text(pieces[i]);
    }
    out_.push_back(std::move(line));
  }

  const Block& block_;
  const Language language_;
  const std::vector<PieceLine>& lines_;
  size_t column_ = 0;
  std::vector<std::string> out_;
};

// The block as it is read again in `language`, from lines without fences.
Block Rewritten(const Block& block, const std::vector<std::string>& lines,
                Language language) {
  Block again = block;
  again.language = language;
  again.lines = lines;
  return again;
}

// The lines of a table.  `same` says whether they still say the same, word by
// word.
std::vector<std::string> TableLines(const Block& block, Language language,
                                    Diagnostics& diagnostics, bool& same) {
  const size_t before = diagnostics.size();
  const TablePieces pieces = PiecesOfTable(block, diagnostics);
  if (diagnostics.size() > before) return {};
  std::vector<std::string> lines =
      Layout(block, language, pieces.common).Make();
  for (std::string& line : LayOutGrid(pieces, language)) {
    lines.push_back(std::move(line));
  }
  Diagnostics again;
  same = PiecesOfTable(Rewritten(block, lines, language), again) == pieces &&
         again.ok();
  return lines;
}

// Likewise of any other block.
std::vector<std::string> BlockLines(const Block& block, Language language,
                                    Diagnostics& diagnostics, bool& same) {
  const size_t before = diagnostics.size();
  const std::vector<PieceLine> pieces = PiecesOf(block, diagnostics);
  if (diagnostics.size() > before) return {};
  std::vector<std::string> lines = Layout(block, language, pieces).Make();
  Diagnostics again;
  same = PiecesOf(Rewritten(block, lines, language), again) == pieces &&
         again.ok();
  return lines;
}

}  // namespace

std::vector<std::string> LayOut(const Block& block, Language language,
                                Diagnostics& diagnostics) {
  const size_t before = diagnostics.size();
  bool same = false;
  std::vector<std::string> lines =
      block.kind == Block::Kind::kTable
          ? TableLines(block, language, diagnostics, same)
          : BlockLines(block, language, diagnostics, same);
  if (diagnostics.size() > before) return {};
  if (!same) {
    diagnostics.Error(block.at,
                      "a name of this block is a keyword of the other language",
                      "write the name in quotation marks, or rename it");
    return {};
  }
  lines.insert(lines.begin(), FenceOf(block, language));
  lines.emplace_back("```");
  return lines;
}

}  // namespace enlace::policy
