#include "certs/peer_verifier.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "tests/integration/tls_fixture.h"

namespace enlace::certs {
namespace {

using Kind = Identity::Kind;

struct CheckPeerTest : testing::Test {
  TrustAnchor anchor = *TrustAnchor::FromPem(UsPki().root_pem());
  AcceptedPeers peers{.trust_domain = "us.enlace.example",
                      .kinds = {Kind::kAgency}};
  absl::Time now = RealClock().TimeNow();

  absl::StatusCode Check(const std::string& leaf, const std::string& chain) {
    return CheckPeer(anchor, peers, Purpose::kTlsClient,
                     {.leaf_pem = leaf, .chain_pem = chain}, now)
        .code();
  }
};

TEST_F(CheckPeerTest, TakesTheChainWithOrWithoutTheLeaf) {
  const auto issued =
      UsPki().IssueTls({"us.enlace.example", Kind::kAgency, "us-atf"});
  const std::string leaf =
      Certificate::ListFromPem(issued->chain_pem)->at(0).ToPem();
  EXPECT_EQ(Check(leaf, UsPki().issuing_pem()), absl::StatusCode::kOk);
  EXPECT_EQ(Check(leaf, issued->chain_pem), absl::StatusCode::kOk);
  EXPECT_EQ(Check(leaf, ""), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Check(leaf, MxPki().issuing_pem()),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(Check("", issued->chain_pem), absl::StatusCode::kInvalidArgument);
}

TEST_F(CheckPeerTest, OneIdentityMayBeTheOnlyOneAdmitted) {
  const auto issued =
      UsPki().IssueTls({"us.enlace.example", Kind::kAgency, "us-atf"});
  const std::string leaf =
      Certificate::ListFromPem(issued->chain_pem)->at(0).ToPem();
  peers.only = UsIdentity(Kind::kAgency, "us-atf");
  EXPECT_EQ(Check(leaf, UsPki().issuing_pem()), absl::StatusCode::kOk);
  peers.only = UsIdentity(Kind::kAgency, "us-cbp");
  EXPECT_EQ(Check(leaf, UsPki().issuing_pem()),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(CheckPeerTest, KindsAreAdmittedOneByOne) {
  for (const Kind kind : {Kind::kAgency, Kind::kNode, Kind::kPerson}) {
    const auto issued = UsPki().IssueTls(UsIdentity(kind, "x"));
    const std::string leaf =
        Certificate::ListFromPem(issued->chain_pem)->at(0).ToPem();
    for (const Kind admitted : {Kind::kAgency, Kind::kNode, Kind::kPerson}) {
      peers.kinds = {admitted};
      EXPECT_EQ(Check(leaf, UsPki().issuing_pem()),
                kind == admitted ? absl::StatusCode::kOk
                                 : absl::StatusCode::kPermissionDenied);
    }
  }
}

}  // namespace
}  // namespace enlace::certs
