// A person's signed word that a results framework holds, of exactly these
// bytes.  Pure but for the signer.  docs/results.md, "The framework".

#ifndef ENLACE_PROTO_WIRE_FRAMEWORK_APPROVAL_H_
#define ENLACE_PROTO_WIRE_FRAMEWORK_APPROVAL_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"

namespace enlace::wire {

inline constexpr size_t kFrameworkApprovalSizeMax = size_t{64} << 10;

// The bytes of a SignedFrameworkApproval about the file `framework`.  Fails as
// the signer does.
absl::StatusOr<std::string> SignFrameworkApproval(absl::string_view framework,
                                                  const certs::Identity& person,
                                                  const certs::Signer& key,
                                                  const std::string& chain_pem,
                                                  absl::Time now);

// The person who approved `framework` in `bytes`, with a key that the root of
// the person's nation, one of `roots`, vouched for at the instant stated.
// Fails with kInvalidArgument: FIELD_INVALID, TOO_LARGE; with
// kPermissionDenied, SIGNATURE_INVALID, also if the approval is about another
// file or no root is the nation's; with kFailedPrecondition, CLOCK_SKEW, if it
// was stated later than `now`.
absl::StatusOr<certs::Identity> ReadFrameworkApproval(
    absl::string_view bytes, absl::string_view framework,
    absl::Span<const certs::TrustAnchor> roots, absl::Time now);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_FRAMEWORK_APPROVAL_H_
