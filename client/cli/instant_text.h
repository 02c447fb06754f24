// Instants as people type them.  Pure.

#ifndef ENLACE_CLIENT_CLI_INSTANT_TEXT_H_
#define ENLACE_CLIENT_CLI_INSTANT_TEXT_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/cli/shell.h"

namespace enlace::client {

// Milliseconds since 1970 of a day, which is from its first instant in UTC, or
// of an instant: "2027-01-01", "2027-01-01T00:00:00Z".  Fails with
// kInvalidArgument, naming `option` in the language of `shell`, on anything
// else.
absl::StatusOr<int64_t> InstantOf(absl::string_view option,
                                  absl::string_view text, Shell& shell);

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_INSTANT_TEXT_H_
