// Help for people: what a verb does, examples, then the words it takes.  Pure.

#ifndef ENLACE_CLIENT_CLI_HELP_TEXT_H_
#define ENLACE_CLIENT_CLI_HELP_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/command_doc.h"
#include "client/cli/language.h"

namespace enlace::client {

// Of the verb or group `app`, with the options that every verb has.
std::string HelpText(const CLI::App& app, Language language);

// The values that an option may have, after its text: "FORMAT: table, json".
std::string OptionText(const OptionDoc& option, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_HELP_TEXT_H_
