#include "policy/scan/phrase_scan.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "policy/scan/clean_text.h"

namespace enlace::policy {

bool PhraseScan::Add(const std::string& list, absl::string_view phrase) {
  if (!IsUtf8(phrase)) return false;
  const icu::UnicodeString clean = CleanText(phrase);
  Phrase added{Words(clean, Likeness::kSpelt), Words(clean, Likeness::kSeen)};
  if (added.spelt.empty()) return false;
  lists_[list].push_back(std::move(added));
  return true;
}

void PhraseScan::Find(const std::vector<icu::UnicodeString>& readings,
                      std::set<std::string>& found) const {
  for (const icu::UnicodeString& reading : readings) {
    const Words spelt(reading, Likeness::kSpelt);
    const Words seen(reading, Likeness::kSeen);
    for (const auto& [list, phrases] : lists_) {
      if (found.count(list) != 0) continue;
      const bool mentioned = std::any_of(
          phrases.begin(), phrases.end(), [&](const Phrase& phrase) {
            return spelt.Contain(phrase.spelt) || seen.Contain(phrase.seen);
          });
      if (mentioned) found.insert(list);
    }
  }
}

}  // namespace enlace::policy
