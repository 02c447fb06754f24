// Looks a context over without asking any node: its file, its keys, its
// certificates, whom it believes.

#ifndef ENLACE_CLIENT_CLI_CONTEXT_EXAMINATION_H_
#define ENLACE_CLIENT_CLI_CONTEXT_EXAMINATION_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "client/cli/examination.h"
#include "client/library/context.h"

namespace enlace::client {

// Adds the categories "local", "time" and "trust".  The context, if it could be
// read.
std::optional<Context> ExamineContext(const std::string& path, absl::Time now,
                                      Examination& examination);

// Adds a finding: whether a certificate is valid at `now`, and how long yet;
// doubtful within its last 14 days.
void ExamineValidity(absl::string_view id, const certs::Certificate& leaf,
                     absl::Time now, const Phrase& whose,
                     Examination& examination);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_CONTEXT_EXAMINATION_H_
