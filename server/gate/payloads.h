// The end of a call's preparation: what it lets pass is signed, with one
// signature for all of it, and each record is sealed under a key of its own.
//
// Pure but for signer, randomness and sealer.  Thread-safe.

#ifndef ENLACE_SERVER_GATE_PAYLOADS_H_
#define ENLACE_SERVER_GATE_PAYLOADS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/random.h"
#include "certs/key.h"
#include "enlace/journal/v1/journal.pb.h"
#include "enlace/v1/envelope.pb.h"
#include "server/core/input.h"

namespace enlace::gate {

// Seals a payload under a fresh key, bound to its transfer id.
using Sealer = std::function<absl::StatusOr<core::SealedPayload>(
    absl::string_view plaintext, absl::string_view transfer_id)>;

// A record that this node lets pass, all but the signature.
struct UnsignedRelease {
  v1::ReleaseStatement release;
  v1::SignedStatement statement;         // the originator's
  std::string form;                      // a serialized OpenedForm
  std::vector<v1::SignedRelease> nodes;  // those that let it pass before
};

// What is kept of a record that was not denied.
struct UnsealedPayload {
  std::string transfer_id;
  std::string type;                    // short name of the record type
  journal::v1::SealedContent content;  // without the record if it is released
  std::optional<UnsignedRelease> release;  // of a permit
};

// In the order of `payloads`.  Fails as the signer and the sealer do: then none
// of them may be used.
absl::StatusOr<std::vector<core::SealedPayload>> SignAndSeal(
    std::vector<UnsealedPayload> payloads, const certs::Signer& signer,
    Random& random, const Sealer& seal);

}  // namespace enlace::gate

#endif  // ENLACE_SERVER_GATE_PAYLOADS_H_
