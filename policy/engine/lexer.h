// Words of a block, line by line.
//
// A line ends a clause, unless it ends with a comma or with the stroke between
// two languages.  A line that starts with a dash is an item of a list.

#ifndef ENLACE_POLICY_ENGINE_LEXER_H_
#define ENLACE_POLICY_ENGINE_LEXER_H_

#include <string>
#include <vector>

#include "policy/engine/diagnostic.h"
#include "policy/engine/document.h"
#include "policy/engine/keyword.h"

namespace enlace::policy {

struct Token {
  enum class Kind { kWord, kText, kComma, kStroke };
  Kind kind = Kind::kWord;
  std::string text;  // of kText: what stands between the quotation marks
  Location at;
};

// A clause or a list item; never without tokens but for a blank cell.
struct Line {
  bool item = false;
  std::vector<Token> tokens;
  // Of a cell of a table: the first tokens, which are its heading.  No keyword
  // reaches over their end.
  size_t heading = 0;
};

std::vector<Line> SplitLines(const Block& block, Diagnostics& diagnostics);

// Part of line number `line` of a block, as bytes.
struct LinePart {
  size_t line = 0;
  size_t begin = 0;
  size_t end = 0;
};

// The words there, maybe none.
Line ReadTokens(const Block& block, const LinePart& part,
                Diagnostics& diagnostics);

// A keyword of a block and where it stands: what is no keyword is a name.
struct FoundKeyword {
  Keyword keyword = Keyword::kIs;
  Location at;       // of its first word
  size_t words = 1;  // tokens that it takes
};

using FoundKeywords = std::vector<FoundKeyword>;

// Reads one line from left to right.  After the first error of a line the rest
// of it is skipped: one mistake, one message.
class LineReader {
 public:
  // Keywords that are taken are added to `found`, unless that is null.
  LineReader(const Line& line, Language language, Diagnostics& diagnostics,
             FoundKeywords* found = nullptr)
      : line_(line),
        language_(language),
        diagnostics_(diagnostics),
        found_(found) {}

  // Takes the words of `keyword` if they stand here.
  bool Accept(Keyword keyword);

  // Takes the first of `keywords` that stands here, the longest phrase if
  // several do; else reports `message` with the nearest as help.
  bool AcceptOneOf(const std::vector<Keyword>& keywords,
                   absl::string_view message, Keyword& found);

  bool AcceptComma();

  // Takes a word, or reports that `what` is missing.
  bool Expect(absl::string_view what, Word& word);

  // Takes a word or a quoted text.
  bool ExpectName(absl::string_view what, Word& word);

  // "word, word, ..." with at least one.
  bool ExpectList(absl::string_view what, std::vector<Word>& words);

  // "English" / "Spanish".
  bool ExpectBilingual(Bilingual& text);

  // A whole number from 1 to `max`.
  bool ExpectCount(absl::string_view what, int max, int& count);

  // Reports what is left of the line, if anything.
  void ExpectEnd();

  bool AtEnd() const { return failed_ || next_ >= line_.tokens.size(); }
  bool failed() const { return failed_; }
  Language language() const { return language_; }

  // The next token, or the end of the line.
  Location Here() const;

  // Reports `message` here and skips the rest of the line.
  bool Fail(absl::string_view message, absl::string_view help = "");

 private:
  size_t MatchLength(Keyword keyword) const;

  // Takes the `length` words of `keyword`.
  void Take(Keyword keyword, size_t length);

  const Line& line_;
  const Language language_;
  Diagnostics& diagnostics_;
  FoundKeywords* const found_;
  size_t next_ = 0;
  bool failed_ = false;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_LEXER_H_
