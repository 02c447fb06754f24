#include "policy/engine/document.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "policy/engine/text.h"

namespace enlace::policy {
namespace {

const std::vector<std::string>& Statuses() {
  static const auto* const statuses = new std::vector<std::string>{
      "authentic", "translation", "paraphrase", "not-in-hand", "sample"};
  return *statuses;
}

struct Fence {
  absl::string_view word;
  Block::Kind kind;
  Language language;
};

constexpr Fence kFences[] = {
    {"rule", Block::Kind::kRule, Language::kEnglish},
    {"regla", Block::Kind::kRule, Language::kSpanish},
    {"table", Block::Kind::kTable, Language::kEnglish},
    {"tabla", Block::Kind::kTable, Language::kSpanish},
    {"case", Block::Kind::kCase, Language::kEnglish},
    {"caso", Block::Kind::kCase, Language::kSpanish},
    {"vocabulary", Block::Kind::kVocabulary, Language::kEnglish},
    {"vocabulario", Block::Kind::kVocabulary, Language::kSpanish},
};

class Reader {
 public:
  Reader(absl::string_view file, absl::string_view text,
         Diagnostics& diagnostics)
      : file_(file),
        lines_(absl::StrSplit(text, '\n')),
        diagnostics_(diagnostics) {}

  Document Read() {
    for (next_ = 0; next_ < lines_.size(); ++next_) ReadLine();
    EndStatute();
    return std::move(document_);
  }

 private:
  Location At(size_t begin, size_t size) const {
    const absl::string_view line = lines_[next_];
    return {file_, static_cast<int>(next_) + 1,
            CountCharacters(line.substr(0, begin)) + 1,
            std::max(1, CountCharacters(line.substr(begin, size)))};
  }

  Location AtPart(absl::string_view part) const {
    return At(static_cast<size_t>(part.data() - lines_[next_].data()),
              part.size());
  }

  void CheckCharacters() {
    absl::string_view rest = lines_[next_];
    while (!rest.empty()) {
      const size_t begin = lines_[next_].size() - rest.size();
      const uint32_t character = NextCharacter(rest);
      if (character == kInvalidCharacter) {
        diagnostics_.Error(At(begin, 1), "this byte is not UTF-8 text",
                           "save the file as UTF-8");
        return;
      }
      if (IsDeceptive(character)) {
        diagnostics_.Error(
            At(begin, 1),
            "a character that does not show, or that changes the direction "
            "of text",
            "remove it; indent with blanks and end lines with line feeds");
        return;
      }
    }
  }

  void ReadLine() {
    CheckCharacters();
    const absl::string_view line = lines_[next_];
    const absl::string_view bare = absl::StripLeadingAsciiWhitespace(line);
    if (absl::StartsWith(line, ">")) return ReadQuote(line);
    EndStatute();
    if (absl::StartsWith(bare, "```") || absl::StartsWith(bare, "~~~")) {
      return ReadFence(bare);
    }
    if (absl::StrContains(line, "<!--")) {
      diagnostics_.Error(At(line.find("<!--"), 4),
                         "a comment would hide text from readers",
                         "delete it, or say it in plain text");
    }
    if (absl::StrContains(line, "{#")) {
      diagnostics_.Error(At(line.find("{#"), 2),
                         "a statute mark stands only in a block quote",
                         "start the line with '> '");
    }
  }

  void ReadFence(absl::string_view fence) {
    if (fence.size() != lines_[next_].size() || fence[0] == '~' ||
        absl::StartsWith(fence, "````")) {
      diagnostics_.Error(AtPart(fence.substr(0, 3)),
                         "a block starts in the first column with ```");
    }
    const absl::string_view close = fence[0] == '~' ? "~~~" : "```";
    Block block;
    block.at = AtPart(fence);
    const bool wanted = ReadInfo(fence.substr(3), block);
    for (++next_; next_ < lines_.size(); ++next_) {
      CheckCharacters();
      const absl::string_view line = lines_[next_];
      const absl::string_view bare = absl::StripAsciiWhitespace(line);
      if (bare == close) {
        if (wanted) document_.blocks.push_back(std::move(block));
        return;
      }
      if (absl::StartsWith(bare, close)) {
        diagnostics_.Error(AtPart(bare),
                           "a block opens before the last one is closed");
      }
      block.lines.emplace_back(line);
    }
    next_ = lines_.size() - 1;
    diagnostics_.Error(block.at, "the block is not closed",
                       "end it with a line ```");
  }

