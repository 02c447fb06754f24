#include "policy/render/document_parts.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace enlace::policy {
namespace {

DocumentPart::Kind KindOf(absl::string_view word) {
  using Kind = DocumentPart::Kind;
  if (word == "rule" || word == "regla") return Kind::kRule;
  if (word == "table" || word == "tabla") return Kind::kTable;
  if (word == "case" || word == "caso") return Kind::kCase;
  if (word == "vocabulary" || word == "vocabulario") return Kind::kVocabulary;
  return Kind::kText;
}

class Cutter {
 public:
  std::vector<DocumentPart> Cut(absl::string_view text) {
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      ++number_;
      if (in_block_) {
        ReadBlockLine(line);
      } else if (absl::StartsWith(line, "```")) {
        Open(line.substr(3));
      } else {
        Add(absl::StartsWith(line, ">") ? DocumentPart::Kind::kQuote
                                        : DocumentPart::Kind::kProse,
            line);
      }
    }
    return std::move(parts_);
  }

 private:
  void Open(absl::string_view info) {
    const std::vector<std::string> words =
        absl::StrSplit(info, ' ', absl::SkipEmpty());
    DocumentPart& part = parts_.emplace_back();
    part.kind = KindOf(words.empty() ? "" : words[0]);
    part.first_line = part.last_line = number_;
    if (words.size() > 1) part.id = words[1];
    in_block_ = true;
  }

  void ReadBlockLine(absl::string_view line) {
    DocumentPart& part = parts_.back();
    part.last_line = number_;
    if (absl::StripAsciiWhitespace(line) == "```") {
      in_block_ = false;
    } else {
      absl::StrAppend(&part.text, line, "\n");
    }
  }

  void Add(DocumentPart::Kind kind, absl::string_view line) {
    if (parts_.empty() || parts_.back().kind != kind) {
      parts_.emplace_back();
      parts_.back().kind = kind;
      parts_.back().first_line = number_;
    }
    parts_.back().last_line = number_;
    absl::StrAppend(&parts_.back().text, line, "\n");
  }

  std::vector<DocumentPart> parts_;
  int number_ = 0;
  bool in_block_ = false;
};

}  // namespace

std::vector<DocumentPart> PartsOf(absl::string_view text) {
  return Cutter().Cut(text);
}

std::string TitleOf(absl::string_view text) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, "# ")) {
      return std::string(absl::StripAsciiWhitespace(line));
    }
  }
  return "";
}

}  // namespace enlace::policy
