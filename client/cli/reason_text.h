// Words for the codes that stand in answers, as the record types' descriptors
// have them (proto/enlace/v1/reason.proto): one list for forms, records and
// refusals.

#ifndef ENLACE_CLIENT_CLI_REASON_TEXT_H_
#define ENLACE_CLIENT_CLI_REASON_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "client/cli/language.h"
#include "enlace/v1/envelope.pb.h"

namespace enlace::client {

// The words for reason `code`, such as "B04"; "" if it is unknown.
std::string ReasonText(absl::string_view code, Language language);

// "B04 Purpose mismatch"; the code alone if it is unknown, "" for "".
std::string ReasonWithText(absl::string_view code, Language language);

// "permitted", "held", "denied"; a missing outcome is a denial.
std::string DecisionText(v1::DecisionOutcome outcome, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_REASON_TEXT_H_