  // The words after ```.  False if the block is not for the engine.
  bool ReadInfo(absl::string_view info, Block& block) {
    const std::vector<absl::string_view> words =
        absl::StrSplit(info, ' ', absl::SkipEmpty());
    if (words.empty() || words[0] == "text") return false;
    const auto* const fence =
        std::find_if(std::begin(kFences), std::end(kFences),
                     [&](const Fence& f) { return f.word == words[0]; });
    if (fence == std::end(kFences)) {
      diagnostics_.Unknown(
          {std::string(words[0]), AtPart(words[0])},
          absl::StrCat("unknown kind of block '", words[0], "'"),
          {"rule", "regla", "table", "tabla", "case", "caso", "vocabulary",
           "vocabulario", "text"});
      return false;
    }
    block.kind = fence->kind;
    block.language = fence->language;
    const size_t expected = block.kind == Block::Kind::kVocabulary ? 1 : 2;
    if (words.size() != expected) {
      ReportInfo(block, words[0]);
      if (words.size() < expected) return false;
    }
    if (expected == 2) block.id = {std::string(words[1]), AtPart(words[1])};
    return true;
  }

  void ReportInfo(const Block& block, absl::string_view word) {
    if (block.kind == Block::Kind::kVocabulary) {
      return diagnostics_.Error(block.at,
                                "nothing follows the word on this fence");
    }
    const bool is_case = block.kind == Block::Kind::kCase;
    diagnostics_.Error(block.at,
                       is_case ? "a case needs one id"
                       : block.kind == Block::Kind::kTable
                           ? "a table needs one id"
                           : "a rule needs one id",
                       absl::StrCat("write for example ```", word,
                                    is_case ? " TRACE-HOLDS" : " TRACE-1"));
  }

  void ReadQuote(absl::string_view line) {
    absl::string_view rest = line.substr(1);
    const absl::string_view bare = absl::StripLeadingAsciiWhitespace(rest);
    if (absl::StartsWith(bare, "```") || absl::StartsWith(bare, "~~~")) {
      diagnostics_.Error(AtPart(bare), "a block cannot stand in a quotation");
    }
    const size_t open = rest.find("{#");
    if (open == absl::string_view::npos) return AddText(rest);
    const size_t close = rest.find('}', open);
    if (close == absl::string_view::npos) {
      diagnostics_.Error(AtPart(rest.substr(open, 2)),
                         "the statute mark is not closed with '}'");
      return;
    }
    EndStatute();
    ReadMark(rest.substr(open, close + 1 - open));
    statute_.title = std::string(absl::StripAsciiWhitespace(
        absl::StrReplaceAll(rest.substr(0, open), {{"**", ""}})));
    AddText(rest.substr(close + 1));
  }

  void ReadMark(absl::string_view mark) {
    const std::vector<absl::string_view> words =
        absl::StrSplit(mark.substr(2, mark.size() - 3), ' ', absl::SkipEmpty());
    in_statute_ = true;
    statute_.at = AtPart(mark);
    if (words.size() != 4) {
      diagnostics_.Error(statute_.at,
                         "a statute mark is {#ID LANGUAGE STATUS VERIFICATION}",
                         "for example {#LAW/12-1 en paraphrase "
                         "verified}");
      return;
    }
    statute_.id = std::string(words[0]);
    CheckOneOf(words[1], "language", {"en", "es"});
    CheckOneOf(words[2], "status", Statuses());
    CheckOneOf(words[3], "verification", {"verified", "recalled"});
    statute_.language =
        words[1] == "es" ? Language::kSpanish : Language::kEnglish;
    statute_.status = std::string(words[2]);
    statute_.verified = words[3] == "verified";
  }

  void CheckOneOf(absl::string_view word, absl::string_view what,
                  const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), word) != known.end()) return;
    diagnostics_.Unknown({std::string(word), AtPart(word)},
                         absl::StrCat("unknown ", what, " '", word, "'"),
                         known);
  }

  void AddText(absl::string_view text) {
    text = absl::StripAsciiWhitespace(text);
    if (!in_statute_ || text.empty()) return;
    for (const absl::string_view label : {"Source:", "Fuente:"}) {
      if (absl::StartsWith(text, label)) {
        absl::ConsumePrefix(&text, label);
        statute_.source = std::string(absl::StripAsciiWhitespace(text));
        return;
      }
    }
    // A source may run on over the next lines.
    std::string& target =
        statute_.source.empty() ? statute_.text : statute_.source;
    if (!target.empty()) target += ' ';
    absl::StrAppend(&target, text);
  }

  void EndStatute() {
    if (!in_statute_) return;
    if (!statute_.id.empty() && statute_.source.empty()) {
      diagnostics_.Error(statute_.at,
                         absl::StrCat("statute paragraph '", statute_.id,
                                      "' states no source"),
                         "add a line '> Source: ...' (or 'Fuente:') that says "
                         "which text was read, and when");
    }
    if (!statute_.id.empty()) {
      document_.statutes.push_back(std::move(statute_));
    }
    statute_ = Statute();
    in_statute_ = false;
  }

  const std::string file_;
  const std::vector<absl::string_view> lines_;
  Diagnostics& diagnostics_;
  size_t next_ = 0;
  bool in_statute_ = false;
  Statute statute_;
  Document document_;
};

}  // namespace

Document ParseDocument(absl::string_view file, absl::string_view text,
                       Diagnostics& diagnostics) {
  return Reader(file, text, diagnostics).Read();
}

}  // namespace enlace::policy
