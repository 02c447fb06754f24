// The reason codes of decisions, in words.
//
// The words are those of the rule books' own list (policy/engine/reason.h): a
// client explains a refusal without a rule book and without its node.

#ifndef ENLACE_CLIENT_CLI_REASON_TEXT_H_
#define ENLACE_CLIENT_CLI_REASON_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/language.h"

namespace enlace::client {

// The words for `code`, such as "B04"; the code itself if it is unknown, ""
// for "".
std::string ReasonText(absl::string_view code, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_REASON_TEXT_H_
