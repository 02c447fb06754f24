#include "tests/integration/shared_nodes.h"

#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "proto/wire/message_id.h"
#include "proto/wire/submission.h"

namespace enlace {
namespace {

std::unique_ptr<TwoNodes>& StartedNodes() {
  static auto& nodes = *new std::unique_ptr<TwoNodes>();
  return nodes;
}

// The nodes end before main() does: afterwards the state that a thread keeps is
// gone, and stopping a node hashes its last snapshot.
class NodesEnvironment : public testing::Environment {
 public:
  void TearDown() override { StartedNodes().reset(); }
};

// Owned by GoogleTest.
[[maybe_unused]] testing::Environment* const nodes_environment =
    testing::AddGlobalTestEnvironment(new NodesEnvironment);

}  // namespace

TwoNodes& Nodes() {
  std::unique_ptr<TwoNodes>& nodes = StartedNodes();
  if (nodes == nullptr) nodes = std::make_unique<TwoNodes>();
  return *nodes;
}

v1::Header HeaderFrom(const std::string& sender, const std::string& recipient) {
  const absl::Time now = RealClock().TimeNow();
  v1::Header header;
  header.set_schema("1.0");
  header.set_message_id(wire::MakeMessageId(now, SystemRandom()));
  header.set_sender(Nodes().agency(sender).identity.Uri());
  header.set_recipient(Nodes().agency(recipient).identity.Uri());
  header.set_channel(v1::CHANNEL_ADMIN);
  header.set_urgency(v1::URGENCY_ROUTINE);
  header.set_created_at_ms(absl::ToUnixMillis(now));
  header.set_valid_until_ms(absl::ToUnixMillis(now + absl::Hours(72)));
  return header;
}

v1::Submission Compose(const v1::Header& header,
                       const google::protobuf::Message& record,
                       const std::string& signer) {
  const auto key =
      certs::PrivateKey::FromPem(Nodes().agency(signer).signing_key_pem);
  CHECK_OK(key.status());
  auto submission = wire::MakeSubmission(header, record, *key, SystemRandom());
  CHECK_OK(submission.status());
  return *std::move(submission);
}

v1::SubmitResult SubmitBytes(const std::string& caller,
                             const std::string& bytes) {
  grpc::ClientContext context;
  v1::SubmitRequest request;
  request.add_submissions(bytes);
  v1::SubmitResponse response;
  const grpc::Status status =
      Nodes().agency(caller).exchange->Submit(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.results_size() == 1 ? response.results(0)
                                      : v1::SubmitResult();
}

v1::Outcome OutcomeOf(const v1::SubmitResult& result) {
  v1::Outcome outcome;
  EXPECT_FALSE(result.has_problem()) << result.problem().ShortDebugString();
  EXPECT_TRUE(outcome.ParseFromString(result.outcome()));
  return outcome;
}

std::unique_ptr<v1::PeerService::Stub> UsNodeAtTheDoorOfMx() {
  TwoNodes& nodes = Nodes();
  const app::Config& us = nodes.config("us");
  const auto credentials =
      certs::MakeChannelCredentials({.key_path = us.tls_key_path,
                                     .chain_path = us.tls_chain_path,
                                     .root_path = nodes.config("mx").root_path,
                                     .own_root_path = us.root_path},
                                    nodes.config("mx").node);
  CHECK_OK(credentials.status());
  return v1::PeerService::NewStub(
      grpc::CreateChannel(nodes.peer_address("mx"), *credentials));
}

uint64_t RestingLogSize(const std::string& nation) {
  uint64_t last = 0;
  EXPECT_TRUE(Eventually([&] {
    const uint64_t size = Nodes().LogSize(nation);
    const bool resting = size == last;
    last = size;
    return resting;
  }));
  return last;
}

}  // namespace enlace
