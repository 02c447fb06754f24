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

namespace enlace::policy {
namespace {

constexpr size_t kClauseIndent = 2;
constexpr size_t kItemIndent = 4;

// A word of the language, or anything else.
struct Piece {
  bool keyword = false;
  Keyword means = Keyword::kIs;
  Token token;   // of what is no keyword
  int line = 0;  // where it stands
  int last_line = 0;

  bool operator==(const Piece& other) const {
    return keyword == other.keyword &&
           (keyword ? means == other.means
                    : token.kind == other.token.kind &&
                          token.text == other.token.text);
  }
};

struct PieceLine {
  bool item = false;
  std::vector<Piece> pieces;

  bool operator==(const PieceLine&) const = default;
};

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

bool IsPhrase(const Token& token, Keyword keyword, Language language) {
  return token.kind == Token::Kind::kWord &&
         token.text == Phrase(keyword, language);
}

// Cuts lines into words of the language and the rest.
class Cutter {
 public:
  Cutter(const Block& block, const FoundKeywords& found)
      : block_(block), found_(found) {}

  PieceLine Cut(const Line& line) const {
    PieceLine out{line.item, {}};
    for (size_t i = 0; i < line.tokens.size();) {
      const Token& token = line.tokens[i];
      Piece piece;
      piece.line = token.at.line;
      size_t words = 1;
      if (const FoundKeyword* keyword = At(token.at)) {
        piece.keyword = true;
        piece.means = keyword->keyword;
        words = keyword->words;
      } else if (IsYes(token, out.pieces) && i + 1 == line.tokens.size()) {
        piece.keyword = true;
        piece.means = Keyword::kYes;
      } else if (IsNode(token, out.pieces)) {
        piece.keyword = true;
        piece.means = Keyword::kNode;
      } else {
        piece.token = token;
      }
      i += words;
      piece.last_line = line.tokens[i - 1].at.line;
      out.pieces.push_back(std::move(piece));
    }
    return out;
  }

 private:
  const FoundKeyword* At(const Location& at) const {
    for (const FoundKeyword& found : found_) {
      if (found.at == at ||
          (found.at.line == at.line && found.at.column == at.column)) {
        return &found;
      }
    }
    return nullptr;
  }

  // Values of yes-no facts and the sender of a case are read as names, though
  // they are words of the language.
  bool IsYes(const Token& token, const std::vector<Piece>& before) const {
    return !before.empty() && before.back().keyword &&
           (before.back().means == Keyword::kIs ||
            before.back().means == Keyword::kIsNot) &&
           IsPhrase(token, Keyword::kYes, block_.language);
  }

  bool IsNode(const Token& token, const std::vector<Piece>& before) const {
    return block_.kind == Block::Kind::kCase && before.size() == 1 &&
           before.front().keyword && before.front().means == Keyword::kFrom &&
           IsPhrase(token, Keyword::kNode, block_.language);
  }

  const Block& block_;
  const FoundKeywords& found_;
};

std::vector<PieceLine> PiecesOf(const Block& block, Diagnostics& diagnostics) {
  // The parsers report what SplitLines() finds.
  Diagnostics unheard;
  const bool vocabulary = block.kind == Block::Kind::kVocabulary;
  const std::vector<Line> lines =
      SplitLines(block, vocabulary ? diagnostics : unheard);
  const FoundKeywords found = KeywordsOf(block, lines, diagnostics);
  const Cutter cutter(block, found);
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

  std::vector<std::string> Make() {
    out_.push_back(FenceOf(block_, language_));
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
    out_.emplace_back("```");
    return std::move(out_);
  }

 private:
  std::string Text(const Piece& piece) const {
    if (piece.keyword) return std::string(Phrase(piece.means, language_));
    return piece.token.kind == Token::Kind::kText
               ? absl::StrCat("\"", piece.token.text, "\"")
               : piece.token.text;
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
      const bool comma =
          !pieces[i].keyword && pieces[i].token.kind == Token::Kind::kComma;
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

// Whether the block still says the same, word by word.
bool SaysTheSame(const Block& block, const std::vector<PieceLine>& pieces,
                 const std::vector<std::string>& text, Language language) {
  Block again = block;
  again.language = language;
  again.lines.assign(text.begin() + 1, text.end() - 1);
  Diagnostics diagnostics;
  return PiecesOf(again, diagnostics) == pieces && diagnostics.ok();
}

}  // namespace

std::vector<std::string> LayOut(const Block& block, Language language,
                                Diagnostics& diagnostics) {
  const size_t before = diagnostics.size();
  const std::vector<PieceLine> pieces = PiecesOf(block, diagnostics);
  if (diagnostics.size() > before) return {};
  std::vector<std::string> text = Layout(block, language, pieces).Make();
  if (!SaysTheSame(block, pieces, text, language)) {
    diagnostics.Error(block.at,
                      "a name of this block is a keyword of the other language",
                      "write the name in quotation marks, or rename it");
    return {};
  }
  return text;
}

}  // namespace enlace::policy
