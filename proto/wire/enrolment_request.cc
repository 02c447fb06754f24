#include "proto/wire/enrolment_request.h"

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/record.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {
namespace {

constexpr absl::string_view kPayload =
    "application/vnd.enlace.enrolment-request.v1+protobuf";
constexpr uint32_t kVersion = 1;
constexpr size_t kTextSizeMax = 200;
constexpr int kTypesMax = 64;

using Types = google::protobuf::RepeatedPtrField<std::string>;

absl::Status Invalid(absl::string_view field, absl::string_view problem) {
  const std::string path = absl::StrCat("enrolment.", field);
  v1::FieldViolation violation;
  violation.set_field(path);
  violation.set_description(std::string(problem));
  return Refusal(absl::StatusCode::kInvalidArgument, kEnrolmentInvalid,
                 absl::StrCat(path, " ", problem), {violation});
}

// Persons read these texts beside a fingerprint: nothing in them may steer a
// terminal.  What else is not printable, the reader escapes.
absl::Status CheckText(absl::string_view field, absl::string_view text) {
  if (text.empty() || text.size() > kTextSizeMax) {
    return Invalid(field, "must have 1 to 200 bytes");
  }
  for (const char c : text) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      return Invalid(field, "must have no control characters");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTypes(absl::string_view field, const Types& types) {
  if (types.size() > kTypesMax) return Invalid(field, "must be at most 64");
  for (int i = 0; i < types.size(); ++i) {
    if (FindRecordType(types[i]) == nullptr) {
      return Invalid(field,
                     "must be record types; `enlace schema list` names them");
    }
    if (i > 0 && types[i - 1] >= types[i]) {
      return Invalid(field, "must be sorted and name no type twice");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTerm(const v1::EnrolmentRequest& content) {
  if (content.created_at_ms() <= 0) {
    return Invalid("created_at_ms", "must be milliseconds since 1970 UTC");
  }
  if (content.expires_at_ms() <= content.created_at_ms() ||
      content.expires_at_ms() - content.created_at_ms() >
          absl::ToInt64Milliseconds(kEnrolmentTermMax)) {
    return Invalid("expires_at_ms",
                   "must be later than created_at_ms, by at most 30 days");
  }
  return absl::OkStatus();
}

absl::Status CheckContent(const v1::EnrolmentRequest& content) {
  if (content.version() != kVersion) return Invalid("version", "must be 1");
  const absl::StatusOr<certs::Identity> agency =
      certs::ParseIdentity(content.agency());
  if (!agency.ok() || agency->kind != certs::Identity::Kind::kAgency) {
    return Invalid("agency", "must be the identity of an agency");
  }
  RETURN_IF_ERROR(CheckText("name_en", content.name_en()));
  RETURN_IF_ERROR(CheckText("name_es", content.name_es()));
  RETURN_IF_ERROR(CheckText("contact", content.contact()));
  RETURN_IF_ERROR(CheckTypes("send_types", content.send_types()));
  RETURN_IF_ERROR(CheckTypes("receive_types", content.receive_types()));
  if (content.send_types().empty() && content.receive_types().empty()) {
    return Invalid("send_types", "must not be empty like receive_types");
  }
  if (content.nonce().size() != kEnrolmentNonceSize) {
    return Invalid("nonce", "must have 16 bytes");
  }
  return CheckTerm(content);
}

absl::StatusOr<certs::CertificateRequest> ReadRequest(
    const v1::EnrolmentRequest& content, absl::string_view field,
    absl::string_view pem, certs::Purpose purpose) {
  absl::StatusOr<certs::CertificateRequest> request =
      certs::CertificateRequest::FromPem(pem);
  if (!request.ok()) return Invalid(field, request.status().message());
  if (request->ToPem() != pem) {
    return Invalid(field, "must be PEM with nothing beside the block");
  }
  if (request->identity().Uri() != content.agency()) {
    return Invalid(field, "must be of the agency that asks");
  }
  if (request->purpose() != purpose) {
    return Invalid(field, purpose == certs::Purpose::kTlsClient
                              ? "must be for TLS"
                              : "must be for signing statements");
  }
  return request;
}

}  // namespace

EnrolmentRequest::EnrolmentRequest(v1::EnrolmentRequest content,
                                   certs::CertificateRequest tls,
                                   certs::CertificateRequest signing,
                                   Hash digest)
    : content_(std::move(content)),
      tls_(std::move(tls)),
      signing_(std::move(signing)),
      digest_(digest) {}

absl::StatusOr<EnrolmentRequest> EnrolmentRequest::Parse(
    absl::string_view bytes) {
  v1::SignedEnrolmentRequest signed_request;
  RETURN_IF_ERROR(ParseStrictly(bytes, "enrolment", kEnrolmentRequestSizeMax,
                                signed_request));
  v1::EnrolmentRequest content;
  RETURN_IF_ERROR(ParseStrictly(signed_request.request(), "enrolment.request",
                                kEnrolmentRequestSizeMax, content));
  RETURN_IF_ERROR(CheckContent(content));
  ASSIGN_OR_RETURN(certs::CertificateRequest tls,
                   ReadRequest(content, "tls_request", content.tls_request(),
                               certs::Purpose::kTlsClient));
  ASSIGN_OR_RETURN(
      certs::CertificateRequest signing,
      ReadRequest(content, "signing_request", content.signing_request(),
                  certs::Purpose::kStatementSigning));
  if (tls.public_key() == signing.public_key()) {
    return Invalid("signing_request",
                   "must be of another key than tls_request: one key, one use");
  }
  RETURN_IF_ERROR(VerifyPayload(signing.public_key(), kPayload,
                                signed_request.request(),
                                signed_request.signature()));
  return EnrolmentRequest(std::move(content), std::move(tls),
                          std::move(signing), Sha256(signed_request.request()));
}

absl::Time EnrolmentRequest::created_at() const {
  return absl::FromUnixMillis(content_.created_at_ms());
}
absl::Time EnrolmentRequest::expires_at() const {
  return absl::FromUnixMillis(content_.expires_at_ms());
}

absl::StatusOr<std::string> SignEnrolmentRequest(
    const v1::EnrolmentRequest& content, const certs::Signer& signing_key) {
  v1::SignedEnrolmentRequest signed_request;
  signed_request.set_request(SerializeStrictly(content));
  ASSIGN_OR_RETURN(
      *signed_request.mutable_signature(),
      SignPayload(signing_key, kPayload, signed_request.request()));
  std::string bytes = SerializeStrictly(signed_request);
  RETURN_IF_ERROR(EnrolmentRequest::Parse(bytes).status());
  return bytes;
}

}  // namespace enlace::wire
