// Requests for certificates, against OpenSSL's own program too.

#include "certs/certificate_request.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "certs/dev_pki.h"

namespace enlace::certs {
namespace {

namespace fs = std::filesystem;

constexpr char kUri[] = "spiffe://us.enlace.example/agency/us-harbour";

// The profile, as a configuration of `openssl req`.
constexpr char kProfile[] =
    "[req]\ndistinguished_name=dn\nprompt=no\nreq_extensions=ext\n[dn]\n"
    "[ext]\n"
    "subjectAltName=critical,URI:spiffe://us.enlace.example/agency/us-harbour\n"
    "keyUsage=critical,digitalSignature\n"
    "extendedKeyUsage=clientAuth\n";

class CertificateRequestTest : public testing::Test {
 protected:
  CertificateRequestTest() {
    std::string pattern = fs::temp_directory_path() / "enlace-csr-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~CertificateRequestTest() override { fs::remove_all(folder_); }

  static int RunOpenssl(const std::string& words) {
    const int status = std::system(
        absl::StrCat("openssl ", words, " >/dev/null 2>&1").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string File(const std::string& name) const {
    return absl::StrCat(folder_, "/", name);
  }

  // What `openssl req` makes of a configuration with our key.
  absl::StatusOr<CertificateRequest> FromOpenssl(
      const std::string& config, const std::string& subject = "/") const {
    EXPECT_TRUE(ReplaceFileDurably(File("key"), key_.ToPem()).ok());
    EXPECT_TRUE(ReplaceFileDurably(File("config"), config).ok());
    EXPECT_EQ(RunOpenssl(absl::StrCat("req -new -sha256 -key ", File("key"),
                                      " -config ", File("config"), " -subj '",
                                      subject, "' -out ", File("csr"))),
              0)
        << config;
    return CertificateRequest::FromPem(*ReadFile(File("csr")));
  }

  CertificateRequest Made(Purpose purpose = Purpose::kTlsClient) const {
    return CertificateRequest::Create(key_, agency_, purpose).value();
  }

  const Identity agency_ = ParseIdentity(kUri).value();
  const PrivateKey key_ = PrivateKey::Generate(KeyType::kEcdsaP256).value();
  std::string folder_;
};

TEST_F(CertificateRequestTest, SaysWhoseKeyItIsAndWhatFor) {
  for (const Purpose purpose :
       {Purpose::kTlsClient, Purpose::kStatementSigning}) {
    const CertificateRequest made = Made(purpose);
    const auto read = CertificateRequest::FromPem(made.ToPem());
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->der(), made.der());
    EXPECT_EQ(read->identity(), agency_);
    EXPECT_EQ(read->purpose(), purpose);
    EXPECT_EQ(read->public_key(), key_.public_key());
  }
  EXPECT_FALSE(
      CertificateRequest::Create(key_, agency_, Purpose::kTlsServer).ok());
}

TEST_F(CertificateRequestTest, OpensslVerifiesIt) {
  ASSERT_TRUE(ReplaceFileDurably(File("csr"), Made().ToPem()).ok());
  EXPECT_EQ(RunOpenssl("req -verify -noout -in " + File("csr")), 0);
}

// So a key that a hardware module holds can ask in the same form.
TEST_F(CertificateRequestTest, OpensslMakesTheSameOfTheSameProfile) {
  const auto tls = FromOpenssl(kProfile);
  ASSERT_TRUE(tls.ok()) << tls.status();
  EXPECT_EQ(tls->purpose(), Purpose::kTlsClient);
  const auto signing = FromOpenssl(
      absl::StrReplaceAll(kProfile, {{"clientAuth", kStatementSigningOid}}));
  ASSERT_TRUE(signing.ok()) << signing.status();
  EXPECT_EQ(signing->purpose(), Purpose::kStatementSigning);
}

TEST_F(CertificateRequestTest, RefusesWhatAsksForMoreThanTheProfile) {
  const std::string san = absl::StrCat("critical,URI:", kUri);
  const std::pair<const char*, std::string> cases[] = {
      {"a second URI", absl::StrCat(san, ",URI:", kUri, "2")},
      {"a DNS name beside", absl::StrCat(san, ",DNS:us.enlace.example")},
      {"a DNS name alone", "critical,DNS:us.enlace.example"},
      {"no identity", "critical,URI:https://us.enlace.example/agency/x"},
      {"a name that is not critical", absl::StrCat("URI:", kUri)}};
  for (const auto& [what, names] : cases) {
    EXPECT_FALSE(
        FromOpenssl(absl::StrReplaceAll(kProfile, {{san, names}})).ok())
        << what;
  }
  const std::pair<const char*, const char*> swaps[] = {
      {"extendedKeyUsage=clientAuth", "extendedKeyUsage=clientAuth,serverAuth"},
      {"extendedKeyUsage=clientAuth", "extendedKeyUsage=serverAuth"},
      {"extendedKeyUsage=clientAuth\n", ""},
      {"keyUsage=critical,digitalSignature\n", ""},
      {"keyUsage=critical,digitalSignature",
       "keyUsage=critical,digitalSignature,keyCertSign"},
      {"extendedKeyUsage=clientAuth\n",
       "extendedKeyUsage=clientAuth\nbasicConstraints=critical,CA:TRUE\n"}};
  for (const auto& [from, to] : swaps) {
    EXPECT_FALSE(FromOpenssl(absl::StrReplaceAll(kProfile, {{from, to}})).ok())
        << to;
  }
  EXPECT_FALSE(FromOpenssl(kProfile, "/CN=us-harbour").ok());
  EXPECT_FALSE(
      FromOpenssl(absl::StrReplaceAll(kProfile, {{"req_extensions=ext\n", ""}}))
          .ok());
}

// `openssl req` writes no attribute where no subject is asked for.
TEST_F(CertificateRequestTest, RefusesAnAttributeBeside) {
  const std::string der = Made().der();
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  X509_REQ* const request =
      d2i_X509_REQ(nullptr, &bytes, static_cast<int>(der.size()));
  ASSERT_NE(request, nullptr);
  const std::string password = "12345678";
  EXPECT_EQ(X509_REQ_add1_attr_by_txt(
                request, "challengePassword", MBSTRING_ASC,
                reinterpret_cast<const unsigned char*>(password.data()),
                static_cast<int>(password.size())),
            1);
  EXPECT_GT(X509_REQ_sign(request, key_.native(), EVP_sha256()), 0);
  unsigned char* out = nullptr;
  const int size = i2d_X509_REQ(request, &out);
  ASSERT_GT(size, 0);
  EXPECT_FALSE(
      CertificateRequest::FromDer(
          std::string(reinterpret_cast<char*>(out), static_cast<size_t>(size)))
          .ok());
  OPENSSL_free(out);
  X509_REQ_free(request);
}

// 0x20 makes a constructed tag a simple one, which OpenSSL reads all the same.
TEST_F(CertificateRequestTest, EveryChangeOfAByteFails) {
  const std::string der = Made().der();
  for (size_t i = 0; i < der.size(); ++i) {
    for (const unsigned mask : {0x01u, 0x20u, 0x80u}) {
      std::string changed = der;
      changed[i] =
          static_cast<char>(static_cast<unsigned char>(changed[i]) ^ mask);
      EXPECT_FALSE(CertificateRequest::FromDer(changed).ok()) << "byte " << i;
    }
  }
  EXPECT_FALSE(CertificateRequest::FromDer(der + "x").ok());
  EXPECT_FALSE(CertificateRequest::FromDer("").ok());
}

TEST_F(CertificateRequestTest, AKeptAuthorityCertifiesItAndNothingForOthers) {
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const auto pki =
      DevPki::Create({.trust_domain = "us.enlace.example"}, now).value();
  const auto kept = DevPki::Open({.root_pem = pki.root_pem(),
                                  .issuing_pem = pki.issuing_pem(),
                                  .issuing_key_pem = pki.issuing_key_pem()},
                                 absl::Hours(24 * 30), now + absl::Hours(1));
  ASSERT_TRUE(kept.ok()) << kept.status();
  const auto pem = kept->Certify(Made());
  ASSERT_TRUE(pem.ok()) << pem.status();
  const auto chain = Certificate::ListFromPem(*pem).value();
  const TrustAnchor root = TrustAnchor::FromPem(pki.root_pem()).value();
  EXPECT_TRUE(root.Verify(chain[0], absl::MakeSpan(chain).subspan(1),
                          Purpose::kTlsClient, now + absl::Hours(2))
                  .ok());
  EXPECT_EQ(chain[0].public_key(), key_.public_key());
  EXPECT_EQ(*chain[0].identity(), agency_);
  EXPECT_LE(chain[0].not_after(), chain[1].not_after());

  const auto other =
      DevPki::Create({.trust_domain = "mx.enlace.example"}, now).value();
  EXPECT_FALSE(other.Certify(Made()).ok());
  EXPECT_FALSE(DevPki::Open({.root_pem = pki.root_pem(),
                             .issuing_pem = pki.issuing_pem(),
                             .issuing_key_pem = other.issuing_key_pem()},
                            absl::Hours(1), now)
                   .ok());
  EXPECT_FALSE(DevPki::Open({.root_pem = pki.root_pem(),
                             .issuing_pem = pki.issuing_pem(),
                             .issuing_key_pem = pki.issuing_key_pem()},
                            absl::Hours(1), now + absl::Hours(24 * 8))
                   .ok());
}

}  // namespace
}  // namespace enlace::certs
