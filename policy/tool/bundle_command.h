// `rulebook bundle DIR`: one version of a book as a file to be signed.

#ifndef ENLACE_POLICY_TOOL_BUNDLE_COMMAND_H_
#define ENLACE_POLICY_TOOL_BUNDLE_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

struct BundleSettings {
  std::string directory;
  std::string out;           // the bundle to write
  std::string trust_domain;  // of the nation
  std::string previous;      // bundle that it takes the place of; "" of none
  std::string waiting;       // bundle that waits, and would be replaced; or ""
  absl::Time effective_from;
  std::vector<std::string> authors;  // identities of persons
};

// Writes the bundle if the book is sound, its cases come out as stated and show
// every rule, and nothing is found by lint that it does not accept; says what
// is in it.  Returns kExitNo, with what was found, if not; kExitBroke if a file
// cannot be read or written.
int BundleBook(const BundleSettings& settings, Language language,
               std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_BUNDLE_COMMAND_H_
