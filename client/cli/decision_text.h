// A node's decision for people: outcome, rule, law and reason in words, and
// what would be removed.

#ifndef ENLACE_CLIENT_CLI_DECISION_TEXT_H_
#define ENLACE_CLIENT_CLI_DECISION_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/language.h"
#include "client/cli/shell.h"
#include "enlace/v1/exchange_service.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

std::string OutcomeText(const v1::Outcome& outcome, Language language);

// Says too that the peer was not asked.
std::string TryText(const v1::TryResponse& response, Language language);

// "  - purchaser.race: S10 ...; rule US-MIN-2; 5 U.S.C. ..." and a newline.
std::string RedactionText(const v1::Redaction& redaction, Language language);

// The exit code of a decision; complains of a hold or denial, since a program
// that reads only errors must see it.
ExitCode Judge(v1::DecisionOutcome decision, absl::string_view reason,
               Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_DECISION_TEXT_H_
