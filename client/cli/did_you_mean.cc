#include "client/cli/did_you_mean.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace enlace::client {
namespace {

constexpr size_t kSuggestionsMax = 3;
constexpr size_t kPrefixMin = 2;

}  // namespace

size_t EditDistance(absl::string_view a, absl::string_view b) {
  // Rows i - 2, i - 1 and i of the table of distances between beginnings.
  std::vector<size_t> before(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::vector<std::string> Nearest(absl::string_view word,
                                 const std::vector<std::string>& known) {
  std::vector<std::pair<size_t, std::string>> near;
  for (const std::string& candidate : known) {
    const size_t allowed =
        std::max<size_t>(1, std::max(word.size(), candidate.size()) / 3);
    const size_t distance = EditDistance(word, candidate);
    const bool begun =
        word.size() >= kPrefixMin && absl::StartsWith(candidate, word);
    if (distance <= allowed || begun) {
      near.emplace_back(begun ? 0 : distance, candidate);
    }
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> words;
  for (const auto& [distance, candidate] : near) {
    if (words.size() < kSuggestionsMax) words.push_back(candidate);
  }
  return words;
}

std::string DidYouMean(absl::string_view word,
                       const std::vector<std::string>& known,
                       Language language) {
  const std::vector<std::string> near = Nearest(word, known);
  if (near.empty()) return "";
  const std::string words =
      absl::StrJoin(near, Phrase{"` or `", "` o `"}.In(language));
  return absl::StrCat(Phrase{"did you mean `", "¿quiso decir `"}.In(language),
                      words, "`?");
}

}  // namespace enlace::client
