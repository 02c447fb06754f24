#include "policy/format/pieces.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace enlace::policy {
namespace {

bool IsPhrase(const Token& token, Keyword keyword, Language language) {
  return token.kind == Token::Kind::kWord &&
         token.text == Phrase(keyword, language);
}

}  // namespace

bool Piece::operator==(const Piece& other) const {
  return keyword == other.keyword &&
         (keyword ? means == other.means
                  : token.kind == other.token.kind &&
                        token.text == other.token.text);
}

std::string TextOf(const Piece& piece, Language language) {
  if (piece.keyword) return std::string(Phrase(piece.means, language));
  return piece.token.kind == Token::Kind::kText
             ? absl::StrCat("\"", piece.token.text, "\"")
             : piece.token.text;
}

PieceLine PieceCutter::Cut(const Line& line) const {
  PieceLine out{line.item, {}};
  for (size_t i = 0; i < line.tokens.size();) {
    const Token& token = line.tokens[i];
    Piece piece;
    piece.line = token.at.line;
    if (const FoundKeyword* keyword = At(token.at)) {
      piece.keyword = true;
      piece.means = keyword->keyword;
      piece.tokens = keyword->words;
    } else if (IsYes(token, out.pieces) && i + 1 == line.tokens.size()) {
      piece.keyword = true;
      piece.means = Keyword::kYes;
    } else if (IsNode(token, out.pieces)) {
      piece.keyword = true;
      piece.means = Keyword::kNode;
    } else {
      piece.token = token;
    }
    i += piece.tokens;
    piece.last_line = line.tokens[i - 1].at.line;
    out.pieces.push_back(std::move(piece));
  }
  return out;
}

const FoundKeyword* PieceCutter::At(const Location& at) const {
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
bool PieceCutter::IsYes(const Token& token,
                        const std::vector<Piece>& before) const {
  return !before.empty() && before.back().keyword &&
         (before.back().means == Keyword::kIs ||
          before.back().means == Keyword::kIsNot) &&
         IsPhrase(token, Keyword::kYes, block_.language);
}

bool PieceCutter::IsNode(const Token& token,
                         const std::vector<Piece>& before) const {
  return block_.kind == Block::Kind::kCase && before.size() == 1 &&
         before.front().keyword && before.front().means == Keyword::kFrom &&
         IsPhrase(token, Keyword::kNode, block_.language);
}

}  // namespace enlace::policy
