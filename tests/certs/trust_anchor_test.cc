// The certificate matrix: which chains count, and which must not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "certs/certificate.h"
#include "certs/dev_pki.h"
#include "certs/pem_text.h"

namespace enlace::certs {
namespace {

using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

DevPki AnchorPki(DevRootProfile profile) {
  auto pki = DevPki::Create(std::move(profile), kNow);
  CHECK_OK(pki.status());
  return *std::move(pki);
}

const DevPki& AnchorUs() {
  static const DevPki pki = AnchorPki({.trust_domain = "us.enlace.example"});
  return pki;
}
const DevPki& AnchorMx() {
  static const DevPki pki = AnchorPki({.trust_domain = "mx.enlace.example"});
  return pki;
}

Identity UsAgency() {
  return {"us.enlace.example", Identity::Kind::kAgency, "us-atf"};
}
Identity UsNode() { return {"us.enlace.example", Identity::Kind::kNode, "1"}; }

absl::Status VerifyIssued(const absl::StatusOr<IssuedKey>& issued,
                          Purpose purpose, absl::Time at = kNow,
                          const DevPki& root = AnchorUs()) {
  CHECK_OK(issued.status());
  const auto chain = *Certificate::ListFromPem(issued->chain_pem);
  return TrustAnchor::FromPem(root.root_pem())
      ->Verify(chain[0], absl::MakeSpan(chain).subspan(1), purpose, at);
}

void ExpectRefused(const absl::Status& status, absl::string_view reason) {
  EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(reason)));
}

TEST(TrustAnchorTest, TakesASoundRoot) {
  const auto anchor = TrustAnchor::FromPem(AnchorUs().root_pem());
  ASSERT_TRUE(anchor.ok()) << anchor.status();
  EXPECT_EQ(anchor->trust_domain(), "us.enlace.example");
}

TEST(TrustAnchorTest, RefusesIntermediateAsRoot) {
  const auto status = TrustAnchor::FromPem(AnchorUs().issuing_pem()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("self-signed"));
}

TEST(TrustAnchorTest, RefusesLeafAsRoot) {
  const auto chain =
      *Certificate::ListFromPem(AnchorUs().IssueTls(UsNode())->chain_pem);
  EXPECT_FALSE(TrustAnchor::FromPem(chain[0].ToPem()).ok());
}

TEST(TrustAnchorTest, RefusesMoreThanOneCertificate) {
  const std::string& root = AnchorUs().root_pem();
  EXPECT_FALSE(TrustAnchor::FromPem(root + AnchorUs().issuing_pem()).ok());
  EXPECT_FALSE(TrustAnchor::FromPem(root + AnchorMx().root_pem()).ok());
  EXPECT_FALSE(TrustAnchor::FromPem("").ok());
}

TEST(TrustAnchorTest, RefusesRootWithoutCriticalConstraints) {
  const DevPki free =
      AnchorPki({.trust_domain = "us.enlace.example", .constrained = false});
  const DevPki lax = AnchorPki(
      {.trust_domain = "us.enlace.example", .critical_constraints = false});
  for (const DevPki* pki : {&free, &lax}) {
    const auto status = TrustAnchor::FromPem(pki->root_pem()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("critical name constraints"));
  }
}

TEST(TrustAnchorTest, RefusesRootThatMaySpeakForAddresses) {
  const DevPki pki = AnchorPki(
      {.trust_domain = "us.enlace.example", .excludes_addresses = false});
  const auto status = TrustAnchor::FromPem(pki.root_pem()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("IP address"));
}

TEST(TrustAnchorTest, RefusesRootWithALongerPath) {
  for (const int path_length : {-1, 2, 9}) {
    const DevPki pki = AnchorPki(
        {.trust_domain = "us.enlace.example", .path_length = path_length});
    const auto status = TrustAnchor::FromPem(pki.root_pem()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("path length"));
  }
}

TEST(TrustAnchorTest, RefusesRootWithOneByteChanged) {
  const std::string der = Certificate::FromPem(AnchorUs().root_pem())->der();
  for (size_t i = 0; i < der.size(); ++i) {
    std::string flipped = der;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_FALSE(TrustAnchor::FromPem(PemEncode(flipped, "CERTIFICATE")).ok())
        << i;
  }
}

