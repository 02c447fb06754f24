// The manual page enlace(1), written from the tree of commands in the language
// of man(7).  Pure.

#ifndef ENLACE_CLIENT_CLI_MAN_PAGE_H_
#define ENLACE_CLIENT_CLI_MAN_PAGE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/command_doc.h"
#include "client/cli/language.h"

namespace enlace::client {

// The verb that prints it; it is in no help.
inline constexpr absl::string_view kManVerb = "__man";

// UTF-8.  `root` has its texts in `language`.
std::string ManPage(const CommandDoc& root, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_MAN_PAGE_H_
