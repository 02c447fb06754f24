// An entry of the audit log as fields, and as JSON.  Its sentences are in
// client/cli/entry_sentences.h.  Pure.

#ifndef ENLACE_CLIENT_CLI_ENTRY_TEXT_H_
#define ENLACE_CLIENT_CLI_ENTRY_TEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "client/cli/json.h"
#include "client/cli/language.h"
#include "client/library/audit_directory.h"

namespace enlace::client {

// Labels and values of what is known, for FormatFields().
std::vector<std::pair<std::string, std::string>> FieldsOf(
    const OpenedEntry& opened, Language language);

// A line for each removed field, with its reason, rule and law.
std::string RemovalsOf(const OpenedEntry& opened, Language language);

// Index, hash, time, step, and both openings as far as they are at hand.
Json JsonOf(const OpenedEntry& opened);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ENTRY_TEXT_H_
