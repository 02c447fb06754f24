// A node's word about a record that it lets pass.  docs/envelope.md,
// "Releases".  Pure but for the signer.

#ifndef ENLACE_PROTO_WIRE_RELEASE_H_
#define ENLACE_PROTO_WIRE_RELEASE_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/random.h"
#include "certs/key.h"
#include "enlace/v1/envelope.pb.h"
#include "proto/wire/signing_key.h"

namespace enlace::wire {

inline constexpr size_t kReleaseSizeMax = size_t{128} << 10;

// OK if every field is of its form: version 1, a node's identity, ids and
// digests of their sizes, a permit, instants in order, lists within bounds.
// Fails with kInvalidArgument, RELEASE_INVALID, naming the field.
absl::Status CheckRelease(const v1::ReleaseStatement& release);

// Signs `release`.  Fails as CheckRelease() and the signer do.
absl::StatusOr<v1::SignedRelease> SignRelease(
    const v1::ReleaseStatement& release, const certs::Signer& signer);

// Signs all `releases`, in their order: one as SignRelease() does, more with
// one signature over a root that covers them (proto/wire/batch_root.h), so that
// whoever holds one learns nothing of the others.  REQUIRES: at most kBatchMax.
absl::StatusOr<std::vector<v1::SignedRelease>> SignReleases(
    absl::Span<const v1::ReleaseStatement> releases,
    const certs::Signer& signer, Random& random);

// The statement, if the key of the node that it names signed it, or a root that
// covers it, within its time.  Fails with kInvalidArgument: RELEASE_INVALID,
// SIGNATURE_INVALID, KEY_UNKNOWN; with kPermissionDenied, SENDER_MISMATCH.
absl::StatusOr<v1::ReleaseStatement> VerifyRelease(
    const v1::SignedRelease& release, KeyLookup keys);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_RELEASE_H_
