#include "policy/engine/lexer.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "policy/engine/text.h"

namespace enlace::policy {
namespace {

constexpr absl::string_view kDelimiters = " ,\"";

class Lexer {
 public:
  Lexer(const Block& block, Diagnostics& diagnostics)
      : block_(block), diagnostics_(diagnostics) {}

  std::vector<Line> Split() {
    for (size_t i = 0; i < block_.lines.size(); ++i) {
      Line line = Part({i, 0, block_.lines[i].size()});
      if (line.tokens.empty()) {
        if (line.item) {
          diagnostics_.Error(At(0, text_.size()), "this item is empty");
        }
        continue;
      }
      if (!line.item && !lines_.empty() && Continues(lines_.back())) {
        auto& open = lines_.back().tokens;
        open.insert(open.end(), line.tokens.begin(), line.tokens.end());
      } else {
        lines_.push_back(std::move(line));
      }
    }
    return std::move(lines_);
  }

  Line Part(const LinePart& part) {
    text_ = absl::string_view(block_.lines[part.line]).substr(0, part.end);
    number_ = block_.at.line + 1 + static_cast<int>(part.line);
    return Tokens(part.begin);
  }

 private:
  static bool Continues(const Line& line) {
    const Token::Kind last = line.tokens.back().kind;
    return last == Token::Kind::kComma || last == Token::Kind::kStroke;
  }

  Location At(size_t begin, size_t size) const {
    return {block_.at.file, number_,
            CountCharacters(text_.substr(0, begin)) + 1,
            CountCharacters(text_.substr(begin, size))};
  }

  Line Tokens(size_t i) {
    Line line;
    while (i < text_.size()) {
      const size_t begin = i;
      if (text_[i] == ' ') {
        ++i;
      } else if (text_[i] == ',') {
        line.tokens.push_back({Token::Kind::kComma, ",", At(i++, 1)});
      } else if (text_[i] == '"') {
        const size_t end = text_.find('"', i + 1);
        if (end == absl::string_view::npos) {
          diagnostics_.Error(At(i, 1), "the quotation mark is not closed",
                             "a text stands on one line between two \"");
          return line;
        }
        i = end + 1;
        line.tokens.push_back(
            {Token::Kind::kText,
             std::string(text_.substr(begin + 1, end - begin - 1)),
             At(begin, i - begin)});
      } else {
        i = std::min(text_.find_first_of(kDelimiters, i), text_.size());
        AddWord(text_.substr(begin, i - begin), At(begin, i - begin), line);
      }
    }
    return line;
  }

  static void AddWord(absl::string_view word, const Location& at, Line& line) {
    if (word == "-" && line.tokens.empty() && !line.item) {
      line.item = true;
      return;
    }
    line.tokens.push_back(
        {word == "/" ? Token::Kind::kStroke : Token::Kind::kWord,
         std::string(word), at});
  }

