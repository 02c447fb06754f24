// The keys that records are verified with, out of the node's key directory.

#ifndef ENLACE_SERVER_GATE_KEY_LOOKUP_H_
#define ENLACE_SERVER_GATE_KEY_LOOKUP_H_

#include <functional>
#include <optional>

#include "absl/strings/string_view.h"
#include "certs/key_directory.h"
#include "proto/wire/signing_key.h"

namespace enlace::gate {

// Finds keys that may sign statements.  `keys` must outlive the result.
std::function<std::optional<wire::SigningKey>(absl::string_view key_id)>
LookUpIn(const certs::KeyDirectory& keys);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_KEY_LOOKUP_H_
