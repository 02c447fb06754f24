// Who gets through the doors of a real node.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "certs/tls_dial.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/handshake_problem.h"
#include "proto/wire/problem.h"
#include "tests/integration/log_lines.h"
#include "tests/integration/shared_nodes.h"

namespace enlace {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
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

class DoorTest : public testing::TestWithParam<DoorRow> {
 protected:
  static void SetUpTestSuite() { before_ = RestingLogSize("mx"); }

  // Whoever knocked has left no other trace than that.
  static void TearDownTestSuite() {
    Nodes().StopNode("mx");
    const std::vector<LogLine> log = LogOf(Nodes(), "mx");
    Nodes().StartNode("mx");
    EXPECT_GT(log.size(), before_);
    for (size_t i = before_; i < log.size(); ++i) {
      EXPECT_EQ(log[i].step, v1::AUDIT_STEP_TURNED_AWAY) << i;
    }
  }

 private:
  static uint64_t before_;
};

uint64_t DoorTest::before_ = 0;

TEST_P(DoorTest, AdmitsOnlyWhomItShould) {
  TwoNodes& nodes = Nodes();
  const auto result = certs::DialTls(GetParam().door == Door::kAgencies
                                         ? nodes.agency_address("mx")
                                         : nodes.peer_address("mx"),
                                     GetParam().dial(nodes));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->admitted, GetParam().admitted);
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

// What a stranger says must be nowhere in the log.
constexpr char kStrangersWords[] = "canary-of-a-stranger";

// Opens a TCP connection, says `words`, and waits until the node has closed it.
void KnockWithoutTls(const std::string& address, const std::string& words) {
  const std::vector<std::string> parts = absl::StrSplit(address, ':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::stoi(parts[1])));
  ASSERT_EQ(inet_pton(AF_INET, parts[0].c_str(), &to.sin_addr), 1);
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)), 0);
  ASSERT_EQ(send(fd, words.data(), words.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(words.size()));
  if (words.empty()) shutdown(fd, SHUT_WR);
  char answer[256];
  while (recv(fd, answer, sizeof(answer), 0) > 0) {
  }
  close(fd);
}

// The TLS library breaks them off, and nobody of the node is asked: each is
// counted all the same, at its door.
TEST(TurnedAwayTest, AHandshakeThatBreaksOffIsInTheLogWithoutAStrangersWords) {
  TwoNodes& nodes = Nodes();
  nodes.StopNode("mx");
  const auto before = TurnedAwayFrom("mx");
  const size_t size_before = LogOf(nodes, "mx").size();
  nodes.StartNode("mx");
  const std::string door = nodes.agency_address("mx");

  const auto nobody = certs::DialTls(door, {});
  ASSERT_TRUE(nobody.ok() && !nobody->admitted);
  // Our own name, under the other nation's root.
  certs::DevLeafProfile profile =
      nodes.pki("us").TlsProfile({.trust_domain = "us.enlace.example",
                                  .kind = Kind::kAgency,
                                  .id = kStrangersWords});
  const auto other_root =
      certs::DialTls(door, With(nodes.pki("us").Issue(profile)));
  ASSERT_TRUE(other_root.ok() && !other_root->admitted);
  certs::DialOptions old = With(nodes.pki("mx").IssueTls(MxAgency()));
  old.tls12_only = true;
  const auto old_version = certs::DialTls(door, old);
  ASSERT_TRUE(old_version.ok() && !old_version->handshake_done);
  const auto at_peers = certs::DialTls(nodes.peer_address("mx"), {});
  ASSERT_TRUE(at_peers.ok() && !at_peers->admitted);
  KnockWithoutTls(door, absl::StrCat("GET /", kStrangersWords,
                                     " HTTP/1.1\r\nHost: x\r\n\r\n"));
  KnockWithoutTls(door, std::string(64, '\0'));
  KnockWithoutTls(door, "");
  // Who gets in, or is refused by the node's own check, is not among them.
  const auto admitted =
      certs::DialTls(door, With(nodes.pki("mx").IssueTls(MxAgency())));
  ASSERT_TRUE(admitted.ok() && admitted->admitted);
  const auto refused =
      certs::DialTls(door, WithSpoilt(nodes, [](certs::DevLeafProfile& spoilt) {
                       spoilt.uris.push_back(MxAgency().Uri());
                     }));
  ASSERT_TRUE(refused.ok() && !refused->admitted);

  nodes.StopNode("mx");
  auto after = TurnedAwayFrom("mx");
  const std::vector<LogLine> log = LogOf(nodes, "mx");
  nodes.StartNode("mx");
  for (const auto& [knock, times] : before) after.at(knock) -= times;
  const std::string failed(wire::kHandshakeFailed);
  EXPECT_EQ((after[{"agencies", "", failed, ""}]), 6u);
  EXPECT_EQ((after[{"peers", "", failed, ""}]), 1u);
  EXPECT_EQ((after[{"agencies", "", std::string(wire::kCallerUnknown), ""}]),
            1u);
  for (size_t i = size_before; i < log.size(); ++i) {
    EXPECT_THAT(log[i].national.SerializeAsString(),
                Not(HasSubstr(kStrangersWords)));
  }
}

// Nobody fills the log, or the node's memory, by knocking.
TEST(TurnedAwayTest, AFloodOfBrokenHandshakesIsAFewEntries) {
  TwoNodes& nodes = Nodes();
  nodes.StopNode("mx");
  const auto before = TurnedAwayFrom("mx");
  const auto entries = [&nodes] {
    const std::vector<LogLine> log = LogOf(nodes, "mx");
    return std::count_if(log.begin(), log.end(), [](const LogLine& line) {
      return line.step == v1::AUDIT_STEP_TURNED_AWAY;
    });
  };
  const auto entries_before = entries();
  nodes.StartNode("mx");
  constexpr int kKnocks = 300;
  for (int i = 0; i < kKnocks; ++i) {
    KnockWithoutTls(nodes.peer_address("mx"), absl::StrCat(kStrangersWords, i));
  }
  nodes.StopNode("mx");
  auto after = TurnedAwayFrom("mx");
  const auto entries_after = entries();
  nodes.StartNode("mx");
  for (const auto& [knock, times] : before) after.at(knock) -= times;
  EXPECT_EQ((after[{"peers", "", std::string(wire::kHandshakeFailed), ""}]),
            static_cast<uint64_t>(kKnocks));
  // The first at once, the others when the node stops.
  EXPECT_LE(entries_after, entries_before + 2);
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
