#include "certs/certificate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/sha256.h"
#include "certs/dev_pki.h"

namespace enlace::certs {
namespace {

const absl::Time kIssued = absl::FromUnixSeconds(1'800'000'000);
const Identity kAgencyIdentity = {"us.enlace.example", Identity::Kind::kAgency,
                                  "us-atf"};

const DevPki& CertificatePki() {
  static const DevPki pki =
      *DevPki::Create({.trust_domain = "us.enlace.example"}, kIssued);
  return pki;
}

TEST(CertificateTest, TellsWhatItHolds) {
  const IssuedKey issued = *CertificatePki().IssueTls(kAgencyIdentity);
  const auto chain = Certificate::ListFromPem(issued.chain_pem);
  ASSERT_TRUE(chain.ok()) << chain.status();
  ASSERT_EQ(chain->size(), 2u);
  const Certificate& leaf = chain->at(0);
  EXPECT_EQ(*leaf.identity(), kAgencyIdentity);
  EXPECT_EQ(leaf.public_key(),
            PrivateKey::FromPem(issued.key_pem)->public_key());
  EXPECT_EQ(leaf.not_before(), kIssued - absl::Minutes(5));
  EXPECT_EQ(leaf.not_after(), kIssued + absl::Hours(24 * 7));
  EXPECT_EQ(leaf.fingerprint(), HexEncode(AsBytes(Sha256(leaf.der()))));
  EXPECT_EQ(leaf.ToPem() + chain->at(1).ToPem(), issued.chain_pem);
  EXPECT_EQ(chain->at(1).ToPem(), CertificatePki().issuing_pem());
  EXPECT_EQ(Certificate::FromDer(leaf.der())->fingerprint(),
            leaf.fingerprint());
}

TEST(CertificateTest, IdentityNeedsExactlyOneNameAndItIsAUri) {
  const std::string uri = kAgencyIdentity.Uri();
  const struct {
    const char* what;
    std::vector<std::string> uris;
    std::vector<std::string> dns_names;
    std::vector<std::string> addresses;
  } kRows[] = {
      {"no name", {}, {}, {}},
      {"two URIs", {uri, "spiffe://us.enlace.example/agency/us-cbp"}, {}, {}},
      {"the same URI twice", {uri, uri}, {}, {}},
      {"DNS name alone", {}, {"us.enlace.example"}, {}},
      {"DNS name beside", {uri}, {"us.enlace.example"}, {}},
      {"address alone", {}, {}, {"192.0.2.1"}},
      {"address beside", {uri}, {}, {"192.0.2.1"}},
      {"another scheme", {"https://us.enlace.example/agency/us-atf"}, {}, {}},
      {"user in URI", {"spiffe://x@us.enlace.example/agency/us-atf"}, {}, {}},
      {"port in URI", {"spiffe://us.enlace.example:1/agency/us-atf"}, {}, {}},
      {"upper case", {"spiffe://US.enlace.example/agency/us-atf"}, {}, {}},
      {"trailing slash", {uri + "/"}, {}, {}},
  };
  for (const auto& row : kRows) {
    DevLeafProfile profile = CertificatePki().TlsProfile(kAgencyIdentity);
    profile.uris = row.uris;
    profile.dns_names = row.dns_names;
    profile.addresses = row.addresses;
    const auto issued = CertificatePki().Issue(profile);
    ASSERT_TRUE(issued.ok()) << row.what << ": " << issued.status();
    const auto leaf = Certificate::ListFromPem(issued->chain_pem)->at(0);
    EXPECT_EQ(leaf.identity().status().code(),
              absl::StatusCode::kInvalidArgument)
        << row.what;
  }
}

TEST(CertificateTest, RefusesWhatIsNotExactlyOneCertificate) {
  const std::string chain =
      CertificatePki().IssueTls(kAgencyIdentity)->chain_pem;
  EXPECT_FALSE(Certificate::FromPem(chain).ok());
  EXPECT_FALSE(Certificate::FromPem("").ok());
  EXPECT_FALSE(Certificate::ListFromPem("").ok());
  EXPECT_FALSE(Certificate::FromDer("").ok());
  const std::string der = Certificate::ListFromPem(chain)->at(0).der();
  EXPECT_FALSE(Certificate::FromDer(der + '\0').ok());
  for (size_t size = 0; size < der.size(); ++size) {
    EXPECT_FALSE(Certificate::FromDer(der.substr(0, size)).ok()) << size;
  }
}

// The outer length in one byte more than needed: the same contents in other
// bytes would have another fingerprint.
TEST(CertificateTest, RefusesBer) {
  const std::string chain =
      CertificatePki().IssueTls(kAgencyIdentity)->chain_pem;
  std::string der = Certificate::ListFromPem(chain)->at(0).der();
  ASSERT_EQ(der.substr(0, 2), "\x30\x82");
  der.replace(0, 2, std::string("\x30\x83\x00", 3));
  EXPECT_FALSE(Certificate::FromDer(der).ok());
}

}  // namespace
}  // namespace enlace::certs
