// What an entry of the audit log says, in sentences: who did what, when, about
// which record, with what outcome, for which reason, by which rule and law.
// What is not opened is said to be so and never guessed.  Pure.

#ifndef ENLACE_CLIENT_CLI_ENTRY_SENTENCES_H_
#define ENLACE_CLIENT_CLI_ENTRY_SENTENCES_H_

#include <cstdint>
#include <string>

#include "client/cli/language.h"
#include "client/library/audit_directory.h"

namespace enlace::client {

// Printable, on one line.  Of a batch about the one record.
std::string SentencesOf(const OpenedEntry& opened, Language language);

// "2026-01-01 00:00:00.000 UTC".
std::string ClockText(int64_t unix_ms);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_ENTRY_SENTENCES_H_
