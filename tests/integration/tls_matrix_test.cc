// Real handshakes against a real gRPC server: who gets in, and who does not.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "certs/self_probe.h"
#include "certs/tls_dial.h"
#include "tests/integration/tls_fixture.h"

namespace enlace::certs {
namespace {

using Kind = Identity::Kind;
using testing::HasSubstr;

IssuedKey MustIssue(const DevPki& pki, const DevLeafProfile& profile) {
  auto issued = pki.Issue(profile);
  CHECK_OK(issued.status());
  return *std::move(issued);
}

// The agency listener of the first nation, which admits agencies and nodes.
AcceptedPeers OwnNation() {
  return {.trust_domain = "us.enlace.example",
          .kinds = {Kind::kAgency, Kind::kNode}};
}

class TlsMatrixTest : public testing::Test {
 protected:
  TlsMatrixTest()
      : node_(*UsPki().IssueTls(UsIdentity(Kind::kNode, "1"))),
        files_(WriteTlsFiles("node-1", node_, UsPki().root_pem())),
        server_(*MakeServerCredentials(files_, OwnNation())) {}

  // Whether the server takes `client` as the peer of a connection.
  bool Admits(const IssuedKey& client) {
    const auto result =
        DialTls(server_.address(),
                {.key_pem = client.key_pem, .chain_pem = client.chain_pem});
    CHECK_OK(result.status());
    CHECK(result->handshake_done) << "no TLS 1.3 at all";
    return result->admitted;
  }

  DevLeafProfile AgencyProfile() const {
    return UsPki().TlsProfile(UsIdentity(Kind::kAgency, "us-atf"));
  }

  absl::StatusOr<std::string> Ask(const IssuedKey& client,
                                  const Identity& expected_server) {
    const TlsFiles files = WriteTlsFiles("client", client, UsPki().root_pem());
    auto credentials = MakeChannelCredentials(files, expected_server);
    if (!credentials.ok()) return credentials.status();
    return AskWhoAmI(server_.address(), *credentials);
  }

