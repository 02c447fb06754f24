// A node's word that its nation accepted another nation's link file.  Pure but
// for the signer.  docs/identity.md, "First contact".

#ifndef ENLACE_PROTO_WIRE_LINK_ACCEPTANCE_H_
#define ENLACE_PROTO_WIRE_LINK_ACCEPTANCE_H_

#include "absl/status/statusor.h"
#include "certs/key.h"
#include "enlace/v1/link.pb.h"
#include "proto/wire/signing_key.h"

namespace enlace::wire {

// Signs `acceptance` with a node's statement key.  Fails with kInvalidArgument,
// FIELD_INVALID, naming the field that is not in its form; and as the signer.
absl::StatusOr<v1::SignedLinkAcceptance> SignLinkAcceptance(
    const v1::LinkAcceptance& acceptance, const certs::Signer& signer);

// The acceptance, if the key of the node that it names signed it within its
// time.  Fails with kInvalidArgument: FIELD_INVALID, TOO_LARGE,
// SIGNATURE_INVALID, KEY_UNKNOWN; with kPermissionDenied, SENDER_MISMATCH.
absl::StatusOr<v1::LinkAcceptance> VerifyLinkAcceptance(
    const v1::SignedLinkAcceptance& acceptance, KeyLookup keys);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_LINK_ACCEPTANCE_H_
