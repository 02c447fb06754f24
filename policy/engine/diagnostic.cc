#include "policy/engine/diagnostic.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "policy/engine/text.h"

namespace enlace::policy {
namespace {

// Choices are listed rather than guessed at if there are at most so many.
constexpr size_t kListedMax = 24;  // as many as there are clauses

size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// `text` with a question mark for each character that would not show as it is:
// what a book says reaches terminals.
std::string Shown(absl::string_view text) {
  std::string out;
  while (!text.empty()) {
    absl::string_view rest = text;
    const uint32_t character = NextCharacter(rest);
    if (character == kInvalidCharacter || IsDeceptive(character)) {
      out += '?';
    } else {
      out.append(text.data(), text.size() - rest.size());
    }
    text = rest;
  }
  return out;
}

}  // namespace

std::string Nearest(absl::string_view word,
                    const std::vector<std::string>& known) {
  std::string best;
  size_t best_distance = word.size() / 3 + 2;
  for (const std::string& candidate : known) {
    const size_t distance = EditDistance(word, candidate);
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

void Diagnostics::AddSource(absl::string_view file, absl::string_view text) {
  sources_[std::string(file)] = absl::StrSplit(text, '\n');
}

void Diagnostics::Error(const Location& at, absl::string_view message,
                        absl::string_view help) {
  errors_.push_back({at, std::string(message), std::string(help)});
}

void Diagnostics::Unknown(const Word& word, absl::string_view message,
                          const std::vector<std::string>& known) {
  const std::string nearest = Nearest(word.text, known);
  std::string help;
  if (!nearest.empty()) {
    help = absl::StrCat("did you mean '", nearest, "'?");
  } else if (!known.empty() && known.size() <= kListedMax) {
    help = absl::StrCat("known here: ", absl::StrJoin(known, ", "));
  }
  Error(word.at, message, help);
}

std::string Diagnostics::Print(const Entry& entry) const {
  const Location& at = entry.at;
  std::string out = absl::StrCat(at.file, ":", at.line, ":", at.column,
                                 ": error: ", Shown(entry.message), "\n");
  const auto source = sources_.find(at.file);
  const auto index = static_cast<size_t>(at.line - 1);
  if (source != sources_.end() && at.line > 0 &&
      index < source->second.size()) {
    absl::StrAppend(&out, "  ", Shown(source->second[index]), "\n");
    out.append(static_cast<size_t>(at.column) + 1, ' ');
    out += '^';
    out.append(static_cast<size_t>(std::max(at.width, 1) - 1), '~');
    out += '\n';
  }
  if (!entry.help.empty()) {
    absl::StrAppend(&out, "  help: ", Shown(entry.help), "\n");
  }
  return out;
}

std::string Diagnostics::ToString() const {
  std::vector<Entry> sorted = errors_;
  const auto key = [](const Entry& e) {
    return std::tie(e.at.file, e.at.line, e.at.column, e.message);
  };
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [&](const Entry& a, const Entry& b) { return key(a) < key(b); });
  std::string out;
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && key(sorted[i - 1]) == key(sorted[i])) continue;
    out += Print(sorted[i]);
  }
  return out;
}

}  // namespace enlace::policy
