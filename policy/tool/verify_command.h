// `rulebook verify BUNDLE REVIEW...`: may this version of a book come into
// force, and if not, what is missing?

#ifndef ENLACE_POLICY_TOOL_VERIFY_COMMAND_H_
#define ENLACE_POLICY_TOOL_VERIFY_COMMAND_H_

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "policy/engine/language.h"
#include "policy/tool/loaded_books.h"

namespace enlace::policy {

struct VerifySettings {
  std::string bundle;
  std::vector<std::string> reviews;
  std::string charter;   // the nation's, signed by its root
  std::string root;      // certificate of that root, PEM
  std::string previous;  // bundle that is in force; "" if none is
  std::string waiting;   // bundle that was adopted and waits; "" if none does
};

// Says what the bundle is, who said what of it, and whether that is enough, as
// a node would find at `now`.  Returns kExitNo if it is not, kExitBroke if a
// file cannot be read.
int VerifyBundle(const VerifySettings& settings, absl::Time now,
                 Language language, std::ostream& out, std::ostream& err);

}  // namespace enlace::policy

#endif  // ENLACE_POLICY_TOOL_VERIFY_COMMAND_H_
