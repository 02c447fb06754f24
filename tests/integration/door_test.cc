// Who gets through the doors of a real node.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "certs/tls_dial.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/problem.h"
#include "tests/integration/log_lines.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

using Kind = certs::Identity::Kind;

// Who may not even talk to a real node's door.  The good row shows that the
// same dial would get in.
enum class Door { kAgencies, kPeers };

struct DoorRow {
  std::string name;
  Door door;
  std::function<certs::DialOptions(const TwoNodes&)> dial;
  bool admitted = false;
};

certs::DialOptions With(absl::StatusOr<certs::IssuedKey> key) {
  CHECK_OK(key.status());
  return {.key_pem = key->key_pem, .chain_pem = key->chain_pem};
}

certs::Identity MxAgency() {
  return {.trust_domain = "mx.enlace.example",
          .kind = Kind::kAgency,
          .id = "mx-fgr"};
}

certs::DialOptions WithSpoilt(
    const TwoNodes& nodes,
    const std::function<void(certs::DevLeafProfile&)>& spoil) {
  certs::DevLeafProfile profile = nodes.pki("mx").TlsProfile(MxAgency());
  spoil(profile);
  return With(nodes.pki("mx").Issue(profile));
}

// A TLS certificate for a key that has another use.
certs::DialOptions WithKey(const certs::DevPki& pki,
                           const certs::Identity& identity,
                           const std::string& key_pem) {
  certs::DevLeafProfile profile = pki.TlsProfile(identity);
  profile.key_pem = key_pem;
  return With(pki.Issue(profile));
}

class DoorTest : public testing::TestWithParam<DoorRow> {};

TEST_P(DoorTest, AdmitsOnlyWhomItShouldAndLogsNothing) {
  TwoNodes& nodes = Nodes();
  const uint64_t before = RestingLogSize("mx");
  const auto result = certs::DialTls(GetParam().door == Door::kAgencies
                                         ? nodes.agency_address("mx")
                                         : nodes.peer_address("mx"),
                                     GetParam().dial(nodes));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->admitted, GetParam().admitted);
  EXPECT_EQ(nodes.LogSize("mx"), before);
}

// What the log of a stopped node says of who was turned away, by door, caller,
// problem and method.
std::map<std::vector<std::string>, uint64_t> TurnedAwayFrom(
    const std::string& nation) {
  std::map<std::vector<std::string>, uint64_t> times;
  for (const LogLine& line : LogOf(Nodes(), nation)) {
    if (line.step != v1::AUDIT_STEP_TURNED_AWAY) continue;
    EXPECT_FALSE(line.shared) << "it is nobody else's affair";
    const v1::Knocks& knocks = line.national.knocks();
    EXPECT_GT(knocks.first_ms(), 0);
    EXPECT_LE(knocks.first_ms(), knocks.last_ms());
    times[{knocks.door(), line.national.caller(), line.national.problem(),
           knocks.method()}] += knocks.times();
  }
  return times;
}

TEST(TurnedAwayTest, WhoWasTurnedAwayIsInTheLogWithoutAStrangersWords) {
  TwoNodes& nodes = Nodes();
  nodes.StopNode("mx");
  const auto before = TurnedAwayFrom("mx");
  nodes.StartNode("mx");
  const certs::Identity atf{.trust_domain = "us.enlace.example",
                            .kind = Kind::kAgency,
                            .id = "us-atf"};
  for (int i = 0; i < 3; ++i) {
    const auto agency = certs::DialTls(nodes.peer_address("mx"),
                                       With(nodes.pki("us").IssueTls(atf)));
    ASSERT_TRUE(agency.ok() && !agency->admitted);
  }
  const auto spoilt =
      certs::DialTls(nodes.agency_address("mx"),
                     WithSpoilt(nodes, [](certs::DevLeafProfile& profile) {
                       profile.uris.push_back(MxAgency().Uri());
                     }));
  ASSERT_TRUE(spoilt.ok() && !spoilt->admitted);
  // A right to enter is none to everything.
  grpc::ClientContext context;
  v1::ListRegisterResponse entries;
  EXPECT_EQ(nodes.registrar("mx-fgr")
                .ListRegister(&context, {}, &entries)
                .error_code(),
            grpc::StatusCode::PERMISSION_DENIED);
  nodes.StopNode("mx");
  auto after = TurnedAwayFrom("mx");
  nodes.StartNode("mx");
  for (const auto& [knock, times] : before) after.at(knock) -= times;
  EXPECT_EQ((after[{"peers", atf.Uri(), std::string(wire::kNotEntitled), ""}]),
            3u);
  EXPECT_EQ((after[{"agencies", "", std::string(wire::kCallerUnknown), ""}]),
            1u);
}