  const Block& block_;
  Diagnostics& diagnostics_;
  absl::string_view text_;
  int number_ = 0;
  std::vector<Line> lines_;
};

}  // namespace

std::vector<Line> SplitLines(const Block& block, Diagnostics& diagnostics) {
  return Lexer(block, diagnostics).Split();
}

Line ReadTokens(const Block& block, const LinePart& part,
                Diagnostics& diagnostics) {
  return Lexer(block, diagnostics).Part(part);
}

Location LineReader::Here() const {
  if (next_ < line_.tokens.size()) return line_.tokens[next_].at;
  Location at = line_.tokens.back().at;
  at.column += at.width;
  at.width = 1;
  return at;
}

bool LineReader::Fail(absl::string_view message, absl::string_view help) {
  if (!failed_) diagnostics_.Error(Here(), message, help);
  failed_ = true;
  return false;
}

size_t LineReader::MatchLength(Keyword keyword) const {
  size_t length = 0;
  for (const absl::string_view word :
       absl::StrSplit(Phrase(keyword, language_), ' ')) {
    const size_t i = next_ + length;
    if (failed_ || i >= line_.tokens.size() ||
        line_.tokens[i].kind != Token::Kind::kWord ||
        line_.tokens[i].text != word) {
      return 0;
    }
    ++length;
  }
  const bool reaches_over =
      next_ < line_.heading && next_ + length > line_.heading;
  return reaches_over ? 0 : length;
}

bool LineReader::Accept(Keyword keyword) {
  const size_t length = MatchLength(keyword);
  if (length == 0) return false;
  Take(keyword, length);
  return true;
}

void LineReader::Take(Keyword keyword, size_t length) {
  if (found_ != nullptr) found_->push_back({keyword, Here(), length});
  next_ += length;
}

bool LineReader::AcceptOneOf(const std::vector<Keyword>& keywords,
                             absl::string_view message, Keyword& found) {
  size_t longest = 0;
  for (const Keyword keyword : keywords) {
    const size_t length = MatchLength(keyword);
    if (length > longest) {
      longest = length;
      found = keyword;
    }
  }
  if (longest > 0) {
    Take(found, longest);
    return true;
  }
  if (AtEnd()) {
    return Fail(message, absl::StrCat("known here: ",
                                      absl::StrJoin(
                                          Phrases(keywords, language_), ", ")));
  }
  if (!failed_) {
    diagnostics_.Unknown({line_.tokens[next_].text, Here()}, message,
                         Phrases(keywords, language_));
  }
  failed_ = true;
  return false;
}

bool LineReader::AcceptComma() {
  if (AtEnd() || line_.tokens[next_].kind != Token::Kind::kComma) return false;
  ++next_;
  return true;
}

bool LineReader::Expect(absl::string_view what, Word& word) {
  if (AtEnd() || line_.tokens[next_].kind != Token::Kind::kWord) {
    return Fail(absl::StrCat("expected ", what));
  }
  word = {line_.tokens[next_].text, line_.tokens[next_].at};
  ++next_;
  return true;
}

bool LineReader::ExpectName(absl::string_view what, Word& word) {
  if (!AtEnd() && line_.tokens[next_].kind == Token::Kind::kText) {
    word = {line_.tokens[next_].text, line_.tokens[next_].at};
    ++next_;
    return true;
  }
  return Expect(what, word);
}

bool LineReader::ExpectList(absl::string_view what, std::vector<Word>& words) {
  do {
    Word word;
    if (!ExpectName(what, word)) return false;
    words.push_back(std::move(word));
  } while (AcceptComma());
  return true;
}

bool LineReader::ExpectBilingual(Bilingual& text) {
  std::string* const targets[] = {&text.en, &text.es};
  for (std::string* target : targets) {
    if (target == &text.es) {
      if (AtEnd() || line_.tokens[next_].kind != Token::Kind::kStroke) {
        return Fail("expected ' / ' and the text in Spanish",
                    "a text for people stands in both languages: \"...\" / "
                    "\"...\"");
      }
      ++next_;
    }
    if (AtEnd() || line_.tokens[next_].kind != Token::Kind::kText ||
        line_.tokens[next_].text.empty()) {
      return Fail("expected a text in quotation marks",
                  "a text for people stands in both languages: \"...\" / "
                  "\"...\"");
    }
    *target = line_.tokens[next_++].text;
  }
  return true;
}

bool LineReader::ExpectCount(absl::string_view what, int max, int& count) {
  if (AtEnd() || !absl::SimpleAtoi(line_.tokens[next_].text, &count) ||
      count < 1 || count > max) {
    return Fail(absl::StrCat("expected ", what, ", a number from 1 to ", max));
  }
  ++next_;
  return true;
}

void LineReader::ExpectEnd() {
  if (!AtEnd()) {
    Fail(absl::StrCat("unexpected '", line_.tokens[next_].text, "'"),
         "each clause stands on a line of its own");
  }
}

}  // namespace enlace::policy
