#include "proto/wire/endorsement.h"

#include <utility>

#include "absl/status/status.h"
#include "base/status_macros.h"
#include "proto/wire/problem.h"

namespace enlace::wire {
namespace {

// A certificate that is out of its time takes its own key away, not the others.
absl::Status AddIfValid(const certs::TrustAnchor& root,
                        absl::string_view chain_pem, absl::Time at,
                        certs::KeyDirectory& keys) {
  const absl::Status added =
      keys.Add(root, chain_pem, certs::Purpose::kStatementSigning, at);
  return absl::IsUnauthenticated(added) ? absl::OkStatus() : added;
}

}  // namespace

absl::StatusOr<Endorsement> KeysAt(const LinkFile& file, absl::Time at) {
  if (!file.ValidAt(at)) {
    return Refusal(absl::StatusCode::kFailedPrecondition, kLinkFileExpired,
                   "link_file does not hold at that instant; use the one that "
                   "held then");
  }
  Endorsement endorsement;
  endorsement.trust_domain = file.trust_domain();
  for (const v1::LinkLog& log : file.content().logs()) {
    ASSIGN_OR_RETURN(VerifierKey log_key, VerifierKey::Parse(log.log_key()));
    ASSIGN_OR_RETURN(VerifierKey witness_key,
                     VerifierKey::Parse(log.witness_key()));
    endorsement.logs.push_back(
        {log.origin(), std::move(log_key), std::move(witness_key)});
  }
  for (const v1::LinkNode& node : file.content().nodes()) {
    RETURN_IF_ERROR(
        AddIfValid(file.root(), node.statement_chain(), at, endorsement.keys));
  }
  for (const v1::LinkAgency& agency : file.content().agencies()) {
    RETURN_IF_ERROR(
        AddIfValid(file.root(), agency.signing_chain(), at, endorsement.keys));
  }
  return endorsement;
}

absl::StatusOr<Endorsement> EndorsedKeys(absl::string_view signed_link_file,
                                         const certs::TrustAnchor& root,
                                         absl::Time at) {
  ASSIGN_OR_RETURN(const LinkFile file, LinkFile::Parse(signed_link_file));
  if (file.root().certificate().der() != root.certificate().der()) {
    return Refusal(absl::StatusCode::kInvalidArgument, kSignatureInvalid,
                   "link_file was signed by another root than the one that is "
                   "believed here");
  }
  return KeysAt(file, at);
}

}  // namespace enlace::wire
