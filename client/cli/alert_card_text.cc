#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client/cli/alert_card.h"
#include "client/cli/alert_text.h"
#include "client/cli/table.h"

namespace enlace::client {
namespace {

constexpr size_t kIdentifierLinesMax = 8;

// Characters, not bytes.
size_t WidthOf(absl::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

// The first `width` characters.
absl::string_view Head(absl::string_view text, size_t width) {
  size_t end = 0;
  size_t seen = 0;
  while (end < text.size()) {
    const bool begins = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
    if (begins && ++seen > width) break;
    ++end;
  }
  return text.substr(0, end);
}

// Lines of at most `width` characters; a word that is longer is cut.
void Wrap(absl::string_view text, size_t width,
          std::vector<std::string>& lines) {
  const size_t blanks = text.find_first_not_of(' ');
  std::string line(blanks == absl::string_view::npos ? 0 : blanks, ' ');
  bool empty = true;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    while (!word.empty()) {
      const size_t used = WidthOf(line) + (empty ? 0 : 1);
      if (used + WidthOf(word) <= width) {
        absl::StrAppend(&line, empty ? "" : " ", word);
        empty = false;
        break;
      }
      if (empty) {
        const absl::string_view head = Head(word, width - WidthOf(line));
        absl::StrAppend(&line, head);
        word.remove_prefix(head.size());
      }
      lines.push_back(std::move(line));
      line.clear();
      empty = true;
    }
  }
  if (!empty) lines.push_back(std::move(line));
}

// "T E S T - 1 2 3": what is read out over a telephone.
std::string Spaced(absl::string_view text) {
  std::string spaced;
  while (!text.empty()) {
    const absl::string_view head = Head(text, 1);
    absl::StrAppend(&spaced, spaced.empty() ? "" : " ", head);
    text.remove_prefix(head.size());
  }
  return spaced;
}

const Phrase kMore = {"[...] more with `enlace show`",
                      "[...] más con `enlace show`"};

// At most `max` of `lines`; the last one says that there are more.
void Cut(std::vector<std::string>& lines, size_t max, Language language) {
  if (lines.size() <= max) return;
  lines.resize(max);
  lines.back() = kMore.In(language);
}

std::vector<std::string> LinesOf(const AlertCard::Section& section) {
  std::vector<std::string> lines;
  for (const std::string& paragraph : section.lines) {
    Wrap(Printable(paragraph), kCardWidth - 2, lines);
  }
  return lines;
}

std::vector<std::string> HeadOf(const AlertCard& card) {
  const std::string rule(kCardWidth, '=');
  std::vector<std::string> lines = {rule};
  if (!card.warnings.empty()) {
    Wrap(absl::StrCat("!! ", Phrase{"WARNING: ", "PELIGRO: "}.In(card.language),
                      Printable(absl::StrJoin(card.warnings, ", "))),
         kCardWidth, lines);
    lines.push_back(rule);
  }
  Wrap(Printable(Capitals(card.title)), kCardWidth, lines);
  Wrap(Printable(card.state), kCardWidth, lines);
  lines.push_back(rule);
  std::vector<std::string> identifiers;
  for (const auto& [label, value] : card.identifiers) {
    Wrap(absl::StrCat(Printable(label), ": ", Spaced(Printable(value))),
         kCardWidth, identifiers);
  }
  Cut(identifiers, kIdentifierLinesMax, card.language);
  lines.insert(lines.end(), identifiers.begin(), identifiers.end());
  if (!identifiers.empty()) lines.push_back(std::string(kCardWidth, '-'));
  return lines;
}

}  // namespace

std::string AlertCardText(const AlertCard& card) {
  std::vector<std::string> lines = HeadOf(card);
  std::vector<std::vector<std::string>> sections;
  size_t total = lines.size();
  for (const AlertCard::Section& section : card.sections) {
    sections.push_back(LinesOf(section));
    Cut(sections.back(), section.lines_max, card.language);
    total += 1 + sections.back().size();
  }
  // From the last to the first, down to a line that says there is more.
  for (size_t i = sections.size(); i-- > 0 && total > kCardLinesMax;) {
    if (!card.sections[i].shrinks) continue;
    const size_t before = sections[i].size();
    const size_t over = total - kCardLinesMax;
    Cut(sections[i], before > over ? before - over : 1, card.language);
    total -= before - sections[i].size();
  }
  for (size_t i = 0; i < sections.size(); ++i) {
    lines.push_back(Capitals(card.sections[i].title));
    for (const std::string& line : sections[i]) lines.push_back("  " + line);
  }
  Cut(lines, kCardLinesMax, card.language);
  return absl::StrCat(absl::StrJoin(lines, "\n"), "\n");
}

}  // namespace enlace::client
