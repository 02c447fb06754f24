// What an agency asks its nation for: two certificates and a place in the
// nation's link file.
//
//   ASSIGN_OR_RETURN(auto request, EnrolmentRequest::Parse(bytes));
//   FingerprintDigits(request.digest())    // what two persons compare
//
// An object that exists is whole: its two PKCS #10 requests are the agency's,
// one for TLS and one for statements, each signed by the key in it, and the
// signing key signed the whole.  Whether the agency is who it says, persons
// find out (proto/wire/enrolment_approval.h).
//
// Copyable, immutable, thread-safe.  docs/enrolment.md.

#ifndef ENLACE_PROTO_WIRE_ENROLMENT_REQUEST_H_
#define ENLACE_PROTO_WIRE_ENROLMENT_REQUEST_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/sha256.h"
#include "certs/certificate_request.h"
#include "certs/identity.h"
#include "certs/key.h"
#include "enlace/v1/enrolment.pb.h"

namespace enlace::wire {

inline constexpr absl::string_view kEnrolmentInvalid = "ENROLMENT_INVALID";

inline constexpr size_t kEnrolmentRequestSizeMax = size_t{32} << 10;
inline constexpr size_t kEnrolmentNonceSize = 16;
inline constexpr absl::Duration kEnrolmentTermMax = absl::Hours(24 * 30);

class EnrolmentRequest {
 public:
  // `bytes` are a serialized SignedEnrolmentRequest.  Fails with
  // kInvalidArgument: ENROLMENT_INVALID naming the field, SIGNATURE_INVALID,
  // TOO_LARGE, FIELD_INVALID for what is not in the strict encoding.
  static absl::StatusOr<EnrolmentRequest> Parse(absl::string_view bytes);

  const v1::EnrolmentRequest& content() const { return content_; }
  const certs::Identity& agency() const { return tls_.identity(); }
  const certs::CertificateRequest& tls() const { return tls_; }
  const certs::CertificateRequest& signing() const { return signing_; }

  // SHA-256 of the signed part.
  const Hash& digest() const { return digest_; }

  absl::Time created_at() const;
  absl::Time expires_at() const;

 private:
  EnrolmentRequest(v1::EnrolmentRequest content, certs::CertificateRequest tls,
                   certs::CertificateRequest signing, Hash digest);

  v1::EnrolmentRequest content_;
  certs::CertificateRequest tls_;
  certs::CertificateRequest signing_;
  Hash digest_;
};

// The bytes of the file.  Fails as EnrolmentRequest::Parse() would on them, and
// as the signer does.  REQUIRES: `signing_key` is that of the content's
// signing_request.
absl::StatusOr<std::string> SignEnrolmentRequest(
    const v1::EnrolmentRequest& content, const certs::Signer& signing_key);

}  // namespace enlace::wire

#endif  // ENLACE_PROTO_WIRE_ENROLMENT_REQUEST_H_
