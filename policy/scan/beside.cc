#include "policy/scan/beside.h"

#include <algorithm>
#include <string>

namespace enlace::policy {
namespace {

// "social security number of the person is" has 21 after the word.
constexpr size_t kBeforeMax = 24;
constexpr size_t kAfterMax = 12;

}  // namespace

Beside::Beside(const Characters& characters,
               absl::Span<const absl::string_view> words) {
  const std::string& row = characters.row();
  for (const absl::string_view word : words) {
    for (size_t at = row.find(word.data(), 0, word.size());
         at != std::string::npos;
         at = row.find(word.data(), at + 1, word.size())) {
      const size_t end = at + word.size();
      if (characters.IsEdge(at) && characters.IsEdge(end)) {
        begins_.push_back(at);
        ends_.push_back(end);
      }
    }
  }
  std::sort(begins_.begin(), begins_.end());
  std::sort(ends_.begin(), ends_.end());
}

bool Beside::EndsBefore(size_t at, size_t most) const {
  const auto after = std::upper_bound(ends_.begin(), ends_.end(), at);
  return after != ends_.begin() && at - *(after - 1) <= most;
}

bool Beside::Near(size_t begin, size_t end) const {
  if (EndsBefore(begin, kBeforeMax)) return true;
  const auto next = std::lower_bound(begins_.begin(), begins_.end(), end);
  return next != begins_.end() && *next - end <= kAfterMax;
}

bool Beside::ShortlyBefore(size_t begin) const {
  return EndsBefore(begin, kAfterMax);
}

}  // namespace enlace::policy
