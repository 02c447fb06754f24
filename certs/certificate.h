// X.509 certificates (RFC 5280) and the national root that they are judged by.
//
//   ASSIGN_OR_RETURN(auto root, TrustAnchor::FromPem(root_pem));
//   ASSIGN_OR_RETURN(auto chain, Certificate::ListFromPem(chain_pem));
//   RETURN_IF_ERROR(root.Verify(chain[0], absl::MakeSpan(chain).subspan(1),
//                               Purpose::kTlsClient, now));
//   ASSIGN_OR_RETURN(Identity peer, chain[0].identity());
//
// A nation answers for its own names only: its root carries critical name
// constraints, and a chain counts only if it leads to that very root, never to
// an intermediate.  docs/identity.md gives the profile and the reasons.

#ifndef ENLACE_CERTS_CERTIFICATE_H_
#define ENLACE_CERTS_CERTIFICATE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "certs/identity.h"
#include "certs/key.h"

// OpenSSL's X509; its headers stay out of ours.
struct x509_st;

namespace enlace::certs {

// Immutable, cheap to copy and thread-safe.  A Certificate is well-formed and
// holds a key of certs/key.h; whether to believe it, TrustAnchor says.
class Certificate {
 public:
  // All fail with kInvalidArgument on anything but strict DER of at most
  // 64 KiB, on a key that is neither P-256 nor Ed25519, and on text beside the
  // PEM blocks.  FromPem wants exactly one block, ListFromPem one to eight.
  static absl::StatusOr<Certificate> FromPem(absl::string_view pem);
  static absl::StatusOr<std::vector<Certificate>> ListFromPem(
      absl::string_view pem);
  static absl::StatusOr<Certificate> FromDer(absl::string_view der);

  const std::string& der() const;
  std::string ToPem() const;
  PublicKey public_key() const;

  // The subject.  Fails with kInvalidArgument unless the certificate has
  // exactly one subject alternative name in total and it is the URI of an
  // identity.  The distinguished name is never looked at.
  absl::StatusOr<Identity> identity() const;

  absl::Time not_before() const;
  absl::Time not_after() const;

  // Lower-case hex of SHA-256(DER).
  std::string fingerprint() const;

  // For X.509 code in this folder.
  x509_st* native() const;

 private:
  struct Parsed;
  explicit Certificate(std::shared_ptr<const Parsed> parsed);

  std::shared_ptr<const Parsed> parsed_;
};

// What a certificate's key may be used for.  A certificate serves TLS or
// statements, never both: a TLS server's key signs what strangers choose.
enum class Purpose { kTlsClient, kTlsServer, kStatementSigning };

// The extended key usage that Purpose::kStatementSigning requires:
// id-kp-documentSigning, RFC 9336.
inline constexpr char kStatementSigningOid[] = "1.3.6.1.5.5.7.3.36";

// One nation's root.  Immutable, cheap to copy and thread-safe.
class TrustAnchor {
 public:
  // Fails with kInvalidArgument unless `pem` is one self-signed CA certificate
  // with a critical path length of at most 1 and critical name constraints
  // that permit the URIs of exactly one trust domain and DNS names in it and
  // exclude every IP address.
  static absl::StatusOr<TrustAnchor> FromPem(absl::string_view pem);

  // OK if `leaf` chains to this root through `intermediates` (which are taken
  // in any order and not trusted), every certificate is valid at `at` and
  // within the name constraints, `leaf` is fit for `purpose` and its identity
  // belongs to this root's trust domain.  Fails with kUnauthenticated
  // otherwise, naming the reason.
  absl::Status Verify(const Certificate& leaf,
                      absl::Span<const Certificate> intermediates,
                      Purpose purpose, absl::Time at) const;

  const std::string& trust_domain() const { return trust_domain_; }
  const Certificate& certificate() const { return root_; }

 private:
  TrustAnchor(Certificate root, std::string trust_domain);

  Certificate root_;
  std::string trust_domain_;
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_CERTIFICATE_H_
