// `enlaced support-bundle`: what somebody who helps an operator asks for first,
// in one text that the operator can read before it is sent. docs/operations.md.
//
// It tells of the program, the machine, the configuration, files, certificates,
// metrics and log lines.  It holds no value of a record, no key and no name of
// a person: those are in none of its sources but the configuration, of which
// persons are only counted; of a log only lines in the form of base/log.h are
// taken, and the others counted.  What cannot be read is told, and fails
// nothing: who needs help may have a broken node.

#ifndef ENLACE_SERVER_APP_SUPPORT_BUNDLE_H_
#define ENLACE_SERVER_APP_SUPPORT_BUNDLE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/clock.h"
#include "policy/engine/language.h"
#include "server/app/command_output.h"
#include "server/app/config.h"

namespace enlace::app {

struct SupportRequest {
  std::vector<std::string> logs;  // files; of each the end is taken
  std::string to;                 // file, which its owner alone may read
};

// The text.
std::string SupportBundle(const Config& config,
                          const std::vector<std::string>& logs, Clock& clock,
                          policy::Language language);

// Writes it.  Fails with kAlreadyExists if there is such a file, and if it
// cannot be written.
absl::Status WriteSupportBundle(const Config& config,
                                const SupportRequest& request, Clock& clock,
                                const CommandOutput& output);

}  // namespace enlace::app

#endif  // ENLACE_SERVER_APP_SUPPORT_BUNDLE_H_
