// Commitments of a results framework, and how a quarter stands against them,
// for people and for programs.  Pure.

#ifndef ENLACE_CLIENT_CLI_FRAMEWORK_TEXT_H_
#define ENLACE_CLIENT_CLI_FRAMEWORK_TEXT_H_

#include <string>
#include <vector>

#include "client/cli/json.h"
#include "client/cli/language.h"
#include "client/library/results_framework.h"

namespace enlace::client {

// "MET", "GAP" or "CANNOT_BE_SAID".
absl::string_view AttainmentName(Attainment attainment);
std::string AttainmentText(Attainment attainment, Language language);

// "at least 60.0", "at most 72.0".
std::string TargetText(const Commitment& commitment, Language language);
// "41.5 (2026-03-31, both logs)".
std::string BaselineText(const Commitment& commitment);
// The figure, or why there is none.
std::string AttainedText(const JudgedCommitment& judged, Language language);

std::string CommitmentsText(const std::vector<JudgedCommitment>& judged,
                            Language language);
std::string CommitmentsHtml(const std::vector<JudgedCommitment>& judged,
                            Language language);
Json JsonOf(const JudgedCommitment& judged);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_FRAMEWORK_TEXT_H_
