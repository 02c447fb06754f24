// The last word on who may connect.
//
// gRPC has checked the chain by now, but its check accepts any certificate in
// the roots file as an anchor, lets a certificate without any name pass, and
// knows nothing of kinds.  PeerVerifier therefore verifies the certificate
// again, from its bytes, against the national root, and requires exactly one
// subject alternative name: the URI of an accepted identity.

#ifndef ENLACE_CERTS_PEER_VERIFIER_H_
#define ENLACE_CERTS_PEER_VERIFIER_H_

#include <grpcpp/security/tls_certificate_verifier.h>

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/clock.h"
#include "certs/certificate.h"
#include "certs/identity.h"

namespace enlace::certs {

// Whom a listener admits.
struct AcceptedPeers {
  std::string trust_domain;
  std::set<Identity::Kind> kinds;

  // If set, no other than this one.
  std::optional<Identity> only = std::nullopt;

  // If set, asked last, e.g. about revocation; a status that is not OK refuses
  // the connection.  Called from gRPC's threads; must be thread-safe and quick.
  std::function<absl::Status(const Certificate&, const Identity&)> gate = {};

  // If set, told of each connection that is refused; `identity` is null unless
  // the certificate verified.  Likewise thread-safe and quick.
  std::function<void(const Identity* identity)> refused = {};
};

// What the other side sent.
struct ShownCertificates {
  absl::string_view leaf_pem;
  absl::string_view chain_pem;  // With or without the leaf; may be empty.
};

// The decision itself, without gRPC.  Fails with kUnauthenticated or
// kInvalidArgument if the certificate does not verify,
// with kPermissionDenied if it does but `peers` does not admit it.
absl::Status CheckPeer(const TrustAnchor& anchor, const AcceptedPeers& peers,
                       Purpose purpose, const ShownCertificates& shown,
                       absl::Time now);

// Thread-safe.
class PeerVerifier final
    : public grpc::experimental::ExternalCertificateVerifier {
 public:
  // `purpose` is what the other side's certificate must be fit for.  `clock`
  // must outlive the verifier.
  PeerVerifier(TrustAnchor anchor, AcceptedPeers peers, Purpose purpose,
               Clock& clock);

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> callback,
              grpc::Status* sync_status) override;
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*) override {
  }

 private:
  const TrustAnchor anchor_;
  const AcceptedPeers peers_;
  const Purpose purpose_;
  Clock& clock_;
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_PEER_VERIFIER_H_