TEST(ListedTest, AListIsInTheLogOnceItIsShown) {
  TwoNodes& nodes = Nodes();
  const uint64_t before = RestingLogSize("mx");
  grpc::ClientContext context;
  v1::ListHoldsResponse holds;
  ASSERT_TRUE(nodes.reviewer("mx-fgr").ListHolds(&context, {}, &holds).ok());
  EXPECT_EQ(nodes.LogSize("mx"), before + 1);
  nodes.StopNode("mx");
  const std::vector<LogLine> log = LogOf(nodes, "mx");
  nodes.StartNode("mx");
  const LogLine& line = log.at(before);
  EXPECT_EQ(line.step, v1::AUDIT_STEP_LISTED);
  EXPECT_FALSE(line.shared);
  EXPECT_EQ(line.national.caller(), MxAgency().Uri());
  EXPECT_EQ(line.national.method(), "enlace.v1.ReviewService.ListHolds");
}

INSTANTIATE_TEST_SUITE_P(
    All, DoorTest,
    testing::Values(
        DoorRow{"AgencyAtItsDoor", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("mx").IssueTls(MxAgency()));
                },
                true},
        DoorRow{"PeerNodeAtItsDoor", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return With(
                      nodes.pki("us").IssueTls(nodes.config("us").node));
                },
                true},
        DoorRow{"NoCertificate", Door::kAgencies,
                [](const TwoNodes&) { return certs::DialOptions(); }},
        DoorRow{"Tls12", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  certs::DialOptions options =
                      With(nodes.pki("mx").IssueTls(MxAgency()));
                  options.tls12_only = true;
                  return options;
                }},
        DoorRow{"NoAlternativeName", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return WithSpoilt(
                      nodes, [](certs::DevLeafProfile& p) { p.uris.clear(); });
                }},
        DoorRow{"TwoAlternativeNames", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return WithSpoilt(nodes, [](certs::DevLeafProfile& p) {
                    p.uris.push_back(
                        "spiffe://mx.enlace.example/agency/mx-anam");
                  });
                }},
        DoorRow{"Expired", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return WithSpoilt(nodes, [](certs::DevLeafProfile& p) {
                    p.not_after = RealClock().TimeNow() - absl::Minutes(1);
                  });
                }},
        DoorRow{"AgencyOfTheOtherNation", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueTls(
                      {.trust_domain = "us.enlace.example",
                       .kind = Kind::kAgency,
                       .id = "us-atf"}));
                }},
        DoorRow{"OurNameUnderTheOtherAuthority", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueTls(MxAgency()));
                }},
        DoorRow{"NodeAtTheAgencyDoor", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(
                      nodes.pki("mx").IssueTls(nodes.config("mx").node));
                }},
        DoorRow{"PersonAtTheAgencyDoor", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("mx").IssueTls(
                      {.trust_domain = "mx.enlace.example",
                       .kind = Kind::kPerson,
                       .id = "p1"}));
                },
                true},
        DoorRow{"PersonOfTheOtherNation", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueTls(
                      {.trust_domain = "us.enlace.example",
                       .kind = Kind::kPerson,
                       .id = "us-operator-1"}));
                }},
        // A certificate for statements opens no door.
        DoorRow{"StatementCertificateOfAnAgency", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(
                      nodes.pki("mx").IssueStatementSigning(MxAgency()));
                }},
        DoorRow{"StatementCertificateOfAPerson", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("mx").IssueStatementSigning(
                      {.trust_domain = "mx.enlace.example",
                       .kind = Kind::kPerson,
                       .id = "mx-operator-1"}));
                }},
        DoorRow{"StatementCertificateOfANode", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueStatementSigning(
                      nodes.config("us").node));
                }},
        // Nor does a TLS certificate of a key that signs statements.
        DoorRow{"SigningKeyOfAnAgencyCertifiedForTls", Door::kAgencies,
                [](const TwoNodes& nodes) {
                  return WithKey(nodes.pki("mx"), MxAgency(),
                                 nodes.signing_key("mx-fgr"));
                }},
        DoorRow{"StatementKeyOfANodeCertifiedForTls", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return WithKey(
                      nodes.pki("us"), nodes.config("us").node,
                      ReadFile(nodes.config("us").statement_key_path).value());
                }},
        DoorRow{"NobodyAtThePeerDoor", Door::kPeers,
                [](const TwoNodes&) { return certs::DialOptions(); }},
        DoorRow{"OwnNodeAtThePeerDoor", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return With(
                      nodes.pki("mx").IssueTls(nodes.config("mx").node));
                }},
        DoorRow{"AgencyAtThePeerDoor", Door::kPeers,
                [](const TwoNodes& nodes) {
                  return With(nodes.pki("us").IssueTls(
                      {.trust_domain = "us.enlace.example",
                       .kind = Kind::kAgency,
                       .id = "us-atf"}));
                }}),
    [](const testing::TestParamInfo<DoorRow>& row) { return row.param.name; });

}  // namespace
}  // namespace enlace
