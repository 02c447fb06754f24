// First contact of two real nodes: what passes before it, who may make it, and
// what both logs hold afterwards.

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "enlace/v1/audit.pb.h"
#include "proto/wire/link_acceptance.h"
#include "proto/wire/link_file.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/exchange_steps.h"
#include "tests/integration/log_lines.h"
#include "tests/integration/two_nodes.h"

namespace enlace {
namespace {

using ::testing::ElementsAre;

std::string ReasonOf(const grpc::Status& status) {
  return wire::ReasonOf(wire::FromGrpcStatus(status));
}

// A trace request of mx-fgr to us-atf, made now, signed by the key in PEM.
v1::SubmitResult SubmitSignedBy(TwoNodes& nodes, const std::string& key_pem) {
  return SubmitBytes(nodes, "mx-fgr",
                     ComposeWith(HeaderFrom(nodes, "mx-fgr", "us-atf"),
                                 ExampleTraceRequest(), key_pem)
                         .SerializeAsString());
}

v1::SubmitResult Submit(TwoNodes& nodes) {
  return SubmitSignedBy(nodes, nodes.signing_key("mx-fgr"));
}

std::string DigestOf(const TwoNodes& nodes, const std::string& nation) {
  const auto file = wire::LinkFile::Parse(
      ReadFile(nodes.config(nation).link_file_path).value());
  CHECK_OK(file.status());
  return ToBytes(file->digest());
}

class FirstContactTest : public testing::Test {
 protected:
  FirstContactTest() : nodes_(TwoNodes::FirstContact::kNone) {}

  void Restart() {
    for (const std::string nation : {"us", "mx"}) nodes_.StopNode(nation);
    for (const std::string nation : {"us", "mx"}) nodes_.StartNode(nation);
  }

  bool OpenAtBoth() {
    return nodes_.LinkOf("us").accepted() && nodes_.LinkOf("mx").accepted() &&
           nodes_.LinkOf("us").accepted_by_peer() &&
           nodes_.LinkOf("mx").accepted_by_peer();
  }

  // Runs `call` and expects that it is refused, and that the log says so.
  void ExpectRefused(const std::function<grpc::Status()>& call,
                     absl::string_view reason) {
    const uint64_t before = nodes_.LogSize("us");
    EXPECT_EQ(ReasonOf(call()), reason);
    EXPECT_EQ(nodes_.LogSize("us"), before + 1) << reason;
  }

