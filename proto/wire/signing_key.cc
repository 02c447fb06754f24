#include "proto/wire/signing_key.h"

#include "absl/status/status.h"
#include "proto/wire/problem.h"

namespace enlace::wire {

absl::StatusOr<certs::PublicKey> KeyOf(absl::string_view identity,
                                       absl::string_view key_id, absl::Time at,
                                       KeyLookup keys) {
  const std::optional<SigningKey> found = keys(key_id);
  if (!found.has_value() || found->key.key_id() != key_id) {
    return Refusal(absl::StatusCode::kInvalidArgument, kKeyUnknown,
                   "the signing key is not known here; announce its "
                   "certificate first");
  }
  if (found->identity != identity) {
    return Refusal(absl::StatusCode::kPermissionDenied, kSenderMismatch,
                   "the signing key belongs to another party than the one that "
                   "the statement names");
  }
  if (at < found->not_before || at > found->not_after) {
    return Refusal(absl::StatusCode::kInvalidArgument, kSignatureInvalid,
                   "the statement was made outside of the time of its signing "
                   "key's certificate");
  }
  return found->key;
}

}  // namespace enlace::wire
