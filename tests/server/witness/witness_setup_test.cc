#include "server/witness/witness_setup.h"

#include <sys/stat.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/file.h"
#include "gtest/gtest.h"
#include "tests/server/audit/audit_fixture.h"

namespace enlace::witness {
namespace {

constexpr char kGood[] = R"([witness]
name = "neutral.example/witness"
key = "witness.key"
state = "state"
evidence = "evidence"

[listen]
address = "127.0.0.1:0"
prefix = "/tlog"
ready_file = "ready"
connections = 8
request_seconds = 3

[[log]]
vkey = "log.vkey"
)";

class WitnessSetupTest : public testing::Test {
 protected:
  WitnessSetupTest() {
    Write("witness.key", audit::SeededKey('n').ToPem());
    Write("log.vkey", audit::Keys().log.Format() + "\n");
    Write("witness.vkey", audit::Keys().witness.Format() + "\n");
    Write("own.vkey", wire::VerifierKey::Create(
                          "own.example/audit", wire::NoteKeyType::kEd25519,
                          audit::SeededKey('n').public_key())
                              ->Format() +
                          "\n");
    Write("two.vkey", absl::StrCat(audit::Keys().log.Format(), "\n",
                                   audit::Keys().log.Format(), "\n"));
    Write("open.key", audit::SeededKey('n').ToPem());
    chmod((folder_ / "open.key").c_str(), 0644);
  }

  void Write(absl::string_view name, const std::string& bytes) {
    ASSERT_TRUE(ReplaceFileDurably(folder_ / name, bytes, true).ok());
  }

  absl::StatusOr<WitnessSetup> Load(const std::string& text) {
    Write("witness.toml", text);
    return LoadWitnessSetup(folder_ / "witness.toml");
  }

  const audit::AnchorFolder folder_;
};

TEST_F(WitnessSetupTest, ReadsEveryKey) {
  const auto setup = Load(kGood);
  ASSERT_TRUE(setup.ok()) << setup.status();
  EXPECT_EQ(setup->key.name(), "neutral.example/witness");
  EXPECT_EQ(setup->key.public_key(), setup->signer.public_key());
  EXPECT_EQ(setup->state_directory, folder_ / "state");
  EXPECT_EQ(setup->evidence_directory, folder_ / "evidence");
  EXPECT_EQ(setup->listen.ready_file, folder_ / "ready");
  EXPECT_EQ(setup->prefix, "/tlog");
  EXPECT_EQ(setup->listen.server.address, "127.0.0.1:0");
  EXPECT_EQ(setup->listen.server.connections_max, 8u);
  EXPECT_EQ(setup->listen.server.request_time_max, absl::Seconds(3));
  ASSERT_EQ(setup->log_keys.size(), 1u);
  const std::string described = DescribeWitness(*setup);
  for (const std::string& said :
       {setup->key.Format(), audit::Keys().log.Format(),
        std::string("POST /tlog/add-checkpoint\n"),
        std::string("GET /tlog/")}) {
    EXPECT_TRUE(absl::StrContains(described, said)) << described;
  }
  EXPECT_FALSE(FileExists(folder_ / "state"));
}

TEST_F(WitnessSetupTest, EachMistakeIsNamed) {
  const struct {
    const char* good;
    const char* bad;
    const char* named;
  } rows[] = {
      {"name = \"neutral.example/witness\"", "", "witness.name is missing"},
      {"neutral.example/witness", "with space", "witness.name"},
      {"\"witness.key\"", "\"none.key\"", "witness.key names no file"},
      {"\"witness.key\"", "\"open.key\"", "chmod 600"},
      {"\"witness.key\"", "\"log.vkey\"", "witness.key names"},
      {"state = \"state\"", "", "witness.state is missing"},
      {"127.0.0.1:0", "localhost:80", "listen.address is none"},
      {"/tlog", "tlog/", "listen.prefix"},
      {"connections = 8", "connections = 0", "listen.connections"},
      {"connections = 8", "connections = \"8\"", "listen.connections"},
      {"request_seconds = 3", "request_seconds = 61", "request_seconds"},
      {"request_seconds = 3", "idle = 3", "listen.idle is not a known key"},
      {"[[log]]\nvkey = \"log.vkey\"", "", "log is missing"},
      {"[[log]]", "[log]", "log must be written as [[log]]"},
      {"\"log.vkey\"", "\"witness.vkey\"", "is not the key of a log"},
      {"\"log.vkey\"", "\"own.vkey\"", "is the key of this witness"},
      {"\"log.vkey\"", "\"two.vkey\"", "log[0].vkey names"},
      {"[[log]]", "[other]\n[[log]]", "other is not a known key"},
      {"[witness]", "[witness", "witness.toml:1"},
  };
  for (const auto& row : rows) {
    const auto setup = Load(absl::StrReplaceAll(kGood, {{row.good, row.bad}}));
    EXPECT_TRUE(absl::IsInvalidArgument(setup.status())) << row.named;
    EXPECT_TRUE(absl::StrContains(setup.status().message(), row.named))
        << setup.status();
  }
}

}  // namespace
}  // namespace enlace::witness
