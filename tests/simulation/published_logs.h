// The logs that the nodes of a run leave, published, for verifiers that share
// no line with this project (tests/verifiers/verify_log.sh):
//
//   FOLDER/<nation>/       as sim_log.h lays it out
//   FOLDER/neutral.example/witness.vkey
//   FOLDER/receipts/*.tlog-proof

#ifndef ENLACE_TESTS_SIMULATION_PUBLISHED_LOGS_H_
#define ENLACE_TESTS_SIMULATION_PUBLISHED_LOGS_H_

#include <string>

#include "absl/status/status.h"
#include "tests/simulation/environment.h"

namespace enlace::simulation {

// Publishes the log of each node of `env` below `folder`, from its beginning,
// at several of the sizes that somebody saw it at in the run, and opens it anew
// in between: so the other nations' witnesses and the neutral one cosign over
// real consistency proofs.  What is signed in the run itself is not what is
// published: all signatures are made here, when the run is over.
//
// Fails if the product's code does, if a witness does not cosign, or if what
// was signed is another tree than was seen in the run.  Draws nothing from
// `env`.
absl::Status PublishLogs(const Environment& env, const std::string& folder);

}  // namespace enlace::simulation

#endif  // ENLACE_TESTS_SIMULATION_PUBLISHED_LOGS_H_
