// What `enlace` tells the shell.
//
// "The answer is no" is never the same as "it broke": a script may act on 3,
// loop on 5 alone, and must call a person on 6.  docs/cli.md.

#ifndef ENLACE_CLIENT_CLI_EXIT_CODE_H_
#define ENLACE_CLIENT_CLI_EXIT_CODE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "enlace/v1/envelope.pb.h"
#include "enlace/v1/outcome.pb.h"

namespace enlace::client {

enum class ExitCode : int {
  kDone = 0,         // done, allowed, verified
  kBroke = 1,        // failed for another reason
  kUsage = 2,        // wrong words, file or configuration
  kNo = 3,           // ran fine and the answer is no
  kNotEntitled = 4,  // not known, or not allowed to ask
  kTryAgain = 5,     // the node did not answer in time
  kNeedsPerson = 6,  // held: a person must decide
};

// Total.  `reason` is the stable reason that came with the status, or empty:
// POLICY_DENIED is an answer, not a lack of rights.
ExitCode ExitCodeOf(absl::StatusCode code, absl::string_view reason = "");

// An unknown or missing outcome counts as a denial.
ExitCode ExitCodeOf(v1::DecisionOutcome outcome);

// For a record that was sent before.
ExitCode ExitCodeOf(v1::RecordState state);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_EXIT_CODE_H_