TEST(TrustAnchorTest, VerifiesEachPurpose) {
  const auto agency = AnchorUs().IssueTls(UsAgency());
  const auto node = AnchorUs().IssueTls(UsNode());
  const auto signing = AnchorUs().IssueStatementSigning(UsAgency());
  EXPECT_TRUE(VerifyIssued(agency, Purpose::kTlsClient).ok());
  EXPECT_TRUE(VerifyIssued(node, Purpose::kTlsClient).ok());
  EXPECT_TRUE(VerifyIssued(node, Purpose::kTlsServer).ok());
  EXPECT_TRUE(VerifyIssued(signing, Purpose::kStatementSigning).ok());
}

TEST(TrustAnchorTest, VerifiesEd25519Leaves) {
  DevLeafProfile profile = AnchorUs().StatementProfile(UsAgency());
  profile.key_type = KeyType::kEd25519;
  EXPECT_TRUE(
      VerifyIssued(AnchorUs().Issue(profile), Purpose::kStatementSigning).ok());
}

TEST(TrustAnchorTest, RefusesTheWrongPurpose) {
  const auto agency = AnchorUs().IssueTls(UsAgency());
  const auto signing = AnchorUs().IssueStatementSigning(UsAgency());
  EXPECT_FALSE(VerifyIssued(agency, Purpose::kTlsServer).ok());
  EXPECT_FALSE(VerifyIssued(agency, Purpose::kStatementSigning).ok());
  EXPECT_FALSE(VerifyIssued(signing, Purpose::kTlsClient).ok());
  EXPECT_FALSE(VerifyIssued(signing, Purpose::kTlsServer).ok());
}

TEST(TrustAnchorTest, RefusesUnstatedOrMixedPurpose) {
  DevLeafProfile profile = AnchorUs().TlsProfile(UsAgency());
  profile.extended_key_usages.clear();
  ExpectRefused(VerifyIssued(AnchorUs().Issue(profile), Purpose::kTlsClient),
                "extended key usage");
  for (const char* extra :
       {kStatementSigningOid, "anyExtendedKeyUsage", "codeSigning"}) {
    profile.extended_key_usages = {"clientAuth", extra};
    const auto issued = AnchorUs().Issue(profile);
    EXPECT_FALSE(VerifyIssued(issued, Purpose::kTlsClient).ok()) << extra;
    EXPECT_FALSE(VerifyIssued(issued, Purpose::kStatementSigning).ok())
        << extra;
  }
}

TEST(TrustAnchorTest, RefusesOutsideValidityAndSaysByHowMuch) {
  DevLeafProfile profile = AnchorUs().TlsProfile(UsAgency());
  const absl::Time end = kNow + absl::Hours(1);
  profile.not_before = kNow;
  profile.not_after = end;
  const auto issued = AnchorUs().Issue(profile);
  const auto verify = [&](absl::Time at) {
    return VerifyIssued(issued, Purpose::kTlsClient, at);
  };
  EXPECT_TRUE(verify(kNow).ok());
  EXPECT_TRUE(verify(end - absl::Seconds(1)).ok());
  ExpectRefused(verify(kNow - absl::Seconds(3)), "for 3 s");
  ExpectRefused(verify(end + absl::Seconds(4)), "by 4 s");
}

TEST(TrustAnchorTest, RefusesLeafOfAnExpiredAuthority) {
  DevLeafProfile profile = AnchorUs().TlsProfile(UsAgency());
  profile.not_after = kNow + absl::Hours(24 * 365);
  ExpectRefused(VerifyIssued(AnchorUs().Issue(profile), Purpose::kTlsClient,
                             kNow + absl::Hours(24 * 30)),
                "certificate has expired");
}

TEST(TrustAnchorTest, RefusesOtherNationUnderOurAuthority) {
  DevLeafProfile profile = AnchorUs().TlsProfile(UsAgency());
  for (const char* uri :
       {"spiffe://mx.enlace.example/agency/mx-fgr",
        "spiffe://us.enlace.example.mx.enlace.example/agency/us-atf",
        "spiffe://a.us.enlace.example/agency/us-atf",
        "spiffe://enlace.example/agency/us-atf"}) {
    profile.uris = {uri};
    ExpectRefused(VerifyIssued(AnchorUs().Issue(profile), Purpose::kTlsClient),
                  "permitted subtree violation");
  }
}

