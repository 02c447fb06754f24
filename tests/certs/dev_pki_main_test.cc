// The binary as an operator calls it, and the layout that it promises.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/file.h"
#include "certs/certificate.h"
#include "certs/key.h"
#include "proto/wire/link_file.h"
#include "proto/wire/verifier_key.h"

namespace enlace::certs {
namespace {

namespace fs = std::filesystem;

constexpr char kUs[] = "--nation us --trust-domain us.enlace.example ";

struct DevPkiMainTest : testing::Test {
  DevPkiMainTest() {
    std::string pattern = fs::temp_directory_path() / "enlace-pki-XXXXXX";
    out = mkdtemp(pattern.data());
  }
  ~DevPkiMainTest() override { fs::remove_all(out); }

  int Run(const std::string& arguments) const {
    const std::string command =
        absl::StrCat(ENLACE_DEV_PKI_BINARY, " --out ", out, " ", arguments,
                     " > /dev/null 2>&1");
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string Read(const std::string& name) const {
    const auto bytes = ReadFile(absl::StrCat(out, "/", name));
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.ok() ? *bytes : "";
  }

  // That `stem`.key and `stem`.pem belong together and verify.
  void ExpectPair(const std::string& stem, const std::string& uri,
                  Purpose purpose) const {
    const TrustAnchor anchor = *TrustAnchor::FromPem(Read("root.pem"));
    const auto chain = *Certificate::ListFromPem(Read(stem + ".pem"));
    ASSERT_EQ(chain.size(), 2u) << stem;
    EXPECT_EQ(chain[1].ToPem(), Read("issuing.pem")) << stem;
    EXPECT_EQ(chain[0].public_key(),
              PrivateKey::FromPem(Read(stem + ".key"))->public_key());
    EXPECT_EQ(chain[0].identity()->Uri(), uri);
    const absl::Status verified =
        anchor.Verify(chain[0], absl::MakeSpan(chain).subspan(1), purpose,
                      RealClock().TimeNow());
    EXPECT_TRUE(verified.ok()) << stem << ": " << verified;
  }

  std::string out;
};

TEST_F(DevPkiMainTest, WritesExactlyThePromisedFiles) {
  ASSERT_EQ(Run(absl::StrCat(kUs,
                             "--nodes 1 --agency us-atf --agency us-cbp "
                             "--person us-legal --days 2")),
            0);
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(out)) {
    if (!entry.is_regular_file()) continue;
    files.insert(fs::relative(entry.path(), out));
    const bool is_key = entry.path().extension() == ".key";
    struct stat status = {};
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, is_key ? 0600u : 0644u) << entry.path();
  }
  std::set<std::string> expected = {"root.pem", "issuing.pem"};
  for (const char* name :
       {"tls.key", "tls.pem", "statement.key", "statement.pem", "log.key",
        "log.pub", "witness.key", "witness.pub"}) {
    expected.insert(absl::StrCat("node/1/", name));
  }
  for (const char* party :
       {"agency/us-atf", "agency/us-cbp", "person/us-legal"}) {
    for (const char* name :
         {"tls.key", "tls.pem", "signing.key", "signing.pem"}) {
      expected.insert(absl::StrCat(party, "/", name));
    }
  }
  EXPECT_EQ(files, expected);

  const std::string base = "spiffe://us.enlace.example/";
  ExpectPair("node/1/tls", base + "node/1", Purpose::kTlsServer);
  ExpectPair("node/1/tls", base + "node/1", Purpose::kTlsClient);
  ExpectPair("node/1/statement", base + "node/1", Purpose::kStatementSigning);
  ExpectPair("agency/us-cbp/tls", base + "agency/us-cbp", Purpose::kTlsClient);
  ExpectPair("agency/us-cbp/signing", base + "agency/us-cbp",
             Purpose::kStatementSigning);
  ExpectPair("person/us-legal/signing", base + "person/us-legal",
             Purpose::kStatementSigning);
  for (const std::string stem : {"node/1/log", "node/1/witness"}) {
    const auto key = PrivateKey::FromPem(Read(stem + ".key"));
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->key_type(), KeyType::kEd25519);
    EXPECT_EQ(*PublicKey::FromPem(Read(stem + ".pub")), key->public_key());
  }
}

TEST_F(DevPkiMainTest, WritesALinkFileThatTheThrownAwayRootSigned) {
  ASSERT_EQ(Run(absl::StrCat(kUs,
                             "--endpoint 127.0.0.1:7443 --agency us-atf "
                             "--agency us-cbp")),
            0);
  EXPECT_FALSE(FileExists(out + "/root.key"));
  const auto file = wire::LinkFile::Parse(Read("link.pb"));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(file->ValidAt(RealClock().TimeNow()));
  EXPECT_EQ(file->root().certificate().ToPem(), Read("root.pem"));
  ASSERT_EQ(file->content().nodes_size(), 1);
  EXPECT_EQ(file->content().nodes(0).endpoint(), "127.0.0.1:7443");
  EXPECT_EQ(file->content().nodes(0).statement_chain(),
            Read("node/1/statement.pem"));
  ASSERT_EQ(file->content().agencies_size(), 2);
  EXPECT_EQ(file->content().agencies(1).signing_chain(),
            Read("agency/us-cbp/signing.pem"));
  EXPECT_EQ(wire::VerifierKey::Parse(file->content().logs(0).witness_key())
                ->public_key(),
            *PublicKey::FromPem(Read("node/1/witness.pub")));
  EXPECT_EQ(Run(absl::StrCat(kUs, "--endpoint 127.0.0.1")), 1);
  EXPECT_EQ(Run(absl::StrCat(kUs, "--endpoint a:1 --endpoint b:2")), 2);
}

TEST_F(DevPkiMainTest, KeepsTheRootKeyOnlyWhenAsked) {
  ASSERT_EQ(Run(kUs), 0);
  EXPECT_FALSE(FileExists(out + "/root.key"));
  ASSERT_EQ(Run(absl::StrCat(kUs, "--keep-root-key")), 0);
  EXPECT_EQ(PrivateKey::FromPem(Read("root.key"))->public_key(),
            Certificate::FromPem(Read("root.pem"))->public_key());
}

TEST_F(DevPkiMainTest, RefusesWhatIsNoIdentity) {
  EXPECT_EQ(Run("--nation us --trust-domain US.enlace.example"), 1);
  EXPECT_EQ(Run(absl::StrCat(kUs, "--agency US-ATF")), 1);
  EXPECT_EQ(Run(absl::StrCat(kUs, "--agency ../x")), 1);
  EXPECT_EQ(Run("--nation us"), 2);
  EXPECT_EQ(Run(absl::StrCat(kUs, "--days 0")), 2);
}

}  // namespace
}  // namespace enlace::certs
