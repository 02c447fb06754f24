// What a person may have meant by a word that is not known.  Pure.

#ifndef ENLACE_CLIENT_CLI_DID_YOU_MEAN_H_
#define ENLACE_CLIENT_CLI_DID_YOU_MEAN_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/cli/language.h"

namespace enlace::client {

// Fewest insertions, deletions, replacements and swaps of neighbours that lead
// from one word to the other, no place being changed twice (Damerau 1964;
// "optimal string alignment").  Of bytes.
size_t EditDistance(absl::string_view a, absl::string_view b);

// The words of `known` nearest to `word`, best first: at most three, and none
// that differs in more than a third of its characters, or that `word` does not
// begin.
std::vector<std::string> Nearest(absl::string_view word,
                                 const std::vector<std::string>& known);

// "did you mean `send`?"; "" if nothing is near.
std::string DidYouMean(absl::string_view word,
                       const std::vector<std::string>& known,
                       Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_DID_YOU_MEAN_H_
