#include "tests/proto/wire/enrolment_sample.h"

#include "base/check.h"
#include "certs/certificate_request.h"
#include "proto/wire/dsse.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {

using certs::Purpose;
using Kind = certs::Identity::Kind;

namespace {

constexpr absl::string_view kPayload =
    "application/vnd.enlace.enrolment-request.v1+protobuf";

certs::PrivateKey Drawn() {
  return certs::PrivateKey::Generate(certs::KeyType::kEcdsaP256).value();
}

}  // namespace

EnrolmentSample::EnrolmentSample()
    : pki(certs::DevPki::Create({.trust_domain = "us.enlace.example"}, now)
              .value()),
      root(certs::TrustAnchor::FromPem(pki.root_pem()).value()),
      agency{"us.enlace.example", Kind::kAgency, "us-harbour"},
      tls_key(Drawn()),
      signing_key(Drawn()) {
  content.set_version(1);
  content.set_agency(agency.Uri());
  content.set_name_en("Harbour Office");
  content.set_name_es("Oficina del Puerto");
  content.set_contact("Duty desk, +1 555 0100");
  content.add_send_types("Acknowledgement");
  content.add_send_types("BorderAlert");
  content.add_receive_types("BorderAlert");
  content.set_nonce("0123456789abcdef");
  content.set_created_at_ms(absl::ToUnixMillis(now));
  content.set_expires_at_ms(absl::ToUnixMillis(now + absl::Hours(24 * 14)));
  content.set_tls_request(
      certs::CertificateRequest::Create(tls_key, agency, Purpose::kTlsClient)
          ->ToPem());
  content.set_signing_request(
      certs::CertificateRequest::Create(signing_key, agency,
                                        Purpose::kStatementSigning)
          ->ToPem());
}

std::string EnrolmentSample::SignAnyway(const v1::EnrolmentRequest& any) const {
  v1::SignedEnrolmentRequest file;
  file.set_request(SerializeStrictly(any));
  *file.mutable_signature() =
      SignPayload(signing_key, kPayload, file.request()).value();
  return SerializeStrictly(file);
}

certs::Identity EnrolmentSample::Person(const std::string& id) const {
  return {pki.trust_domain(), Kind::kPerson, id};
}

v1::SignedEnrolmentApproval EnrolmentSample::Approve(
    const EnrolmentRequest& request, const std::string& person,
    absl::Time at) const {
  const auto issued = pki.IssueStatementSigning(Person(person)).value();
  const auto key = certs::PrivateKey::FromPem(issued.key_pem).value();
  return ApproveEnrolment(request, FingerprintDigits(request.digest()),
                          {.person = Person(person),
                           .key = key,
                           .chain_pem = issued.chain_pem},
                          at)
      .value();
}

}  // namespace enlace::wire
