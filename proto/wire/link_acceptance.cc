#include "proto/wire/link_acceptance.h"

#include "absl/time/time.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr uint32_t kAcceptanceVersion = 1;
constexpr size_t kAcceptanceSizeMax = 4096;

absl::Status CheckAcceptance(const v1::LinkAcceptance& acceptance) {
  if (acceptance.version() != kAcceptanceVersion) {
    return FieldInvalid("acceptance.version", "must be 1");
  }
  const absl::StatusOr<certs::Identity> node =
      certs::ParseIdentity(acceptance.node());
  if (!node.ok() || node->kind != certs::Identity::Kind::kNode) {
    return FieldInvalid("acceptance.node", "must be the identity of a node");
  }
  if (!certs::IsTrustDomain(acceptance.accepted_domain())) {
    return FieldInvalid("acceptance.accepted_domain",
                        "must be the trust domain of a nation");
  }
  if (acceptance.file_digest().size() != kHashSize) {
    return FieldInvalid("acceptance.file_digest", "must have 32 bytes");
  }
  if (acceptance.stated_at_ms() <= 0) {
    return FieldInvalid("acceptance.stated_at_ms",
                        "must be milliseconds since 1970 UTC");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::SignedLinkAcceptance> SignLinkAcceptance(
    const v1::LinkAcceptance& acceptance, const certs::Signer& signer) {
  RETURN_IF_ERROR(CheckAcceptance(acceptance));
  v1::SignedLinkAcceptance result;
  result.set_acceptance(SerializeStrictly(acceptance));
  ASSIGN_OR_RETURN(
      *result.mutable_signature(),
      SignPayload(signer, kLinkAcceptancePayload, result.acceptance()));
  return result;
}

absl::StatusOr<v1::LinkAcceptance> VerifyLinkAcceptance(
    const v1::SignedLinkAcceptance& signed_acceptance, KeyLookup keys) {
  v1::LinkAcceptance acceptance;
  RETURN_IF_ERROR(ParseStrictly(signed_acceptance.acceptance(), "acceptance",
                                kAcceptanceSizeMax, acceptance));
  RETURN_IF_ERROR(CheckAcceptance(acceptance));
  ASSIGN_OR_RETURN(
      const certs::PublicKey key,
      KeyOf(acceptance.node(), signed_acceptance.signature().key_id(),
            absl::FromUnixMillis(acceptance.stated_at_ms()), keys));
  RETURN_IF_ERROR(VerifyPayload(key, kLinkAcceptancePayload,
                                signed_acceptance.acceptance(),
                                signed_acceptance.signature()));
  return acceptance;
}

}  // namespace enlace::wire
