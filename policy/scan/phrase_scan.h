// Finds phrases in the prose of a record: what must not be said in passing.
//
// A book names lists of phrases; a list is mentioned if one of its phrases
// occurs in one free-text field (option `free_text`), elements of lists
// included.  Compared is what a reader sees, and what a decoder would read:
// letter case, accents, compatibility forms, look-alike letters and what does
// not show make no difference (policy/scan/clean_text.h), nor does what
// separates letters (policy/scan/words.h), and encoded texts are opened
// (policy/scan/readings.h).  Phrases match whole words.
//
// The scan only tells; it never changes a text.  Pure.

#ifndef ENLACE_POLICY_SCAN_PHRASE_SCAN_H_
#define ENLACE_POLICY_SCAN_PHRASE_SCAN_H_

#include <unicode/unistr.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/scan/words.h"

namespace enlace::policy {

// Immutable once filled, then thread-safe.
class PhraseScan {
 public:
  // Adds `phrase` to `list`.  False if it has no word to look for.
  bool Add(const std::string& list, absl::string_view phrase);

  bool empty() const { return lists_.empty(); }

  // Adds to `found` the lists that `readings` (ReadingsOf() one text) mention.
  void Find(const std::vector<icu::UnicodeString>& readings,
            std::set<std::string>& found) const;

 private:
  struct Phrase {
    Words spelt;
    Words seen;
  };

  std::map<std::string, std::vector<Phrase>> lists_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_SCAN_PHRASE_SCAN_H_
