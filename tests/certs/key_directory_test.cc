#include "certs/key_directory.h"

#include <gtest/gtest.h>

#include <string>

#include "certs/dev_pki.h"

namespace enlace::certs {
namespace {

struct KeyDirectoryTest : testing::Test {
  // The chain of a statement certificate of `key`.
  std::string Chain(const PrivateKey& key, const Identity& identity,
                    absl::Time from, absl::Time until) const {
    DevLeafProfile profile = pki.StatementProfile(identity);
    profile.key_pem = key.ToPem();
    profile.not_before = from;
    profile.not_after = until;
    return pki.Issue(profile)->chain_pem;
  }

  absl::StatusCode Add(const std::string& chain, absl::Time at) {
    return keys.Add(anchor, chain, Purpose::kStatementSigning, at).code();
  }

  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  const absl::Duration day = absl::Hours(24);
  const Identity agency = {"us.enlace.example", Identity::Kind::kAgency,
                           "us-atf"};
  const DevPki pki =
      *DevPki::Create({.trust_domain = "us.enlace.example"}, now);
  const TrustAnchor anchor = *TrustAnchor::FromPem(pki.root_pem());
  const PrivateKey signing_key = *PrivateKey::Generate(KeyType::kEcdsaP256);
  KeyDirectory keys;
};

TEST_F(KeyDirectoryTest, FindsTheOwnerOfAVerifiedKey) {
  const IssuedKey issued = *pki.IssueStatementSigning(agency);
  const PrivateKey key = *PrivateKey::FromPem(issued.key_pem);
  EXPECT_EQ(keys.Find(key.key_id()), nullptr);
  ASSERT_EQ(Add(issued.chain_pem, now), absl::StatusCode::kOk);
  const KeyDirectory::Entry* const entry = keys.Find(key.key_id());
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->identity, agency);
  EXPECT_EQ(entry->purpose, Purpose::kStatementSigning);
  EXPECT_TRUE(entry->key.Verify("m", *key.Sign("m")));
  EXPECT_TRUE(entry->ValidAt(entry->not_before));
  EXPECT_TRUE(entry->ValidAt(entry->not_after));
  EXPECT_FALSE(entry->ValidAt(entry->not_before - absl::Seconds(1)));
  EXPECT_FALSE(entry->ValidAt(entry->not_after + absl::Seconds(1)));
}

TEST_F(KeyDirectoryTest, TakesNothingThatDoesNotVerify) {
  const DevPki other =
      *DevPki::Create({.trust_domain = "us.enlace.example"}, now);
  const auto refused = absl::StatusCode::kUnauthenticated;
  EXPECT_EQ(Add(other.IssueStatementSigning(agency)->chain_pem, now), refused);
  EXPECT_EQ(Add(pki.IssueTls(agency)->chain_pem, now), refused);
  EXPECT_EQ(Add(pki.IssueStatementSigning(agency)->chain_pem, now + 8 * day),
            refused);
  EXPECT_EQ(Add("", now), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(keys.size(), 0u);
}

TEST_F(KeyDirectoryTest, AddingTwiceChangesNothing) {
  const std::string chain = pki.IssueStatementSigning(agency)->chain_pem;
  EXPECT_EQ(Add(chain, now), absl::StatusCode::kOk);
  EXPECT_EQ(Add(chain, now), absl::StatusCode::kOk);
  EXPECT_EQ(keys.size(), 1u);
}

TEST_F(KeyDirectoryTest, OneKeyHasOneIdentityAndOneUse) {
  Identity other = agency;
  other.id = "us-cbp";
  ASSERT_EQ(Add(Chain(signing_key, agency, now, now + day), now),
            absl::StatusCode::kOk);
  EXPECT_EQ(Add(Chain(signing_key, other, now, now + day), now),
            absl::StatusCode::kAlreadyExists);
  DevLeafProfile tls = pki.TlsProfile(agency);
  tls.key_pem = signing_key.ToPem();
  EXPECT_EQ(
      keys.Add(anchor, pki.Issue(tls)->chain_pem, Purpose::kTlsClient, now)
          .code(),
      absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(keys.Find(signing_key.key_id())->identity, agency);
}

TEST_F(KeyDirectoryTest, RenewalExtendsAndOlderCertificateChangesNothing) {
  ASSERT_EQ(Add(Chain(signing_key, agency, now, now + day), now),
            absl::StatusCode::kOk);
  ASSERT_EQ(
      Add(Chain(signing_key, agency, now + day / 2, now + 2 * day), now + day),
      absl::StatusCode::kOk);
  ASSERT_EQ(Add(Chain(signing_key, agency, now, now + day / 2), now),
            absl::StatusCode::kOk);
  const KeyDirectory::Entry* const entry = keys.Find(signing_key.key_id());
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->not_before, now);
  EXPECT_EQ(entry->not_after, now + 2 * day);
}

TEST_F(KeyDirectoryTest, RenewalAfterAGapDoesNotCoverTheGap) {
  ASSERT_EQ(Add(Chain(signing_key, agency, now, now + day), now),
            absl::StatusCode::kOk);
  ASSERT_EQ(Add(Chain(signing_key, agency, now + 3 * day, now + 4 * day),
                now + 3 * day),
            absl::StatusCode::kOk);
  const KeyDirectory::Entry* const entry = keys.Find(signing_key.key_id());
  ASSERT_NE(entry, nullptr);
  EXPECT_FALSE(entry->ValidAt(now + 2 * day));
  EXPECT_TRUE(entry->ValidAt(now + 3 * day));
}

}  // namespace
}  // namespace enlace::certs
