#include "tests/integration/two_nodes.h"

#include <arpa/inet.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "proto/wire/verifier_key.h"

namespace enlace {
namespace {

using Kind = certs::Identity::Kind;

std::string TrustDomain(const std::string& nation) {
  return nation + ".enlace.example";
}

certs::Identity IdentityIn(const std::string& nation, Kind kind,
                           const std::string& id) {
  return {.trust_domain = TrustDomain(nation), .kind = kind, .id = id};
}

// A port that was free a moment ago.
std::string FreeAddress() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  CHECK(bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0);
  CHECK(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(fd);
  return absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
}

void Write(const std::string& path, const std::string& bytes) {
  CHECK_OK(ReplaceFileDurably(path, bytes, /*private_to_owner=*/true));
}

// Draws an Ed25519 key into `path`; its verifier key under `name`.
std::string MakeLogKey(const std::string& path, const std::string& name,
                       wire::NoteKeyType algorithm) {
  auto key = certs::PrivateKey::Generate(certs::KeyType::kEd25519);
  CHECK_OK(key.status());
  Write(path, key->ToPem());
  auto verifier = wire::VerifierKey::Create(name, algorithm, key->public_key());
  CHECK_OK(verifier.status());
  return verifier->Format();
}

}  // namespace

TwoNodes::TwoNodes() {
  std::string name =
      (std::filesystem::temp_directory_path() / "enlace-XXXXXX").string();
  CHECK(mkdtemp(name.data()) != nullptr) << "no temporary folder";
  folder_ = name;
  MakeNation("us", {"us-atf", "us-cbp"});
  MakeNation("mx", {"mx-fgr", "mx-anam"});
  Link("us", "mx");
  Link("mx", "us");
  StartNode("us");
  StartNode("mx");
}

TwoNodes::~TwoNodes() {
  agencies_.clear();
  nodes_.clear();
  std::filesystem::remove_all(folder_);
}

void TwoNodes::StopNode(const std::string& nation) { nodes_.erase(nation); }

void TwoNodes::StartNode(const std::string& nation) {
  absl::StatusOr<std::unique_ptr<app::Node>> node =
      app::Node::Start(configs_.at(nation));
  CHECK_OK(node.status());
  nodes_[nation] = *std::move(node);
}

certs::TlsFiles TwoNodes::WriteTls(const std::string& name,
                                   const certs::IssuedKey& issued,
                                   const std::string& server_nation) {
  const std::string stem = absl::StrCat(folder_, "/tls/", name);
  Write(stem + ".key", issued.key_pem);
  Write(stem + ".pem", issued.chain_pem);
  return {.key_path = stem + ".key",
          .chain_path = stem + ".pem",
          .root_path = configs_.at(server_nation).root_path,
          .own_root_path = ""};
}

void TwoNodes::MakeNation(const std::string& nation,
                          const std::vector<std::string>& agencies) {
  auto pki = certs::DevPki::Create({.trust_domain = TrustDomain(nation)},
                                   RealClock().TimeNow());
  CHECK_OK(pki.status());
  const std::string home = absl::StrCat(folder_, "/", nation);
  app::Config& config = configs_[nation];
  config.node = IdentityIn(nation, Kind::kNode, "1");
  config.root_path = home + "/root.pem";
  Write(config.root_path, pki->root_pem());
  const auto tls = pki->IssueTls(config.node);
  const auto statement = pki->IssueStatementSigning(config.node);
  CHECK_OK(tls.status());
  CHECK_OK(statement.status());
  config.tls_key_path = home + "/tls.key";
  config.tls_chain_path = home + "/tls.pem";
  Write(config.tls_key_path, tls->key_pem);
  Write(config.tls_chain_path, tls->chain_pem);
  config.statement_key_path = home + "/statement.key";
  config.statement_chain_path = home + "/statement.pem";
  Write(config.statement_key_path, statement->key_pem);
  Write(config.statement_chain_path, statement->chain_pem);
  config.store_directory = home + "/store";
  config.audit_directory = home + "/audit";
  config.annex_directory = home + "/annex";
  config.key_directory = home + "/keys";
  config.anchor_directory = home + "/anchor";
  config.book_directory = "policy/" + nation;
  config.agency_listener = FreeAddress();
  config.peer_listener = FreeAddress();
  config.log_origin = TrustDomain(nation) + "/audit";
  config.log_key_path = home + "/log.key";
  config.witness_name = TrustDomain(nation) + "/witness";
  config.witness_key_path = home + "/witness.key";

  for (const std::string& id : agencies) {
    TestAgency& agency = agencies_[id];
    agency.identity = IdentityIn(nation, Kind::kAgency, id);
    const auto agency_tls = pki->IssueTls(agency.identity);
    const auto signing = pki->IssueStatementSigning(agency.identity);
    CHECK_OK(agency_tls.status());
    CHECK_OK(signing.status());
    agency.tls = WriteTls(id, *agency_tls, nation);
    agency.signing_key_pem = signing->key_pem;
    const std::string chain = absl::StrCat(home, "/", id, ".signing.pem");
    Write(chain, signing->chain_pem);
    config.agencies.push_back({agency.identity, chain});
    auto credentials = certs::MakeChannelCredentials(agency.tls, config.node);
    CHECK_OK(credentials.status());
    const auto channel =
        grpc::CreateChannel(config.agency_listener, *credentials);
    agency.exchange = v1::ExchangeService::NewStub(channel);
    agency.node = v1::NodeService::NewStub(channel);
  }
  pkis_.emplace(nation, *std::move(pki));
}

void TwoNodes::Link(const std::string& nation, const std::string& other) {
  const app::Config& theirs = configs_.at(other);
  app::PeerConfig peer;
  peer.node = theirs.node;
  peer.endpoint = theirs.peer_listener;
  peer.root_path = theirs.root_path;
  peer.statement_chain_path = theirs.statement_chain_path;
  // Keys of the other's log and witness, drawn when first asked for.
  peer.log_key = MakeLogKey(theirs.log_key_path, theirs.log_origin,
                            wire::NoteKeyType::kEd25519);
  peer.witness_key = MakeLogKey(theirs.witness_key_path, theirs.witness_name,
                                wire::NoteKeyType::kCosignatureV1);
  peer.agencies = theirs.agencies;
  configs_.at(nation).peers.push_back(std::move(peer));
}

uint64_t TwoNodes::LogSize(const std::string& nation) {
  grpc::ClientContext context;
  v1::GetNodeStatusResponse status;
  const std::string id = nation == "us" ? "us-atf" : "mx-fgr";
  const grpc::Status result = agencies_.at(id).node->GetNodeStatus(
      &context, v1::GetNodeStatusRequest(), &status);
  EXPECT_TRUE(result.ok()) << result.error_message();
  return status.log_size();
}

uint64_t TwoNodes::SentSequence(const std::string& nation) {
  grpc::ClientContext context;
  v1::GetNodeStatusResponse status;
  const std::string id = nation == "us" ? "us-atf" : "mx-fgr";
  const grpc::Status result = agencies_.at(id).node->GetNodeStatus(
      &context, v1::GetNodeStatusRequest(), &status);
  EXPECT_TRUE(result.ok()) << result.error_message();
  return status.links_size() == 0 ? 0 : status.links(0).sent_sequence();
}

v1::FirearmTraceRequest ExampleTraceRequest() {
  v1::FirearmTraceRequest request;
  const auto json = ReadFile("tests/scenarios/records/trace_request.json");
  CHECK_OK(json.status());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &request).ok());
  return request;
}

}  // namespace enlace
