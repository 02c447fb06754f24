#include "tests/integration/two_nodes.h"

#include <arpa/inet.h>
#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <random>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "proto/wire/fingerprint.h"
#include "proto/wire/link_file.h"

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

// A port that is free, and is none that the system gives to outgoing
// connections: a node that was down must find its own free.  No other test
// takes it as long as this process lives (tests/scenarios/sandbox.py).
std::string FreeAddress() {
  static std::mt19937 random{std::random_device()()};
  static auto* const reserved = new std::vector<FileLock>();
  const std::string folder = absl::StrCat("/tmp/enlace-test-ports-", getuid());
  CHECK_OK(MakeDirectories(folder));
  std::uniform_int_distribution<uint16_t> ports(20000, 32000);
  for (;;) {
    const uint16_t port = ports(random);
    auto lock = FileLock::Acquire(absl::StrCat(folder, "/", port));
    if (!lock.ok()) continue;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const bool free =
        bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
    close(fd);
    if (!free) continue;
    reserved->push_back(*std::move(lock));
    return absl::StrCat("127.0.0.1:", port);
  }
}

void Write(const std::string& path, const std::string& bytes) {
  CHECK_OK(ReplaceFileDurably(path, bytes, /*private_to_owner=*/true));
}

// Draws an Ed25519 key into `path`.
certs::PublicKey MakeLogKey(const std::string& path) {
  auto key = certs::PrivateKey::Generate(certs::KeyType::kEd25519);
  CHECK_OK(key.status());
  Write(path, key->ToPem());
  return key->public_key();
}

std::string OtherOf(const std::string& nation) {
  return nation == "us" ? "mx" : "us";
}

}  // namespace

bool Eventually(const std::function<bool()>& condition) {
  // A minute: other tests run beside this one.
  for (int i = 0; i < 1200; ++i) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(50));
  }
  return false;
}

TwoNodes::TwoNodes(FirstContact contact) {
  std::string name =
      (std::filesystem::temp_directory_path() / "enlace-XXXXXX").string();
  CHECK(mkdtemp(name.data()) != nullptr) << "no temporary folder";
  folder_ = name;
  MakeNation("us", {"us-atf", "us-cbp"});
  MakeNation("mx", {"mx-fgr", "mx-anam", "mx-fge-son"});
  for (const std::string nation : {"us", "mx"}) {
    configs_.at(nation).peer_link_file_paths = {
        configs_.at(OtherOf(nation)).link_file_path};
  }
  StartNode("us");
  StartNode("mx");
  if (contact == FirstContact::kMade) MakeFirstContact();
}

TwoNodes::~TwoNodes() {
  agencies_.clear();
  persons_.clear();
  reviewers_.clear();
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
  Write(config.statement_key_path, statement->key_pem);
  config.store_directory = home + "/store";
  config.audit_directory = home + "/audit";
  config.annex_directory = home + "/annex";
  config.key_directory = home + "/keys";
  config.anchor_directory = home + "/anchor";
  config.witnessed_directory = home + "/witnessed";
  BookOffice& office = offices_.try_emplace(nation, *pki, home).first->second;
  config.book_library = office.library();
  config.book_charter_path = office.charter();
  const auto files = policy::Book::ReadFiles("policy/" + nation);
  CHECK_OK(files.status());
  first_books_[nation] = office.Publish(
      {.files = *files, .effective_from = RealClock().TimeNow()});
  config.agency_listener = FreeAddress();
  config.peer_listener = FreeAddress();
  config.log_key_path = home + "/log.key";
  config.witness_key_path = home + "/witness.key";
  LinkParts& parts = link_parts_[nation];
  parts.node = {.identity = config.node,
                .endpoint = config.peer_listener,
                .statement_chain = statement->chain_pem,
                .log_key = MakeLogKey(config.log_key_path),
                .witness_key = MakeLogKey(config.witness_key_path)};

  for (const std::string& id : agencies) {
    TestAgency& agency = agencies_[id];
    agency.identity = IdentityIn(nation, Kind::kAgency, id);
    const auto agency_tls = pki->IssueTls(agency.identity);
    const auto signing = pki->IssueStatementSigning(agency.identity);
    CHECK_OK(agency_tls.status());
    CHECK_OK(signing.status());
    agency.tls = WriteTls(id, *agency_tls, nation);
    agency.signing_key_pem = signing->key_pem;
    parts.agencies.push_back({agency.identity, signing->chain_pem});
    auto credentials = certs::MakeChannelCredentials(agency.tls, config.node);
    CHECK_OK(credentials.status());
    const auto channel =
        grpc::CreateChannel(config.agency_listener, *credentials);
    agency.exchange = v1::ExchangeService::NewStub(channel);
    agency.node = v1::NodeService::NewStub(channel);
    reviewers_[id] = v1::ReviewService::NewStub(channel);
    registrars_[id] = v1::RegisterService::NewStub(channel);
    inspectors_[id] = v1::InspectionService::NewStub(channel);
    if (id == "mx-fgr") {
      config.agencies.push_back({agency.identity, {"endoso-federal"}});
    }
  }
  MakePersons(nation, *pki);
  pkis_.emplace(nation, *std::move(pki));
  config.link_file_path = home + "/link.pb";
  RenewLinkFile(nation, absl::Hours(24));
}

