#include "tests/integration/shared_nodes.h"

#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "base/check.h"

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
  return HeaderFrom(Nodes(), sender, recipient);
}

v1::Submission Compose(const v1::Header& header,
                       const google::protobuf::Message& record,
                       const std::string& signer) {
  return ComposeWith(header, record, Nodes().signing_key(signer));
}

v1::SubmitResult SubmitBytes(const std::string& caller,
                             const std::string& bytes) {
  return SubmitBytes(Nodes(), caller, bytes);
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
