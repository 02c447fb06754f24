#include "proto/wire/person_signature.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/status_macros.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"

namespace enlace::wire {

absl::StatusOr<certs::Identity> PersonWhoSigned(const PersonSignature& given,
                                                const certs::TrustAnchor& root,
                                                absl::Time at) {
  const auto refused = [&](absl::string_view problem) {
    return Refusal(absl::StatusCode::kPermissionDenied, kSignatureInvalid,
                   absl::StrCat(given.what, ".signature ", problem));
  };
  ASSIGN_OR_RETURN(const std::vector<certs::Certificate> chain,
                   certs::Certificate::ListFromPem(given.chain_pem));
  std::string canonical;
  for (const certs::Certificate& each : chain) canonical += each.ToPem();
  if (canonical != given.chain_pem) {
    return FieldInvalid(absl::StrCat(given.what, ".chain"),
                        "must be PEM with nothing beside the blocks");
  }
  const absl::Status vouched =
      root.Verify(chain.front(), absl::MakeSpan(chain).subspan(1),
                  certs::Purpose::kStatementSigning, at);
  if (!vouched.ok()) {
    return refused(
        absl::StrCat("is by a key that the nation's root does not vouch for: ",
                     vouched.message()));
  }
  ASSIGN_OR_RETURN(certs::Identity signer, chain.front().identity());
  if (signer.kind != certs::Identity::Kind::kPerson) {
    return refused("is not by a person");
  }
  RETURN_IF_ERROR(VerifyPayload(chain.front().public_key(), given.payload_type,
                                given.payload, given.signature));
  return signer;
}

}  // namespace enlace::wire
