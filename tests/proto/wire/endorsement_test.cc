#include "proto/wire/endorsement.h"

#include <gtest/gtest.h>

#include "proto/wire/problem.h"
#include "tests/proto/wire/link_sample.h"

namespace enlace::wire {
namespace {

TEST(EndorsementTest, GivesTheKeysThatTheRootVouchedFor) {
  const LinkSample us;
  const auto keys = EndorsedKeys(us.Signed(), us.root, us.now);
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->trust_domain, "us.enlace.example");
  ASSERT_EQ(keys->logs.size(), 1u);
  EXPECT_EQ(keys->logs[0].origin, "us.enlace.example/audit");
  EXPECT_EQ(keys->logs[0].log_key.public_key(), us.log_key.public_key());
  EXPECT_EQ(keys->logs[0].witness_key.public_key(),
            us.witness_key.public_key());
  const auto id_of = [](const certs::IssuedKey& issued) {
    return certs::PrivateKey::FromPem(issued.key_pem)->key_id();
  };
  ASSERT_EQ(keys->keys.size(), 2u);
  EXPECT_EQ(keys->keys.Find(id_of(us.statement))->identity, us.node);
  EXPECT_EQ(keys->keys.Find(id_of(us.signing))->identity, us.agency);
}

TEST(EndorsementTest, AnotherNationsRootVouchesForNothing) {
  const LinkSample us;
  const LinkSample mx("mx.enlace.example", "mx-fgr");
  EXPECT_EQ(ReasonOf(EndorsedKeys(us.Signed(), mx.root, us.now).status()),
            kSignatureInvalid);
  // Nor does another root of the same name.
  const LinkSample impostor;
  EXPECT_EQ(ReasonOf(EndorsedKeys(impostor.Signed(), us.root, us.now).status()),
            kSignatureInvalid);
}

TEST(EndorsementTest, OutsideOfTheFilesTimeNothingIsVouchedFor) {
  const LinkSample us;
  for (const absl::Duration off : {-absl::Milliseconds(1), absl::Hours(24)}) {
    EXPECT_EQ(
        ReasonOf(EndorsedKeys(us.Signed(), us.root, us.now + off).status()),
        kLinkFileExpired);
  }
}

TEST(EndorsementTest, AnExpiredCertificateTakesItsOwnKeyAwayAlone) {
  LinkSample us;
  auto profile = us.pki.StatementProfile(us.agency);
  profile.not_after = us.now + absl::Hours(1);
  const auto brief = us.pki.Issue(profile);
  ASSERT_TRUE(brief.ok());
  us.content.mutable_agencies(0)->set_signing_chain(brief->chain_pem);
  const std::string file = us.Signed();
  EXPECT_EQ(EndorsedKeys(file, us.root, us.now)->keys.size(), 2u);
  const auto later = EndorsedKeys(file, us.root, us.now + absl::Hours(2));
  ASSERT_TRUE(later.ok());
  EXPECT_EQ(later->keys.size(), 1u);
  EXPECT_NE(later->keys.Find(
                certs::PrivateKey::FromPem(us.statement.key_pem)->key_id()),
            nullptr);
}

}  // namespace
}  // namespace enlace::wire
