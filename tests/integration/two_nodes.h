// Two nations in one process: real certificates, stores, TLS and rule books.

#ifndef ENLACE_TESTS_INTEGRATION_TWO_NODES_H_
#define ENLACE_TESTS_INTEGRATION_TWO_NODES_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "certs/dev/dev_link_file.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "certs/tls.h"
#include "enlace/v1/exchange_service.grpc.pb.h"
#include "enlace/v1/firearm_trace.pb.h"
#include "enlace/v1/inspection_service.grpc.pb.h"
#include "enlace/v1/node_service.grpc.pb.h"
#include "enlace/v1/register_service.grpc.pb.h"
#include "enlace/v1/review_service.grpc.pb.h"
#include "enlace/v1/subject_service.grpc.pb.h"
#include "server/app/node.h"
#include "tests/integration/book_office.h"

namespace enlace {

// One agency: its connection and its signing key.
struct TestAgency {
  certs::Identity identity;
  certs::TlsFiles tls;
  std::string signing_key_pem;
  std::unique_ptr<v1::ExchangeService::Stub> exchange;
  std::unique_ptr<v1::NodeService::Stub> node;
};

// Waits, within bounds, for what nodes do by themselves.
bool Eventually(const std::function<bool()>& condition);

class TwoNodes {
 public:
  enum class FirstContact { kMade, kNone };

  // Starts both nodes in a fresh folder below the test's own and, unless told
  // otherwise, lets two operators of each accept the other's link file.
  explicit TwoNodes(FirstContact contact = FirstContact::kMade);
  ~TwoNodes();

  app::Node& node(const std::string& nation) { return *nodes_.at(nation); }
  const app::Config& config(const std::string& nation) const {
    return configs_.at(nation);
  }
  // What it starts with the next time.
  app::Config& NextConfig(const std::string& nation) {
    return configs_.at(nation);
  }
  void StopNode(const std::string& nation);
  void StartNode(const std::string& nation);
  // Asked once the nation's node starts again.
  void AddNeutralWitness(const std::string& nation,
                         app::NeutralWitnessConfig witness) {
    configs_.at(nation).neutral_witnesses.push_back(std::move(witness));
  }
  // Why the nation's node does not start with another configuration.
  static absl::Status WhyNotStarted(const app::Config& config) {
    return app::Node::Start(config).status();
  }

  // The legal staff of the nation, and the digest of the manifest of the book
  // that it began with.
  BookOffice& office(const std::string& nation) { return offices_.at(nation); }
  const std::string& first_book(const std::string& nation) const {
    return first_books_.at(nation);
  }
  // As its node tells an agency.
  v1::GetNodeStatusResponse StatusOf(const std::string& nation);
  // As its node tells.
  std::vector<v1::BookStatus> BooksOf(const std::string& nation);

  TestAgency& agency(const std::string& id) { return agencies_.at(id); }
  const std::string& signing_key(const std::string& agency) const {
    return agencies_.at(agency).signing_key_pem;
  }

  // What an agency or a person asks as a reviewer.  The operators are on duty.
  // "mx-fgr" endorses;
  // "us-legal" and "mx-legal" hold every role that a test approves in, less
  // that one.
  v1::ReviewService::Stub& reviewer(const std::string& id) {
    return *reviewers_.at(id);
  }

  // What a person asks of the register; the operators keep it.
  v1::RegisterService::Stub& registrar(const std::string& id) {
    return *registrars_.at(id);
  }

  // What a person asks about a person; the legal officers may.
  v1::SubjectService::Stub& subjects(const std::string& id) {
    return *subjects_.at(id);
  }

  // What a person asks as an inspector.
  v1::InspectionService::Stub& inspector(const std::string& id) {
    return *inspectors_.at(id);
  }

  // Persons of each nation: "us-operator-1" and "-2" are operators, "us-legal"
  // is not, "us-nobody" stands in no configuration.
  grpc::Status Accept(const std::string& person, const std::string& other,
                      const std::string& fingerprint,
                      v1::AcceptLinkResponse* response = nullptr);
  // Of the link file that the nation has now.
  std::string FingerprintOf(const std::string& nation) const;
  // What a person asks the own node.
  v1::NodeService::Stub& person(const std::string& id) {
    return *persons_.at(id);
  }
  // The link of `nation` to the other one, as its node sees it.
  v1::LinkStatus LinkOf(const std::string& nation);
  void MakeFirstContact();
  // Signs a new link file of the nation; both nodes get it when they start.
  void RenewLinkFile(const std::string& nation, absl::Duration validity);
  const certs::DevPki& pki(const std::string& nation) const {
    return pkis_.at(nation);
  }

  // TLS files written from `issued`, for a client of the door whose server
  // chains to the root of `server_nation`.
  certs::TlsFiles WriteTls(const std::string& name,
                           const certs::IssuedKey& issued,
                           const std::string& server_nation);

  std::string agency_address(const std::string& nation) const {
    return configs_.at(nation).agency_listener;
  }
  std::string peer_address(const std::string& nation) const {
    return configs_.at(nation).peer_listener;
  }

  // Entries in the nation's log.
  uint64_t LogSize(const std::string& nation);
  // Records that wait to be relayed or were ever sent over the nation's link.
  uint64_t SentSequence(const std::string& nation);

 private:
  void MakeNation(const std::string& nation,
                  const std::vector<std::string>& agencies);
  void MakePersons(const std::string& nation, const certs::DevPki& pki);

  struct LinkParts {
    certs::DevLinkNode node;
    std::vector<certs::DevLinkAgency> agencies;
    uint64_t serial = 0;
  };

  std::string folder_;
  std::map<std::string, LinkParts> link_parts_;
  std::map<std::string, std::unique_ptr<v1::NodeService::Stub>> persons_;
  std::map<std::string, std::unique_ptr<v1::ReviewService::Stub>> reviewers_;
  std::map<std::string, std::unique_ptr<v1::RegisterService::Stub>> registrars_;
  std::map<std::string, std::unique_ptr<v1::SubjectService::Stub>> subjects_;
  std::map<std::string, std::unique_ptr<v1::InspectionService::Stub>>
      inspectors_;
  std::map<std::string, certs::DevPki> pkis_;
  std::map<std::string, BookOffice> offices_;
  std::map<std::string, std::string> first_books_;
  std::map<std::string, app::Config> configs_;
  std::map<std::string, std::unique_ptr<app::Node>> nodes_;
  std::map<std::string, TestAgency> agencies_;
};

// A well-formed trace request, as tests/scenarios/records has it, each about a
// case of its own.
v1::FirearmTraceRequest ExampleTraceRequest();

}  // namespace enlace

#endif  // ENLACE_TESTS_INTEGRATION_TWO_NODES_H_
