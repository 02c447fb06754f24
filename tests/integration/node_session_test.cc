// The client's session against a real gRPC server with real certificates.

#include "client/library/node_session.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "client/library/error.h"
#include "enlace/v1/exchange_service.grpc.pb.h"
#include "enlace/v1/node_service.grpc.pb.h"
#include "proto/wire/problem.h"
#include "proto/wire/rpc_status.h"
#include "tests/integration/tls_fixture.h"

namespace enlace::client {
namespace {

using certs::Identity;

// Answers `failures` calls with UNAVAILABLE first.
class SessionNodeService final : public v1::NodeService::Service {
 public:
  grpc::Status GetNodeStatus(grpc::ServerContext* context,
                             const v1::GetNodeStatusRequest*,
                             v1::GetNodeStatusResponse* response) override {
    ++calls;
    if (failures-- > 0) {
      return {grpc::StatusCode::UNAVAILABLE, "not yet"};
    }
    const auto& metadata = context->client_metadata();
    const auto language = metadata.find("accept-language");
    if (language != metadata.end()) {
      response->set_state(
          std::string(language->second.data(), language->second.size()));
    }
    return grpc::Status::OK;
  }

  std::atomic<int> failures = 0;
  std::atomic<int> calls = 0;
};

class SessionExchangeService final : public v1::ExchangeService::Service {
 public:
  grpc::Status Try(grpc::ServerContext*, const v1::TryRequest*,
                   v1::TryResponse*) override {
    ++tries;
    return {grpc::StatusCode::UNAVAILABLE, "not yet"};
  }

  grpc::Status GetStatus(grpc::ServerContext* context,
                         const v1::GetStatusRequest*,
                         v1::GetStatusResponse*) override {
    const auto& metadata = context->client_metadata();
    const auto id = metadata.find("x-request-id");
    if (id != metadata.end()) {
      request_id = std::string(id->second.data(), id->second.size());
    }
    return wire::ToGrpcStatus(
        wire::Refusal(absl::StatusCode::kPermissionDenied, wire::kNotEntitled,
                      "not one of your records"),
        "en");
  }

  std::atomic<int> tries = 0;
  std::string request_id;  // of the last GetStatus
};

class NodeSessionTest : public testing::Test {
 protected:
  NodeSessionTest() {
    const auto node = certs::UsIdentity(Identity::Kind::kNode, "1");
    const auto files =
        certs::WriteTlsFiles("session_node", *certs::UsPki().IssueTls(node),
                             certs::UsPki().root_pem());
    auto credentials = certs::MakeServerCredentials(
        files, {.trust_domain = "us.enlace.example",
                .kinds = {Identity::Kind::kAgency}});
    EXPECT_TRUE(credentials.ok()) << credentials.status();
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", *credentials, &port_);
    builder.RegisterService(&node_);
    builder.RegisterService(&exchange_);
    server_ = builder.BuildAndStart();
    const auto agency = certs::UsIdentity(Identity::Kind::kAgency, "us-atf");
    const auto own =
        certs::WriteTlsFiles("session_agency", *certs::UsPki().IssueTls(agency),
                             certs::UsPki().root_pem());
    context_.agency = agency;
    context_.node = node;
    context_.endpoint = absl::StrCat("127.0.0.1:", port_);
    context_.tls_key_path = own.key_path;
    context_.tls_chain_path = own.chain_path;
    context_.tls_root_path = own.root_path;
  }

  std::unique_ptr<Node> Open() {
    auto node = OpenNodeSession(context_, "es-MX", RealClock(), SystemRandom());
    EXPECT_TRUE(node.ok()) << node.status();
    return *std::move(node);
  }

  SessionNodeService node_;
  SessionExchangeService exchange_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  Context context_;
};

TEST_F(NodeSessionTest, AsksInTheChosenLanguageAndRepeatsWhatIsSafe) {
  node_.failures = 1;
  const auto status = Open()->GetNodeStatus({});
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->state(), "es-MX");
  EXPECT_EQ(node_.calls, 2);
}

TEST_F(NodeSessionTest, TryIsNotRepeated) {
  EXPECT_EQ(Open()->Try({}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(exchange_.tries, 1);
}

TEST_F(NodeSessionTest, StableReasonsArrive) {
  const absl::Status status = Open()->GetStatus({}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(wire::ReasonOf(status), "NOT_ENTITLED");
}

TEST_F(NodeSessionTest, AnErrorNamesTheCallAsTheNodeKnowsIt) {
  const CallError first = ErrorOf(Open()->GetStatus({}).status(), "en");
  EXPECT_THAT(first.request_id, testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(first.request_id, exchange_.request_id);
  const CallError second = ErrorOf(Open()->GetStatus({}).status(), "en");
  EXPECT_NE(second.request_id, first.request_id);
}

TEST_F(NodeSessionTest, AnotherNodeIsNotAsked) {
  context_.node.id = "2";
  EXPECT_EQ(Open()->Try({}).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(exchange_.tries, 0);
}

TEST_F(NodeSessionTest, WrongKeyFilesAreRefusedBeforeAnyCall) {
  context_.tls_key_path = "/nowhere/tls.key";
  EXPECT_EQ(OpenNodeSession(context_, "en-US", RealClock(), SystemRandom())
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace enlace::client
