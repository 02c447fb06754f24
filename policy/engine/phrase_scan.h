// Finds phrases in the prose of a record: what must not be said in passing.
//
// A book names lists of phrases; a list is mentioned if one of its phrases
// occurs in one free-text field (option `free_text`), elements of lists
// included.  Compared is what a reader sees: compatibility forms, letter case,
// accents and what does not show make no difference, any run of blanks and
// punctuation separates words, and phrases match whole words only (Unicode
// NFKC_Casefold, then without nonspacing marks).
//
// The scan only tells; it never changes a text.  Pure.

#ifndef ENLACE_POLICY_ENGINE_PHRASE_SCAN_H_
#define ENLACE_POLICY_ENGINE_PHRASE_SCAN_H_

#include <google/protobuf/message.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "policy/engine/facts.h"

namespace enlace::policy {

// The words of `text` as they are compared, each between single blanks:
// " el informe ".  "" if it has none; nothing if it is not valid UTF-8.
std::optional<std::string> ComparableWords(absl::string_view text);

// Immutable once filled, then thread-safe.
class PhraseScan {
 public:
  // Adds `phrase` to `list`.  False if it has no word to look for.
  bool Add(const std::string& list, absl::string_view phrase);

  bool empty() const { return lists_.empty(); }

  // The lists that the prose of `record` mentions; nothing if a text cannot be
  // read, so that nobody takes silence for a clean text.
  std::optional<StringSet> Find(const google::protobuf::Message& record) const;

 private:
  // By name, as ComparableWords() spells them.
  std::map<std::string, std::vector<std::string>> lists_;
};

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_ENGINE_PHRASE_SCAN_H_
