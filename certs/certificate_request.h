// Requests for certificates (PKCS #10, RFC 2986): a public key, whose it is,
// what for, and the proof that whoever asks holds the private half.
//
//   ASSIGN_OR_RETURN(auto request, CertificateRequest::Create(
//                                      key, agency, Purpose::kTlsClient));
//   request.ToPem()    // `openssl req -verify` accepts it
//
// For each key, identity and purpose there is one request, up to the signature:
// what is read in is built again and compared.  So a request asks for what the
// profile of docs/identity.md has and cannot ask for more: no second name, no
// other usage, no attribute that an authority might copy.

#ifndef ENLACE_CERTS_CERTIFICATE_REQUEST_H_
#define ENLACE_CERTS_CERTIFICATE_REQUEST_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "certs/certificate.h"
#include "certs/identity.h"
#include "certs/key.h"

namespace enlace::certs {

// Immutable, cheap to copy and thread-safe.
class CertificateRequest {
 public:
  // Signed with `key`.  Fails with kInvalidArgument if `identity` is none, and
  // for kTlsServer: nodes get their certificates at home.
  static absl::StatusOr<CertificateRequest> Create(const PrivateKey& key,
                                                   const Identity& identity,
                                                   Purpose purpose);

  // Fail with kInvalidArgument on anything but a request as Create() makes it,
  // signed by the key in it.
  static absl::StatusOr<CertificateRequest> FromPem(absl::string_view pem);
  static absl::StatusOr<CertificateRequest> FromDer(absl::string_view der);

  const std::string& der() const;
  std::string ToPem() const;
  const PublicKey& public_key() const;
  const Identity& identity() const;
  Purpose purpose() const;

  // Its public key, for X.509 code in this folder.
  evp_pkey_st* native_key() const;

 private:
  struct Parsed;
  explicit CertificateRequest(std::shared_ptr<const Parsed> parsed);

  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_CERTIFICATE_REQUEST_H_
