// `rulebook sign BUNDLE`: a reviewer's signed word about a bundle.

#ifndef ENLACE_POLICY_TOOL_SIGN_COMMAND_H_
#define ENLACE_POLICY_TOOL_SIGN_COMMAND_H_

#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

struct SignSettings {
  std::string bundle;
  std::string out;                  // the review to write
  std::string key;                  // file of the reviewer's signing key, PEM
  std::string chain;                // file of its certificates, PEM
  std::set<std::string> languages;  // read: "en", "es"
  // "RULE: text", or ": text" about the book as a whole.
  std::vector<std::string> comments;
  std::vector<std::string> dissents;
  std::vector<std::string> objections;
};

// Writes the review and says what was signed.  Signs nothing that is not what
// the manifest says: files, pages that the reviewer read, record types, time
// zone; nor a remark about a rule that the book has not.  Returns kExitNo if
// so, kExitBroke if a file cannot be read or written.
int SignBundle(const SignSettings& settings, absl::Time now, Language language,
               std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_SIGN_COMMAND_H_
