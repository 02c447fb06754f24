#include "certs/peer_verifier.h"

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "base/log.h"
#include "base/status_macros.h"

namespace enlace::certs {
namespace {

absl::string_view View(const grpc::string_ref& text) {
  return absl::string_view(text.data(), text.size());
}

absl::Status CheckAccepted(const AcceptedPeers& peers, const Certificate& leaf,
                           const Identity& identity) {
  if (identity.trust_domain != peers.trust_domain) {
    return absl::PermissionDeniedError("peer: of another trust domain");
  }
  if (peers.kinds.count(identity.kind) == 0) {
    return absl::PermissionDeniedError(
        "peer: this listener does not admit its kind of identity");
  }
  if (peers.only.has_value() && identity != *peers.only) {
    return absl::PermissionDeniedError("peer: not the expected identity");
  }
  return peers.gate ? peers.gate(leaf, identity) : absl::OkStatus();
}

// Of a certificate that verified; null if it did not.
std::optional<Identity> IdentityOf(const absl::Status& verdict,
                                   absl::string_view leaf_pem) {
  if (!absl::IsPermissionDenied(verdict)) return std::nullopt;
  const absl::StatusOr<Certificate> leaf = Certificate::FromPem(leaf_pem);
  absl::StatusOr<Identity> identity =
      leaf.ok() ? leaf->identity() : leaf.status();
  if (!identity.ok()) return std::nullopt;
  return *std::move(identity);
}

}  // namespace

absl::Status CheckPeer(const TrustAnchor& anchor, const AcceptedPeers& peers,
                       Purpose purpose, const ShownCertificates& shown,
                       absl::Time now) {
  ASSIGN_OR_RETURN(const Certificate leaf,
                   Certificate::FromPem(shown.leaf_pem));
  std::vector<Certificate> chain;
  if (!shown.chain_pem.empty()) {
    ASSIGN_OR_RETURN(chain, Certificate::ListFromPem(shown.chain_pem));
  }
  RETURN_IF_ERROR(anchor.Verify(leaf, chain, purpose, now));
  ASSIGN_OR_RETURN(const Identity identity, leaf.identity());
  return CheckAccepted(peers, leaf, identity);
}

PeerVerifier::PeerVerifier(TrustAnchor anchor, AcceptedPeers peers,
                           Purpose purpose, Clock& clock)
    : anchor_(std::move(anchor)),
      peers_(std::move(peers)),
      purpose_(purpose),
      clock_(clock) {}

bool PeerVerifier::Verify(
    grpc::experimental::TlsCustomVerificationCheckRequest* request,
    std::function<void(grpc::Status)> /*callback*/, grpc::Status* sync_status) {
  const absl::Status verdict =
      CheckPeer(anchor_, peers_, purpose_,
                {.leaf_pem = View(request->peer_cert()),
                 .chain_pem = View(request->peer_cert_full_chain())},
                clock_.TimeNow());
  *sync_status = grpc::Status::OK;
  if (!verdict.ok()) {
    // The other side learns only that it was refused.
    Log(Severity::kWarning, "peer refused",
        {{"reason", std::string(verdict.message())}});
    if (peers_.refused) {
      const std::optional<Identity> identity =
          IdentityOf(verdict, View(request->peer_cert()));
      peers_.refused(identity.has_value() ? &*identity : nullptr);
    }
    *sync_status =
        grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "peer refused");
  }
  return true;
}

}  // namespace enlace::certs
