// A neutral witness over HTTP beside two nodes.

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "proto/wire/log_policy.h"
#include "server/audit/signer_anchor.h"
#include "server/audit/witness.h"
#include "server/http/http_server.h"
#include "server/witness/witness_routes.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

wire::VerifierKey KeyIn(const std::string& pem_path, const std::string& name,
                        wire::NoteKeyType type) {
  const auto key = certs::PrivateKey::FromPem(*ReadFile(pem_path));
  CHECK_OK(key.status());
  return *wire::VerifierKey::Create(name, type, key->public_key());
}

// Serves from when it is made, and answers once it may.
class NeutralWitness {
 public:
  NeutralWitness(const std::string& folder, const wire::VerifierKey& log)
      : signer_(*certs::PrivateKey::FromEd25519Seed(std::string(32, 'n'))),
        key_(*wire::VerifierKey::Create("neutral.example/witness",
                                        wire::NoteKeyType::kCosignatureV1,
                                        signer_.public_key())),
        anchor_(*audit::SignerAnchor::Open(folder + "/anchor")),
        witness_(
            {key_, &signer_, anchor_.get(), &RealClock(), folder + "/evidence"},
            {log}),
        routes_("/tlog", witness_, {log}),
        server_(*http::Server::Start({.address = "127.0.0.1:0"},
                                     [this](const http::Request& request) {
                                       ++asked;
                                       may_answer.WaitForNotification();
                                       return routes_.Answer(request);
                                     })) {
    vkey_path_ = folder + "/witness.vkey";
    CHECK_OK(ReplaceFileDurably(vkey_path_, key_.Format() + "\n"));
  }

  app::NeutralWitnessConfig config() const {
    return {absl::StrCat("http://", server_->address(), "/tlog"), vkey_path_};
  }
  const wire::VerifierKey& key() const { return key_; }

  std::atomic<int> asked = 0;
  absl::Notification may_answer;

 private:
  const certs::PrivateKey signer_;
  const wire::VerifierKey key_;
  const std::unique_ptr<audit::SignerAnchor> anchor_;
  audit::Witness witness_;
  witness::WitnessRoutes routes_;
  const std::unique_ptr<http::Server> server_;
  std::string vkey_path_;
};

TEST(NeutralWitnessTest, CosignsBesideTheOtherNationAndHoldsUpNothing) {
  TwoNodes nodes(TwoNodes::FirstContact::kNone);
  const wire::VerifierKey log =
      KeyIn(nodes.config("us").log_key_path, "us.enlace.example/audit",
            wire::NoteKeyType::kEd25519);
  const wire::VerifierKey other =
      KeyIn(nodes.config("mx").witness_key_path, "mx.enlace.example/witness",
            wire::NoteKeyType::kCosignatureV1);
  NeutralWitness neutral(nodes.config("us").anchor_directory + "/neutral", log);
  nodes.StopNode("us");
  nodes.AddNeutralWitness("us", neutral.config());
  nodes.StartNode("us");

  // It was asked and says nothing; all else goes on.
  nodes.MakeFirstContact();
  EXPECT_TRUE(Eventually([&] {
    const v1::GetNodeStatusResponse status = nodes.StatusOf("us");
    return neutral.asked > 0 && status.log_size() > 0 &&
           status.checkpoint_size() == status.log_size() &&
           status.links(0).cosigned_size() == status.log_size();
  }));
  v1::GetNodeStatusResponse status = nodes.StatusOf("us");
  ASSERT_EQ(status.witnesses_size(), 2);
  EXPECT_EQ(status.state(), "ready");
  EXPECT_EQ(status.witnesses(0).nation(), "mx.enlace.example");
  EXPECT_EQ(status.witnesses(0).name(), other.name());
  EXPECT_EQ(status.witnesses(0).cosigned_size(), status.log_size());
  EXPECT_EQ(status.witnesses(1).nation(), "");
  EXPECT_EQ(status.witnesses(1).name(), neutral.key().name());
  EXPECT_EQ(status.witnesses(1).cosigned_size(), 0u);
  EXPECT_NE(status.witnesses(1).waiting_since_ms(), 0);

  neutral.may_answer.Notify();
  const auto policy = wire::LogPolicy::Create(log, {other, neutral.key()});
  ASSERT_TRUE(policy.ok()) << policy.status();
  const std::string path = nodes.config("us").audit_directory + "/checkpoint";
  EXPECT_TRUE(Eventually([&] {
    const auto checkpoint = policy->Open(*ReadFile(path));
    status = nodes.StatusOf("us");
    return checkpoint.ok() &&
           checkpoint->checkpoint.size == status.log_size() &&
           status.witnesses(1).cosigned_size() == status.log_size();
  })) << *ReadFile(path);
  EXPECT_EQ(status.witnesses(1).waiting_since_ms(), 0);
  EXPECT_NE(status.witnesses(1).cosigned_at_ms(), 0);

  // What the log's own nation or its peer cosigns with is no third witness.
  app::Config config = nodes.config("us");
  nodes.StopNode("us");
  for (const std::string& taken :
       {KeyIn(config.witness_key_path, "neutral.example/two",
              wire::NoteKeyType::kCosignatureV1)
            .Format(),
        other.Format(), neutral.key().Format()}) {
    const std::string vkey = config.anchor_directory + "/taken.vkey";
    ASSERT_TRUE(ReplaceFileDurably(vkey, taken + "\n").ok());
    config.neutral_witnesses = {neutral.config(), {"http://w.example", vkey}};
    const absl::Status why = TwoNodes::WhyNotStarted(config);
    EXPECT_TRUE(absl::StrContains(why.message(), "another role")) << why;
  }
}

}  // namespace
}  // namespace enlace
