// The indicators of a report in words that people read: what each is called,
// and what is counted of what.  docs/results.md says the same at more length.
// Pure.

#ifndef ENLACE_CLIENT_CLI_INDICATOR_WORDS_H_
#define ENLACE_CLIENT_CLI_INDICATOR_WORDS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/language.h"

namespace enlace::client {

// "Time to answer a trace request": an indicator, by its id.
std::string IndicatorTitle(absl::string_view id, Language language);

// A sentence or two; "" if there is no such indicator.
std::string IndicatorDefinition(absl::string_view id, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_INDICATOR_WORDS_H_