void TwoNodes::MakePersons(const std::string& nation,
                           const certs::DevPki& pki) {
  app::Config& config = configs_.at(nation);
  for (const char* name : {"operator-1", "operator-2", "legal", "nobody"}) {
    const std::string id = absl::StrCat(nation, "-", name);
    const certs::Identity identity = IdentityIn(nation, Kind::kPerson, id);
    const auto tls = pki.IssueTls(identity);
    CHECK_OK(tls.status());
    auto credentials =
        certs::MakeChannelCredentials(WriteTls(id, *tls, nation), config.node);
    CHECK_OK(credentials.status());
    const auto channel =
        grpc::CreateChannel(config.agency_listener, *credentials);
    persons_[id] = v1::NodeService::NewStub(channel);
    reviewers_[id] = v1::ReviewService::NewStub(channel);
    registrars_[id] = v1::RegisterService::NewStub(channel);
    subjects_[id] = v1::SubjectService::NewStub(channel);
    inspectors_[id] = v1::InspectionService::NewStub(channel);
    if (absl::StrContains(id, "operator")) {
      config.persons.push_back(
          {identity, {"operator", "registrar", "oficial-de-guardia"}});
    } else if (absl::StrContains(id, "legal")) {
      config.persons.push_back(
          {identity,
           {"legal", "relaciones-exteriores", "autoridad-central",
            "responsable-jurídico", "data-protection"}});
    }
  }
}

void TwoNodes::RenewLinkFile(const std::string& nation,
                             absl::Duration validity) {
  LinkParts& parts = link_parts_.at(nation);
  const absl::Time now = RealClock().TimeNow();
  const auto file =
      certs::DevLinkFile(pkis_.at(nation), {parts.node}, parts.agencies,
                         {.valid_from = now - absl::Minutes(1),
                          .valid_until = now + validity,
                          .serial = ++parts.serial});
  CHECK_OK(file.status());
  Write(configs_.at(nation).link_file_path, *file);
}

std::string TwoNodes::FingerprintOf(const std::string& nation) const {
  const auto bytes = ReadFile(configs_.at(nation).link_file_path);
  CHECK_OK(bytes.status());
  const auto file = wire::LinkFile::Parse(*bytes);
  CHECK_OK(file.status());
  return wire::FingerprintDigits(file->digest());
}

grpc::Status TwoNodes::Accept(const std::string& person,
                              const std::string& other,
                              const std::string& fingerprint,
                              v1::AcceptLinkResponse* response) {
  grpc::ClientContext context;
  v1::AcceptLinkRequest request;
  request.set_nation(TrustDomain(other));
  request.set_fingerprint(fingerprint);
  v1::AcceptLinkResponse unread;
  return persons_.at(person)->AcceptLink(
      &context, request, response == nullptr ? &unread : response);
}

void TwoNodes::MakeFirstContact() {
  for (const std::string nation : {"us", "mx"}) {
    const std::string other = OtherOf(nation);
    for (const char* name : {"-operator-1", "-operator-2"}) {
      const grpc::Status status =
          Accept(nation + name, other, FingerprintOf(other));
      CHECK(status.ok()) << status.error_message();
    }
  }
  CHECK(Eventually([this] {
    return LinkOf("us").accepted_by_peer() && LinkOf("mx").accepted_by_peer();
  })) << "first contact";
}

v1::GetNodeStatusResponse TwoNodes::StatusOf(const std::string& nation) {
  grpc::ClientContext context;
  v1::GetNodeStatusResponse status;
  const std::string id = nation == "us" ? "us-atf" : "mx-fgr";
  const grpc::Status result = agencies_.at(id).node->GetNodeStatus(
      &context, v1::GetNodeStatusRequest(), &status);
  EXPECT_TRUE(result.ok()) << result.error_message();
  return status;
}

std::vector<v1::BookStatus> TwoNodes::BooksOf(const std::string& nation) {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  v1::GetNodeStatusResponse status;
  const grpc::Status result =
      persons_.at(nation + "-operator-1")
          ->GetNodeStatus(&context, v1::GetNodeStatusRequest(), &status);
  EXPECT_TRUE(result.ok()) << result.error_message();
  return {status.books().begin(), status.books().end()};
}

v1::LinkStatus TwoNodes::LinkOf(const std::string& nation) {
  const v1::GetNodeStatusResponse status = StatusOf(nation);
  return status.links_size() == 0 ? v1::LinkStatus() : status.links(0);
}

uint64_t TwoNodes::LogSize(const std::string& nation) {
  return StatusOf(nation).log_size();
}

uint64_t TwoNodes::SentSequence(const std::string& nation) {
  return LinkOf(nation).sent_sequence();
}

v1::FirearmTraceRequest ExampleTraceRequest() {
  v1::FirearmTraceRequest request;
  const auto json = ReadFile("tests/scenarios/records/trace_request.json");
  CHECK_OK(json.status());
  CHECK(google::protobuf::util::JsonStringToMessage(*json, &request).ok());
  // The same content twice would be held as a repetition.
  static std::atomic<int> made = 0;
  request.mutable_context()->set_case_ref(absl::StrCat("c-", ++made));
  return request;
}

}  // namespace enlace