  IssuedKey node_;
  TlsFiles files_;
  WhoAmIServer server_;
};

TEST_F(TlsMatrixTest, GoodClientIsAdmittedAndNamed) {
  const Identity agency = UsIdentity(Kind::kAgency, "us-atf");
  const IssuedKey client = *UsPki().IssueTls(agency);
  EXPECT_TRUE(Admits(client));
  const auto seen = Ask(client, UsIdentity(Kind::kNode, "1"));
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(*seen, agency.Uri());
}

TEST_F(TlsMatrixTest, Ed25519CertificatesAreAdmittedToo) {
  DevLeafProfile profile = AgencyProfile();
  profile.key_type = KeyType::kEd25519;
  EXPECT_TRUE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, ClientWithoutCertificateIsRefused) {
  const auto result = DialTls(server_.address(), {});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_FALSE(result->admitted);
}

TEST_F(TlsMatrixTest, OtherNationIsRefused) {
  EXPECT_FALSE(Admits(*MxPki().IssueTls(MxIdentity(Kind::kAgency, "mx-fgr"))));
}

TEST_F(TlsMatrixTest, OtherNationsNameUnderOurAuthorityIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.uris = {MxIdentity(Kind::kAgency, "mx-fgr").Uri()};
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, OurNameUnderOtherAuthorityIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  EXPECT_FALSE(Admits(MustIssue(MxPki(), profile)));
}

TEST_F(TlsMatrixTest, CertificateWithoutAlternativeNameIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.uris.clear();
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, TwoUrisAreRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.uris.push_back(UsIdentity(Kind::kAgency, "us-cbp").Uri());
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, DnsNameBesideTheUriIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.dns_names = {"a.us.enlace.example"};
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, DnsNameAloneIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.uris.clear();
  profile.dns_names = {"a.us.enlace.example"};
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, ExpiredCertificateIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.not_after = RealClock().TimeNow() - absl::Minutes(1);
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, CertificateOfTomorrowIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.not_before = RealClock().TimeNow() + absl::Hours(24);
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, StatementCertificateIsRefused) {
  EXPECT_FALSE(Admits(
      *UsPki().IssueStatementSigning(UsIdentity(Kind::kAgency, "us-atf"))));
}

TEST_F(TlsMatrixTest, CertificateWithoutExtendedKeyUsageIsRefused) {
  DevLeafProfile profile = AgencyProfile();
  profile.extended_key_usages.clear();
  EXPECT_FALSE(Admits(MustIssue(UsPki(), profile)));
}

TEST_F(TlsMatrixTest, KindThatTheListenerDoesNotAdmitIsRefused) {
  EXPECT_FALSE(
      Admits(*UsPki().IssueTls(UsIdentity(Kind::kPerson, "us-legal"))));
}

TEST_F(TlsMatrixTest, GateRefusesWhatElseWouldPass) {
  AcceptedPeers peers = OwnNation();
  peers.gate = [](const Certificate&, const Identity& identity) {
    return identity.id == "us-cbp" ? absl::PermissionDeniedError("revoked")
                                   : absl::OkStatus();
  };
  WhoAmIServer gated(*MakeServerCredentials(files_, peers));
  const auto admitted = [&](absl::string_view id) {
    const auto client = UsPki().IssueTls(UsIdentity(Kind::kAgency, id));
    const auto result =
        DialTls(gated.address(),
                {.key_pem = client->key_pem, .chain_pem = client->chain_pem});
    return result.ok() && result->admitted;
  };
  EXPECT_TRUE(admitted("us-atf"));
  EXPECT_FALSE(admitted("us-cbp"));
}

TEST_F(TlsMatrixTest, Tls12ClientIsRefused) {
  const IssuedKey client =
      *UsPki().IssueTls(UsIdentity(Kind::kAgency, "us-atf"));
  const auto result =
      DialTls(server_.address(), {.tls12_only = true,
                                  .key_pem = client.key_pem,
                                  .chain_pem = client.chain_pem});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_FALSE(result->handshake_done);
  EXPECT_FALSE(result->admitted);
}

TEST_F(TlsMatrixTest, NoSessionIsOfferedForResumption) {
  const IssuedKey client =
      *UsPki().IssueTls(UsIdentity(Kind::kAgency, "us-atf"));
  const auto result =
      DialTls(server_.address(),
              {.key_pem = client.key_pem, .chain_pem = client.chain_pem});
  ASSERT_TRUE(result.ok()) << result.status();
  ASSERT_TRUE(result->admitted);
  EXPECT_EQ(result->session_tickets, 0);
}

TEST_F(TlsMatrixTest, ClientRefusesServerWithAnotherIdentity) {
  const IssuedKey client =
      *UsPki().IssueTls(UsIdentity(Kind::kAgency, "us-atf"));
  const auto other_node = Ask(client, UsIdentity(Kind::kNode, "2"));
  EXPECT_EQ(other_node.status().code(), absl::StatusCode::kUnavailable);
  const auto other_kind = Ask(client, UsIdentity(Kind::kAgency, "1"));
  EXPECT_EQ(other_kind.status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(TlsMatrixTest, ClientRefusesServerOfAnotherNation) {
  const IssuedKey client =
      *UsPki().IssueTls(UsIdentity(Kind::kAgency, "us-atf"));
  TlsFiles files = WriteTlsFiles("abroad", client, MxPki().root_pem());
  files.own_root_path = files_.root_path;
  const auto credentials =
      MakeChannelCredentials(files, MxIdentity(Kind::kNode, "1"));
  ASSERT_TRUE(credentials.ok()) << credentials.status();
  EXPECT_EQ(AskWhoAmI(server_.address(), *credentials).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(TlsMatrixTest, NodesOfTwoNationsMeet) {
  TlsFiles files = WriteTlsFiles("peer-port", node_, MxPki().root_pem());
  files.own_root_path = files_.root_path;
  const AcceptedPeers peers{.trust_domain = "mx.enlace.example",
                            .kinds = {Kind::kNode}};
  WhoAmIServer peer_port(*MakeServerCredentials(files, peers));

  const Identity mx_node = MxIdentity(Kind::kNode, "1");
  TlsFiles mx_files =
      WriteTlsFiles("mx-node", *MxPki().IssueTls(mx_node), UsPki().root_pem());
  const TlsFiles mx_own =
      WriteTlsFiles("mx-own", *MxPki().IssueTls(mx_node), MxPki().root_pem());
  mx_files.own_root_path = mx_own.root_path;
  const auto credentials =
      MakeChannelCredentials(mx_files, UsIdentity(Kind::kNode, "1"));
  ASSERT_TRUE(credentials.ok()) << credentials.status();
  const auto seen = AskWhoAmI(peer_port.address(), *credentials);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_EQ(*seen, mx_node.Uri());

  EXPECT_TRUE(
      ProbeListener(peer_port.address(), files, OwnCertificate::kRefused).ok());
}

TEST_F(TlsMatrixTest, ProbePassesSoundListener) {
  const absl::Status status =
      ProbeListener(server_.address(), files_, OwnCertificate::kAdmitted);
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(TlsMatrixTest, ProbeNamesWhatIsWrong) {
  EXPECT_THAT(std::string(ProbeListener(server_.address(), files_,
                                        OwnCertificate::kRefused)
                              .message()),
              HasSubstr("admits our own certificate"));
  EXPECT_EQ(
      ProbeListener("127.0.0.1:1", files_, OwnCertificate::kAdmitted).code(),
      absl::StatusCode::kUnavailable);
  const TlsFiles other =
      WriteTlsFiles("node-2", *UsPki().IssueTls(UsIdentity(Kind::kNode, "2")),
                    UsPki().root_pem());
  EXPECT_THAT(std::string(ProbeListener(server_.address(), other,
                                        OwnCertificate::kAdmitted)
                              .message()),
              HasSubstr("is not ours"));
}

TEST_F(TlsMatrixTest, FilesThatDoNotFitAreRefusedBeforeGrpcSeesThem) {
  const auto code = [](const TlsFiles& files) {
    return MakeServerCredentials(files, OwnNation()).status().code();
  };
  const IssuedKey other = *UsPki().IssueTls(UsIdentity(Kind::kNode, "2"));
  const std::string& root = UsPki().root_pem();
  EXPECT_EQ(code(files_), absl::StatusCode::kOk);
  EXPECT_EQ(code(WriteTlsFiles("key", {other.key_pem, node_.chain_pem}, root)),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      code(WriteTlsFiles("half",
                         {node_.key_pem, node_.chain_pem.substr(
                                             0, node_.chain_pem.size() / 2)},
                         root)),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(WriteTlsFiles("intermediate", node_, UsPki().issuing_pem())),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      code(WriteTlsFiles("two-roots", node_, root + UsPki().issuing_pem())),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(WriteTlsFiles("no-root", node_, "")),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(WriteTlsFiles("foreign", node_, MxPki().root_pem())),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(code(WriteTlsFiles(
                "client-only",
                *UsPki().IssueTls(UsIdentity(Kind::kAgency, "us-atf")), root)),
            absl::StatusCode::kUnauthenticated);
  const TlsFiles open = WriteTlsFiles("open", node_, root);
  ASSERT_TRUE(ReplaceFileDurably(open.key_path, node_.key_pem).ok());
  EXPECT_EQ(code(open), absl::StatusCode::kFailedPrecondition);
}

// The exit code of this binary, run anew with `filter` and `environment`.
int RunSelf(const std::string& filter, std::vector<std::string> environment) {
  environment.push_back("PATH=/usr/bin:/bin");
  std::vector<std::string> words = {"/proc/self/exe",
                                    absl::StrCat("--gtest_filter=", filter)};
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (auto& variable : environment) envp.push_back(variable.data());
  envp.push_back(nullptr);
  std::string self(4096, '\0');
  const ssize_t size = readlink("/proc/self/exe", self.data(), self.size());
  CHECK(size > 0) << "own path";
  self.resize(static_cast<size_t>(size));
  const std::string report = absl::StrCat(TlsFolder(), "/report");
  const pid_t child = fork();
  CHECK(child >= 0) << "fork";
  if (child == 0) {
    // Its report would be taken for ours; it is shown if it matters.
    const int fd = open(report.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(fd, STDOUT_FILENO);
    dup2(fd, STDERR_FILENO);
    execve(self.c_str(), argv.data(), envp.data());
    _exit(127);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child) << "waitpid";
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (code != 0) std::cerr << ReadFile(report).value_or("no report") << "\n";
  return code;
}

// Weakens TLS and, as that alone would be overwritten by ours, asks for
// algorithms that are not there: whoever reads it cannot shake hands at all.
std::string WriteHostileConfiguration() {
  const std::string path = absl::StrCat(TlsFolder(), "/hostile.cnf");
  CHECK_OK(ReplaceFileDurably(path,
                              "openssl_conf = a\n[a]\nssl_conf = b\n"
                              "alg_section = d\n[d]\n"
                              "default_properties = fips=yes\n[b]\n"
                              "system_default = c\n[c]\nProtocol = ALL\n"
                              "MinProtocol = TLSv1\nMaxProtocol = TLSv1.2\n"
                              "CipherString = ALL:@SECLEVEL=0\n"
                              "Options = UnsafeLegacyRenegotiation\n"));
  return path;
}

TEST(TlsConfigurationTest, HostileOpensslConfChangesNothing) {
  const std::string variable =
      absl::StrCat("OPENSSL_CONF=", WriteHostileConfiguration());
  EXPECT_EQ(RunSelf("TlsMatrixTest.*", {variable}), 0);
}

// Runs itself in a process that installed nothing.
TEST(TlsConfigurationTest, WithoutItNoCredentialsAreMade) {
  if (std::getenv(kSkipInstallVariable) == nullptr) {
    EXPECT_EQ(RunSelf("TlsConfigurationTest.WithoutItNoCredentialsAreMade",
                      {absl::StrCat(kSkipInstallVariable, "=1")}),
              0);
    return;
  }
  const IssuedKey node = *UsPki().IssueTls(UsIdentity(Kind::kNode, "1"));
  const TlsFiles files = WriteTlsFiles("node", node, UsPki().root_pem());
  EXPECT_EQ(MakeServerCredentials(files, OwnNation()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(MakeChannelCredentials(files, UsIdentity(Kind::kNode, "1"))
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace enlace::certs
