// Lines of a block cut into words of the language and the rest.
//
// Only the first kind is translated; what a layout moves are pieces.

#ifndef ENLACE_POLICY_FORMAT_PIECES_H_
#define ENLACE_POLICY_FORMAT_PIECES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "policy/engine/document.h"
#include "policy/engine/keyword.h"
#include "policy/engine/language.h"
#include "policy/engine/lexer.h"

namespace enlace::policy {

// A keyword, or one token that is none.
struct Piece {
  bool keyword = false;
  Keyword means = Keyword::kIs;
  Token token;  // of what is no keyword
  size_t tokens = 1;
  int line = 0;  // where it stands
  int last_line = 0;

  bool IsComma() const { return !keyword && token.kind == Token::Kind::kComma; }

  // Whether both say the same, wherever they stand.
  bool operator==(const Piece& other) const;
};

struct PieceLine {
  bool item = false;
  std::vector<Piece> pieces;

  bool operator==(const PieceLine&) const = default;
};

// How `piece` is written in `language`.
std::string TextOf(const Piece& piece, Language language);

// Thread-compatible.  REQUIRES: what is passed outlives the object.
class PieceCutter {
 public:
  // `found` are the keywords that the parser of the block took.
  PieceCutter(const Block& block, const FoundKeywords& found)
      : block_(block), found_(found) {}

  PieceLine Cut(const Line& line) const;

 private:
  const FoundKeyword* At(const Location& at) const;
  bool IsYes(const Token& token, const std::vector<Piece>& before) const;
  bool IsNode(const Token& token, const std::vector<Piece>& before) const;

  const Block& block_;
  const FoundKeywords& found_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_FORMAT_PIECES_H_