  TwoNodes nodes_;
};

TEST_F(FirstContactTest, BothLogsHoldBothAcceptancesBeforeTheFirstRecord) {
  EXPECT_EQ(Submit(nodes_).problem().reason(), wire::kLinkNotAccepted);
  nodes_.MakeFirstContact();
  const v1::SubmitResult result = Submit(nodes_);
  EXPECT_FALSE(result.has_problem()) << result.problem().reason();
  EXPECT_TRUE(
      Eventually([&] { return nodes_.LinkOf("us").received_sequence() == 1; }));
  for (const std::string nation : {"us", "mx"}) {
    const std::string other = nation == "us" ? "mx" : "us";
    nodes_.StopNode(nation);
    std::set<std::string> persons;
    bool accepted_by_peer = false;
    bool record_seen = false;
    for (const LogLine& line : LogOf(nodes_, nation)) {
      if (line.step == v1::AUDIT_STEP_LINK_ACCEPTED) {
        EXPECT_EQ(line.national.link_file_digest(), DigestOf(nodes_, other));
        EXPECT_EQ(line.national.link_nation(), other + ".enlace.example");
        ASSERT_EQ(line.national.persons_size(), 1);
        persons.insert(line.national.persons(0));
      } else if (line.step == v1::AUDIT_STEP_LINK_ACCEPTED_BY_PEER) {
        EXPECT_EQ(line.national.link_file_digest(), DigestOf(nodes_, nation));
        accepted_by_peer = true;
      } else if (!record_seen &&
                 (line.step == v1::AUDIT_STEP_DECIDED_OUTGOING ||
                  line.step == v1::AUDIT_STEP_DECIDED_INCOMING)) {
        record_seen = true;
        EXPECT_EQ(persons.size(), 2U) << nation;
        EXPECT_TRUE(accepted_by_peer) << nation;
      }
    }
    EXPECT_TRUE(record_seen) << nation;
    const std::string base =
        "spiffe://" + nation + ".enlace.example/person/" + nation;
    EXPECT_THAT(persons,
                ElementsAre(base + "-operator-1", base + "-operator-2"));
  }
}

TEST_F(FirstContactTest, TheWitnessWorksBeforeIt) {
  EXPECT_EQ(Submit(nodes_).problem().reason(), wire::kLinkNotAccepted);
  EXPECT_TRUE(
      Eventually([&] { return nodes_.LinkOf("mx").cosigned_size() > 0; }));
  EXPECT_FALSE(nodes_.LinkOf("mx").accepted());
}

TEST_F(FirstContactTest, WhoMayNotAcceptIsRefusedAndLogged) {
  const std::string right = nodes_.FingerprintOf("mx");
  const auto accept = [&](const std::string& person, const std::string& other,
                          const std::string& fingerprint) {
    return [this, person, other, fingerprint] {
      return nodes_.Accept(person, other, fingerprint);
    };
  };
  ExpectRefused(accept("us-operator-1", "mx", nodes_.FingerprintOf("us")),
                wire::kFingerprintMismatch);
  ExpectRefused(accept("us-operator-1", "mx", right.substr(0, 11)),
                wire::kFingerprintMismatch);
  ExpectRefused(accept("us-legal", "mx", right), wire::kNotEntitled);
  ExpectRefused(accept("us-nobody", "mx", right), wire::kCallerUnknown);
  ExpectRefused(accept("us-operator-1", "us", right), wire::kLinkUnknown);
  v1::AcceptLinkResponse response;
  ASSERT_TRUE(nodes_.Accept("us-operator-1", "mx", right, &response).ok());
  EXPECT_EQ(response.persons_missing(), 1U);
  EXPECT_FALSE(response.link().accepted());
  ExpectRefused(accept("us-operator-1", "mx", right), wire::kAlreadyAccepted);
  ASSERT_TRUE(nodes_.Accept("us-operator-2", "mx", right, &response).ok());
  EXPECT_EQ(response.persons_missing(), 0U);
  EXPECT_TRUE(response.link().accepted());
  ExpectRefused(accept("us-operator-2", "mx", right), wire::kAlreadyAccepted);
}

TEST_F(FirstContactTest, RestartsAndAnyOrderKeepWhatWasAccepted) {
  const std::string mx = nodes_.FingerprintOf("mx");
  ASSERT_TRUE(nodes_.Accept("us-operator-1", "mx", mx).ok());
  Restart();
  // The other nation is away while this one accepts, and comes later.
  nodes_.StopNode("mx");
  ASSERT_TRUE(nodes_.Accept("us-operator-2", "mx", mx).ok());
  Restart();
  for (const char* person : {"mx-operator-1", "mx-operator-2"}) {
    ASSERT_TRUE(nodes_.Accept(person, "us", nodes_.FingerprintOf("us")).ok());
  }
  EXPECT_TRUE(Eventually([&] { return OpenAtBoth(); }));
  Restart();
  EXPECT_TRUE(OpenAtBoth());
  EXPECT_FALSE(Submit(nodes_).has_problem());
}

TEST_F(FirstContactTest, AnotherFileNeedsAcceptanceAnew) {
  nodes_.MakeFirstContact();
  const std::string old = nodes_.FingerprintOf("us");
  nodes_.RenewLinkFile("us", absl::Hours(24));
  Restart();
  EXPECT_EQ(Submit(nodes_).problem().reason(), wire::kLinkNotAccepted);
  EXPECT_EQ(ReasonOf(nodes_.Accept("mx-operator-1", "us", old)),
            wire::kFingerprintMismatch);
  for (const char* person : {"mx-operator-1", "mx-operator-2"}) {
    ASSERT_TRUE(nodes_.Accept(person, "us", nodes_.FingerprintOf("us")).ok());
  }
  // What the other nation's persons accepted is in force; its node says so of
  // the new pair of files by itself.
  EXPECT_TRUE(Eventually([&] { return OpenAtBoth(); }));
  EXPECT_FALSE(Submit(nodes_).has_problem());
}

TEST_F(FirstContactTest, AnExpiredFileIsNotAcceptedAndItsNationDoesNotStart) {
  nodes_.StopNode("us");
  nodes_.StopNode("mx");
  nodes_.RenewLinkFile("mx", absl::Seconds(-1));
  nodes_.StartNode("us");
  ExpectRefused(
      [&] {
        return nodes_.Accept("us-operator-1", "mx", nodes_.FingerprintOf("mx"));
      },
      wire::kLinkFileExpired);
  EXPECT_EQ(app::Node::Start(nodes_.config("mx")).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// The own file and the own keys are held against each other at the start.
TEST_F(FirstContactTest, ANodeWhoseKeysAreNotThoseOfItsLinkFileDoesNotStart) {
  using Change = std::function<void(app::Config&, const app::Config&)>;
  const std::pair<const char*, Change> cases[] = {
      {"log.key",
       [](auto& us, auto&) { us.log_key_path = us.witness_key_path; }},
      {"witness.key",
       [](auto& us, auto&) { us.witness_key_path = us.log_key_path; }},
      {"statement.key",
       [](auto& us, auto& mx) {
         us.statement_key_path = mx.statement_key_path;
       }},
      {"tls.key",
       [](auto& us, auto&) { us.tls_key_path = us.statement_key_path; }},
      {"tls.root", [](auto& us, auto& mx) { us.root_path = mx.root_path; }},
      {"node.identity",
       [](auto& us, auto& mx) { us.link_file_path = mx.link_file_path; }},
      {"own nation",
       [](auto& us, auto&) { us.peer_link_file_paths = {us.link_file_path}; }},
  };
  nodes_.StopNode("us");
  for (const auto& [what, change] : cases) {
    app::Config config = nodes_.config("us");
    change(config, nodes_.config("mx"));
    const auto started = app::Node::Start(config);
    EXPECT_EQ(started.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(started.status().message()),
                testing::HasSubstr(what));
  }
  nodes_.StartNode("us");
}

// The key of a TLS certificate vouches for nothing, at a real door.
TEST_F(FirstContactTest, ARecordSignedWithATlsKeyIsRefused) {
  nodes_.MakeFirstContact();
  const uint64_t before = nodes_.LogSize("mx");
  const auto tls_key = ReadFile(nodes_.agency("mx-fgr").tls.key_path);
  ASSERT_TRUE(tls_key.ok());
  EXPECT_EQ(SubmitSignedBy(nodes_, *tls_key).problem().reason(),
            wire::kKeyUnknown);
  EXPECT_EQ(nodes_.LogSize("mx"), before + 1);
}

TEST_F(FirstContactTest, AWordSignedWithAnotherKeyIsRefusedAndLogged) {
  const app::Config& us = nodes_.config("us");
  const app::Config& mx = nodes_.config("mx");
  const auto credentials =
      certs::MakeChannelCredentials({.key_path = mx.tls_key_path,
                                     .chain_path = mx.tls_chain_path,
                                     .root_path = us.root_path,
                                     .own_root_path = mx.root_path},
                                    us.node);
  ASSERT_TRUE(credentials.ok()) << credentials.status();
  const auto stub = v1::PeerService::NewStub(
      grpc::CreateChannel(nodes_.peer_address("us"), *credentials));
  const auto announce = [&](const std::string& key_path,
                            const certs::Identity& node,
                            const std::string& digest) {
    return [&, key_path, node, digest] {
      v1::LinkAcceptance word;
      word.set_version(1);
      word.set_node(node.Uri());
      word.set_accepted_domain("us.enlace.example");
      word.set_file_digest(digest);
      word.set_stated_at_ms(absl::ToUnixMillis(RealClock().TimeNow()));
      const auto key = certs::PrivateKey::FromPem(ReadFile(key_path).value());
      CHECK_OK(key.status());
      v1::AnnounceAcceptanceRequest request;
      *request.mutable_acceptance() =
          wire::SignLinkAcceptance(word, *key).value();
      grpc::ClientContext context;
      v1::AnnounceAcceptanceResponse response;
      return stub->AnnounceAcceptance(&context, request, &response);
    };
  };
  const std::string digest = DigestOf(nodes_, "us");
  ExpectRefused(announce(mx.tls_key_path, mx.node, digest), wire::kKeyUnknown);
  ExpectRefused(announce(mx.log_key_path, mx.node, digest), wire::kKeyUnknown);
  ExpectRefused(announce(mx.statement_key_path, us.node, digest),
                wire::kSenderMismatch);
  ExpectRefused(announce(mx.statement_key_path, mx.node, std::string(32, 'x')),
                wire::kFingerprintMismatch);
  EXPECT_FALSE(nodes_.LinkOf("us").accepted_by_peer());
  EXPECT_TRUE(announce(mx.statement_key_path, mx.node, digest)().ok());
  EXPECT_TRUE(nodes_.LinkOf("us").accepted_by_peer());
}

}  // namespace
}  // namespace enlace
