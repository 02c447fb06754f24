// What is said of a record that stands in one of two logs only, and of a
// decision that a node signed and its own log does not bear out.  Pure.

#ifndef ENLACE_CLIENT_CLI_GAP_TEXT_H_
#define ENLACE_CLIENT_CLI_GAP_TEXT_H_

#include <string>

#include "client/cli/json_message.h"
#include "client/cli/language.h"
#include "client/library/reconciliation.h"

namespace enlace::client {

// Why it is a gap.
std::string GapText(Gap::Kind kind, Language language);

// What the nation that lacks the record signed, and what its log shows all the
// same; "" if nothing.
std::string TraceText(const Gap& gap, Language language);

// What was signed, and what the log says instead.
std::string BrokenWordText(const BrokenWord& word, Language language);

Json JsonOf(const Gap& gap);
Json JsonOf(const BrokenWord& word);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_GAP_TEXT_H_
