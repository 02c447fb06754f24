// Two persons of a nation approve an agency's enrolment request; nobody issues
// a certificate before.
//
//   ASSIGN_OR_RETURN(v1::EnrolmentApprovals approvals,
//                    ReadEnrolmentApprovals(bytes));
//   ASSIGN_OR_RETURN(std::vector<certs::Identity> persons,
//                    CheckEnrolmentApprovals(request, approvals, order));
//
// An approval is a person's signature over the digest of the request, so it
// counts for that request and no other.  Who may approve, the authority that
// issues says: a list that the nation gave it, never the file.  Pure.
// docs/enrolment.md.

#ifndef ENLACE_PROTO_WIRE_ENROLMENT_APPROVAL_H_
#define ENLACE_PROTO_WIRE_ENROLMENT_APPROVAL_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "enlace/v1/enrolment.pb.h"
#include "proto/wire/enrolment_request.h"

namespace enlace::wire {

inline constexpr absl::string_view kEnrolmentNotApproved =
    "ENROLMENT_NOT_APPROVED";
inline constexpr absl::string_view kEnrolmentExpired = "ENROLMENT_EXPIRED";
inline constexpr absl::string_view kEnrolmentFingerprint =
    "ENROLMENT_FINGERPRINT";

inline constexpr size_t kEnrolmentPersons = 2;
inline constexpr size_t kEnrolmentApprovalsSizeMax = size_t{64} << 10;

// Whose key it is that approves.
struct Approver {
  certs::Identity person;
  const certs::Signer& key;
  std::string chain_pem;  // of that key
};

// One person's approval at `now`.  Fails with kFailedPrecondition:
// ENROLMENT_FINGERPRINT unless `fingerprint` is one of the two forms of the
// request's, ENROLMENT_EXPIRED, and as the signer does.
absl::StatusOr<v1::SignedEnrolmentApproval> ApproveEnrolment(
    const EnrolmentRequest& request, absl::string_view fingerprint,
    const Approver& approver, absl::Time now);

// Fails with kInvalidArgument: TOO_LARGE, or FIELD_INVALID for what is no such
// file.
absl::StatusOr<v1::EnrolmentApprovals> ReadEnrolmentApprovals(
    absl::string_view bytes);

// Under whose authority approvals count.
struct ApprovalRules {
  const certs::TrustAnchor& root;  // the nation's
  std::vector<certs::Identity> approvers;
  absl::Time now;
};

// The persons who approved, if there are kEnrolmentPersons.  Every approval in
// the file must count; a file with one that does not is refused whole.  Fails
// with kFailedPrecondition: ENROLMENT_EXPIRED; ENROLMENT_NOT_APPROVED if a
// person is missing, comes twice or is none of the approvers, if an approval is
// of another request, of the future or of before the request, or if a
// certificate does not verify; with kInvalidArgument as the readers.
absl::StatusOr<std::vector<certs::Identity>> CheckEnrolmentApprovals(
    const EnrolmentRequest& request, const v1::EnrolmentApprovals& approvals,
    const ApprovalRules& rules);

// The person of one approval that is signed by the key of its chain, of this
// request and of its time; whether the person may approve and the chain leads
// to a root is not asked.  Fails as CheckEnrolmentApprovals().
absl::StatusOr<certs::Identity> PersonOfApproval(
    const EnrolmentRequest& request,
    const v1::SignedEnrolmentApproval& approval);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_ENROLMENT_APPROVAL_H_
