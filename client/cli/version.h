// The version of this program, which is that of the whole project.

#ifndef ENLACE_CLIENT_CLI_VERSION_H_
#define ENLACE_CLIENT_CLI_VERSION_H_

#include "absl/strings/string_view.h"

namespace enlace::client {

inline constexpr absl::string_view kVersion = "0.1.0";

}  // namespace enlace::client

#endif  // ENLACE_CLIENT_CLI_VERSION_H_
