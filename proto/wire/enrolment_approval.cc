#include "proto/wire/enrolment_approval.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "proto/wire/dsse.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

using certs::Certificate;
using certs::Identity;

constexpr absl::string_view kPayload =
    "application/vnd.enlace.enrolment-approval.v1+protobuf";
constexpr uint32_t kVersion = 1;
constexpr size_t kApprovalSizeMax = 4096;
// Two machines' clocks may differ by this much.
constexpr absl::Duration kClockTolerance = absl::Minutes(5);

absl::Status Refused(absl::string_view what) {
  return Refusal(absl::StatusCode::kFailedPrecondition, kEnrolmentNotApproved,
                 absl::StrCat("approval ", what));
}

absl::Status CheckNotExpired(const EnrolmentRequest& request, absl::Time now) {
  if (now < request.expires_at()) return absl::OkStatus();
  return Refusal(absl::StatusCode::kFailedPrecondition, kEnrolmentExpired,
                 "the request's time has run out");
}

// What the person signed, if it is about this request.
absl::StatusOr<v1::EnrolmentApproval> ContentOf(
    const EnrolmentRequest& request,
    const v1::SignedEnrolmentApproval& approval) {
  v1::EnrolmentApproval content;
  RETURN_IF_ERROR(ParseStrictly(approval.approval(), "approval",
                                kApprovalSizeMax, content));
  if (content.version() != kVersion) {
    return FieldInvalid("approval.version", "must be 1");
  }
  if (content.request_digest() != AsBytes(request.digest())) {
    return Refused(
        "is of another request: this one was changed, or written "
        "anew, after the person had approved");
  }
  const absl::Time at = absl::FromUnixMillis(content.approved_at_ms());
  if (at < request.created_at() - kClockTolerance ||
      at >= request.expires_at()) {
    return Refused("was not given within the request's time");
  }
  return content;
}

absl::Status CheckChain(const v1::SignedEnrolmentApproval& approval,
                        absl::Time at, const certs::TrustAnchor& root) {
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain,
                   Certificate::ListFromPem(approval.chain()));
  const absl::Status verified =
      root.Verify(chain.front(), absl::MakeSpan(chain).subspan(1),
                  certs::Purpose::kStatementSigning, at);
  if (verified.ok()) return verified;
  return Refused(absl::StrCat("has a certificate that does not count: ",
                              verified.message()));
}

}  // namespace

absl::StatusOr<v1::SignedEnrolmentApproval> ApproveEnrolment(
    const EnrolmentRequest& request, absl::string_view fingerprint,
    const Approver& approver, absl::Time now) {
  if (!IsFingerprintOf(fingerprint, request.digest())) {
    return Refusal(absl::StatusCode::kFailedPrecondition, kEnrolmentFingerprint,
                   "fingerprint is not that of the request");
  }
  RETURN_IF_ERROR(CheckNotExpired(request, now));
  v1::EnrolmentApproval content;
  content.set_version(kVersion);
  content.set_request_digest(ToBytes(request.digest()));
  content.set_person(approver.person.Uri());
  content.set_approved_at_ms(absl::ToUnixMillis(now));
  v1::SignedEnrolmentApproval approval;
  approval.set_approval(SerializeStrictly(content));
  approval.set_chain(approver.chain_pem);
  ASSIGN_OR_RETURN(*approval.mutable_signature(),
                   SignPayload(approver.key, kPayload, approval.approval()));
  RETURN_IF_ERROR(PersonOfApproval(request, approval).status());
  return approval;
}

absl::StatusOr<v1::EnrolmentApprovals> ReadEnrolmentApprovals(
    absl::string_view bytes) {
  v1::EnrolmentApprovals approvals;
  RETURN_IF_ERROR(
      ParseStrictly(bytes, "approvals", kEnrolmentApprovalsSizeMax, approvals));
  return approvals;
}

absl::StatusOr<Identity> PersonOfApproval(
    const EnrolmentRequest& request,
    const v1::SignedEnrolmentApproval& approval) {
  ASSIGN_OR_RETURN(const v1::EnrolmentApproval content,
                   ContentOf(request, approval));
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain,
                   Certificate::ListFromPem(approval.chain()));
  std::string canonical;
  for (const Certificate& each : chain) canonical += each.ToPem();
  if (canonical != approval.chain()) {
    return FieldInvalid("approval.chain",
                        "must be PEM with nothing beside the blocks");
  }
  ASSIGN_OR_RETURN(Identity person, chain.front().identity());
  if (person.kind != Identity::Kind::kPerson ||
      person.Uri() != content.person()) {
    return Refused("must name the person whose certificate it carries");
  }
  RETURN_IF_ERROR(VerifyPayload(chain.front().public_key(), kPayload,
                                approval.approval(), approval.signature()));
  return person;
}

absl::StatusOr<std::vector<Identity>> CheckEnrolmentApprovals(
    const EnrolmentRequest& request, const v1::EnrolmentApprovals& approvals,
    const ApprovalRules& rules) {
  RETURN_IF_ERROR(CheckNotExpired(request, rules.now));
  if (request.agency().trust_domain != rules.root.trust_domain()) {
    return Refused("cannot count: the request is for another nation");
  }
  std::vector<Identity> persons;
  for (const v1::SignedEnrolmentApproval& approval : approvals.approvals()) {
    ASSIGN_OR_RETURN(Identity person, PersonOfApproval(request, approval));
    ASSIGN_OR_RETURN(const v1::EnrolmentApproval content,
                     ContentOf(request, approval));
    const absl::Time at = absl::FromUnixMillis(content.approved_at_ms());
    if (at > rules.now + kClockTolerance) {
      return Refused("is of the future: look at the clocks");
    }
    RETURN_IF_ERROR(CheckChain(approval, at, rules.root));
    if (std::find(rules.approvers.begin(), rules.approvers.end(), person) ==
        rules.approvers.end()) {
      return Refused("is by a person who may not approve");
    }
    if (std::find(persons.begin(), persons.end(), person) != persons.end()) {
      return Refused("of the same person comes twice: it takes two persons");
    }
    persons.push_back(std::move(person));
  }
  if (persons.size() < kEnrolmentPersons) {
    return Refused(absl::StrCat("of ", kEnrolmentPersons - persons.size(),
                                " more is missing: it takes two persons"));
  }
  return persons;
}

}  // namespace enlace::wire
