// The words by which the `audit` verbs choose entries, and the filter that they
// stand for.

#ifndef ENLACE_CLIENT_CLI_AUDIT_FILTER_WORDS_H_
#define ENLACE_CLIENT_CLI_AUDIT_FILTER_WORDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/cli/json.h"
#include "client/library/audit_filter.h"

namespace enlace::client {

struct AuditFilterWords {
  std::string id;
  std::string since;
  std::string until;
  std::string agency;
  std::string type;
  std::string outcome;
  std::string rule;
  std::string law;
  std::vector<std::string> steps;
  std::string reason;
  std::string person;
};

// Adds the words to `verb`; `words` must outlive it.
void AddAuditFilter(Command verb, AuditFilterWords& words, Shell& shell);

// Warns of a type that no record known here has.  Fails with kInvalidArgument,
// naming the option, what is wrong and what to write, in the shell's language.
absl::StatusOr<AuditFilter> FilterOf(const AuditFilterWords& words,
                                     Shell& shell);

// What was asked for; what was not is left out.
Json JsonOf(const AuditFilterWords& words);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_AUDIT_FILTER_WORDS_H_