TEST(TrustAnchorTest, RefusesNamesWhereParsersDisagree) {
  DevLeafProfile profile = AnchorUs().TlsProfile(UsAgency());
  for (const char* uri : {"spiffe://mx.enlace.example@us.enlace.example/node/1",
                          "spiffe://us.enlace.example:1/agency/us-atf",
                          "spiffe://us.enlace.example./agency/us-atf",
                          "spiffe://US.ENLACE.EXAMPLE/agency/us-atf",
                          "spiffe:us.enlace.example/agency/us-atf"}) {
    profile.uris = {uri};
    EXPECT_FALSE(
        VerifyIssued(AnchorUs().Issue(profile), Purpose::kTlsClient).ok())
        << uri;
  }
}

TEST(TrustAnchorTest, RefusesOurNameUnderAnotherRoot) {
  const auto cross = AnchorMx().Issue(AnchorUs().TlsProfile(UsAgency()));
  EXPECT_FALSE(VerifyIssued(cross, Purpose::kTlsClient).ok());
  EXPECT_FALSE(VerifyIssued(cross, Purpose::kTlsClient, kNow, AnchorMx()).ok());
  // The same names, but another root's key.
  const DevPki impostor = AnchorPki({.trust_domain = "us.enlace.example"});
  EXPECT_FALSE(
      VerifyIssued(impostor.IssueTls(UsAgency()), Purpose::kTlsClient).ok());
}

TEST(TrustAnchorTest, RefusesLeafWithoutExactlyOneUri) {
  const auto verify = [](const DevLeafProfile& profile) {
    return VerifyIssued(AnchorUs().Issue(profile), Purpose::kTlsClient);
  };
  DevLeafProfile profile = AnchorUs().TlsProfile(UsAgency());
  profile.uris = {UsAgency().Uri(), UsNode().Uri()};
  ExpectRefused(verify(profile), "exactly one subject alternative name");
  profile.uris = {UsAgency().Uri()};
  profile.dns_names = {"us.enlace.example"};
  ExpectRefused(verify(profile), "exactly one subject alternative name");
  profile.uris.clear();
  ExpectRefused(verify(profile), "must be a URI");
  profile.dns_names.clear();
  ExpectRefused(verify(profile), "exactly one subject alternative name");
  profile.addresses = {"192.0.2.1"};
  ExpectRefused(verify(profile), "excluded subtree violation");
}

TEST(TrustAnchorTest, RefusesAnAuthorityAsLeaf) {
  DevLeafProfile profile = AnchorUs().TlsProfile(UsAgency());
  profile.is_ca = true;
  profile.signed_by_root = true;
  ExpectRefused(VerifyIssued(AnchorUs().Issue(profile), Purpose::kTlsClient),
                "leaf is a CA");
}

TEST(TrustAnchorTest, RefusesBrokenChains) {
  const auto chain =
      *Certificate::ListFromPem(AnchorUs().IssueTls(UsAgency())->chain_pem);
  const auto foreign = *Certificate::ListFromPem(AnchorMx().issuing_pem());
  const TrustAnchor anchor = *TrustAnchor::FromPem(AnchorUs().root_pem());
  const auto verify = [&](const std::vector<Certificate>& intermediates) {
    return anchor.Verify(chain[0], intermediates, Purpose::kTlsClient, kNow);
  };
  ExpectRefused(verify({}), "unable to get local issuer");
  ExpectRefused(verify(foreign), "unable to get local issuer");
  // Any order, and with what does not belong there.
  EXPECT_TRUE(verify({foreign[0], chain[1], chain[0]}).ok());
}

TEST(TrustAnchorTest, EveryFlippedBitOfALeafFails) {
  const auto chain =
      *Certificate::ListFromPem(AnchorUs().IssueTls(UsAgency())->chain_pem);
  const TrustAnchor anchor = *TrustAnchor::FromPem(AnchorUs().root_pem());
  const std::string& der = chain[0].der();
  for (size_t i = 0; i < der.size() * 8; ++i) {
    std::string flipped = der;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
    const auto certificate = Certificate::FromDer(flipped);
    if (!certificate.ok()) continue;
    EXPECT_FALSE(anchor
                     .Verify(*certificate, absl::MakeSpan(chain).subspan(1),
                             Purpose::kTlsClient, kNow)
                     .ok())
        << i;
  }
}

}  // namespace
}  // namespace enlace::certs
