#include "proto/wire/enrolment_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/sha256.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"
#include "tests/proto/wire/enrolment_sample.h"

namespace enlace::wire {
namespace {

using certs::CertificateRequest;
using certs::Purpose;

std::string FieldOf(const absl::Status& status) {
  const auto violations = ViolationsOf(status);
  return violations.empty() ? "" : violations[0].field();
}

TEST(EnrolmentRequestTest, SaysWhatTheAgencySigned) {
  const EnrolmentSample sample;
  const auto request = EnrolmentRequest::Parse(sample.Signed());
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->agency(), sample.agency);
  EXPECT_EQ(request->tls().public_key(), sample.tls_key.public_key());
  EXPECT_EQ(request->signing().public_key(), sample.signing_key.public_key());
  EXPECT_EQ(request->digest(), Sha256(SerializeStrictly(sample.content)));
  EXPECT_EQ(request->created_at(), sample.now);
  const auto made = SignEnrolmentRequest(sample.content, sample.signing_key);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(EnrolmentRequest::Parse(*made)->digest(), request->digest())
      << "another signature makes no other request";
}

// One wrong thing each; the agency's own signature does not help.
TEST(EnrolmentRequestTest, NamesTheFieldThatIsWrong) {
  const EnrolmentSample sample;
  const auto csr = [&](const certs::PrivateKey& key, const char* id,
                       Purpose purpose) {
    certs::Identity agency = sample.agency;
    agency.id = id;
    return CertificateRequest::Create(key, agency, purpose)->ToPem();
  };
  using Change = std::function<void(v1::EnrolmentRequest&)>;
  const std::pair<const char*, Change> cases[] = {
      {"version", [](auto& r) { r.set_version(2); }},
      {"agency", [](auto& r) { r.clear_agency(); }},
      {"agency",
       [](auto& r) { r.set_agency("spiffe://us.enlace.example/node/1"); }},
      {"name_en", [](auto& r) { r.clear_name_en(); }},
      {"name_en", [](auto& r) { r.set_name_en("a\x1b[2Jb"); }},
      {"name_es", [](auto& r) { r.set_name_es(std::string(201, 'x')); }},
      {"contact", [](auto& r) { r.set_contact("a\nb"); }},
      {"send_types", [](auto& r) { r.set_send_types(0, "NoSuchType"); }},
      {"send_types", [](auto& r) { r.set_send_types(1, "Acknowledgement"); }},
      {"receive_types",
       [](auto& r) { r.add_receive_types("Acknowledgement"); }},
      {"send_types",
       [](auto& r) {
         r.clear_send_types();
         r.clear_receive_types();
       }},
      {"nonce", [](auto& r) { r.mutable_nonce()->pop_back(); }},
      {"created_at_ms", [](auto& r) { r.set_created_at_ms(0); }},
      {"expires_at_ms",
       [](auto& r) { r.set_expires_at_ms(r.created_at_ms()); }},
      {"expires_at_ms",
       [](auto& r) {
         r.set_expires_at_ms(r.created_at_ms() + 30 * 86'400'000LL + 1);
       }},
      {"tls_request", [](auto& r) { r.clear_tls_request(); }},
      {"tls_request", [](auto& r) { r.mutable_tls_request()->append("\n"); }},
      {"tls_request", [](auto& r) { r.set_tls_request(r.signing_request()); }},
      {"tls_request",
       [&](auto& r) {
         r.set_tls_request(
             csr(sample.tls_key, "us-other", Purpose::kTlsClient));
       }},
      {"signing_request",
       [](auto& r) { r.set_signing_request(r.tls_request()); }},
      {"signing_request",
       [&](auto& r) {
         r.set_signing_request(
             csr(sample.signing_key, "us-other", Purpose::kStatementSigning));
       }},
      {"signing_request",
       [&](auto& r) {
         r.set_tls_request(
             csr(sample.signing_key, "us-harbour", Purpose::kTlsClient));
       }},
  };
  for (const auto& [field, change] : cases) {
    v1::EnrolmentRequest content = sample.content;
    change(content);
    const absl::Status status =
        EnrolmentRequest::Parse(sample.SignAnyway(content)).status();
    EXPECT_EQ(ReasonOf(status), kEnrolmentInvalid) << field << ": " << status;
    EXPECT_EQ(FieldOf(status), std::string("enrolment.") + field) << status;
    EXPECT_FALSE(SignEnrolmentRequest(content, sample.signing_key).ok());
  }
}

TEST(EnrolmentRequestTest, RefusesTheSignatureOfAnotherKey) {
  const EnrolmentSample sample;
  const EnrolmentSample other;
  EXPECT_EQ(
      ReasonOf(
          EnrolmentRequest::Parse(other.SignAnyway(sample.content)).status()),
      kSignatureInvalid);
  EXPECT_FALSE(SignEnrolmentRequest(sample.content, sample.tls_key).ok());
}

TEST(EnrolmentRequestTest, EveryChangeOfAByteFails) {
  const EnrolmentSample sample;
  const std::string bytes = sample.Signed();
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const unsigned mask : {0x01u, 0x20u, 0x80u}) {
      std::string changed = bytes;
      changed[i] =
          static_cast<char>(static_cast<unsigned char>(changed[i]) ^ mask);
      EXPECT_FALSE(EnrolmentRequest::Parse(changed).ok()) << "byte " << i;
    }
    EXPECT_FALSE(EnrolmentRequest::Parse(bytes.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(EnrolmentRequest::Parse(bytes + "x").ok());
  EXPECT_EQ(ReasonOf(EnrolmentRequest::Parse(
                         std::string(kEnrolmentRequestSizeMax + 1, 'x'))
                         .status()),
            kTooLarge);
}

}  // namespace
}  // namespace enlace::wire
