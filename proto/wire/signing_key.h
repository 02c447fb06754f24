// How verification finds keys: the caller knows them, from certificates that it
// has verified (certs/key_directory.h) or from a receipt's endorsements.

#ifndef ENLACE_PROTO_WIRE_SIGNING_KEY_H_
#define ENLACE_PROTO_WIRE_SIGNING_KEY_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/key.h"

namespace enlace::wire {

// A key, whose it is, and when a signature by it counts.
struct SigningKey {
  certs::PublicKey key;
  std::string identity;  // URI of an agency or a node
  absl::Time not_before;
  absl::Time not_after;
};

// Finds a key by certs::PublicKey::key_id(); empty if it is not known or may
// not sign statements.
using KeyLookup =
    absl::FunctionRef<std::optional<SigningKey>(absl::string_view key_id)>;

// The key that `key_id` names, if it belongs to `identity` and counts at `at`.
// Fails with kInvalidArgument, KEY_UNKNOWN or SIGNATURE_INVALID, and with
// kPermissionDenied, SENDER_MISMATCH, if it belongs to someone else.
absl::StatusOr<certs::PublicKey> KeyOf(absl::string_view identity,
                                       absl::string_view key_id, absl::Time at,
                                       KeyLookup keys);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_SIGNING_KEY_H_
