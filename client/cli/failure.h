// What to tell a person about a status that is not OK.

#ifndef ENLACE_CLIENT_CLI_FAILURE_H_
#define ENLACE_CLIENT_CLI_FAILURE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/cli/exit_code.h"
#include "client/cli/language.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

struct Failure {
  ExitCode code = ExitCode::kBroke;
  std::string what;    // in the language that was asked for, where known
  std::string reason;  // stable, never translated; may be empty
  std::string hint;    // what to do; may be empty
  // What is wrong with each field: its path, then the description.
  std::vector<std::string> fields;
};

// "path: description", in `language` if the violation has it.
std::string FieldText(const v1::FieldViolation& violation, Language language);

// REQUIRES: a status that is not OK.
Failure FailureOf(const absl::Status& status, Language language);

// For one record of a batch.
Failure FailureOf(const v1::Problem& problem, Language language);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_FAILURE_H_
