#include "proto/wire/framework_approval.h"

#include <algorithm>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "enlace/v1/results_framework.pb.h"
#include "proto/wire/dsse.h"
#include "proto/wire/person_signature.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kPayload =
    "application/vnd.enlace.framework-approval.v1+protobuf";
constexpr uint32_t kVersion = 1;
// Two machines' clocks may differ by this much.
constexpr absl::Duration kSkewMax = absl::Minutes(5);

absl::Status Refused(absl::string_view problem) {
  return Refusal(absl::StatusCode::kPermissionDenied, kSignatureInvalid,
                 absl::StrCat("approval.", problem));
}

absl::Status CheckContent(const v1::FrameworkApproval& approval) {
  if (approval.version() != kVersion) {
    return FieldInvalid("approval.version", "must be 1");
  }
  if (approval.framework_digest().size() != kHashSize) {
    return FieldInvalid("approval.framework_digest", "must be a SHA-256");
  }
  if (approval.stated_at_ms() <= 0) {
    return FieldInvalid("approval.stated_at_ms",
                        "must be milliseconds since 1970 UTC");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> SignFrameworkApproval(absl::string_view framework,
                                                  const certs::Identity& person,
                                                  const certs::Signer& key,
                                                  const std::string& chain_pem,
                                                  absl::Time now) {
  v1::FrameworkApproval content;
  content.set_version(kVersion);
  content.set_framework_digest(ToBytes(Sha256(framework)));
  content.set_person(person.Uri());
  content.set_stated_at_ms(absl::ToUnixMillis(now));
  v1::SignedFrameworkApproval file;
  file.set_approval(SerializeStrictly(content));
  file.set_chain(chain_pem);
  ASSIGN_OR_RETURN(*file.mutable_signature(),
                   SignPayload(key, kPayload, file.approval()));
  return SerializeStrictly(file);
}

absl::StatusOr<certs::Identity> ReadFrameworkApproval(
    absl::string_view bytes, absl::string_view framework,
    absl::Span<const certs::TrustAnchor> roots, absl::Time now) {
  v1::SignedFrameworkApproval file;
  RETURN_IF_ERROR(
      ParseStrictly(bytes, "approval", kFrameworkApprovalSizeMax, file));
  v1::FrameworkApproval content;
  RETURN_IF_ERROR(ParseStrictly(file.approval(), "approval",
                                kFrameworkApprovalSizeMax, content));
  RETURN_IF_ERROR(CheckContent(content));
  const absl::StatusOr<certs::Identity> person =
      certs::ParseIdentity(content.person());
  if (!person.ok() || person->kind != certs::Identity::Kind::kPerson) {
    return FieldInvalid("approval.person", "must be the identity of a person");
  }
  if (content.framework_digest() != ToBytes(Sha256(framework))) {
    return Refused(
        "framework_digest is of another file, or of this one before "
        "it was changed");
  }
  const absl::Time at = absl::FromUnixMillis(content.stated_at_ms());
  if (at > now + kSkewMax) {
    return Refusal(
        absl::StatusCode::kFailedPrecondition, kClockSkew,
        "approval.stated_at_ms is later than now: look at the clocks");
  }
  const auto root = std::find_if(
      roots.begin(), roots.end(), [&](const certs::TrustAnchor& each) {
        return each.trust_domain() == person->trust_domain;
      });
  if (root == roots.end()) {
    return Refused("person is of a nation whose root was not given");
  }
  ASSIGN_OR_RETURN(const certs::Identity signer,
                   PersonWhoSigned({"approval", kPayload, file.approval(),
                                    file.signature(), file.chain()},
                                   *root, at));
  if (signer != *person) {
    return Refused("signature is by another person than it names");
  }
  return signer;
}

}  // namespace enlace::wire
