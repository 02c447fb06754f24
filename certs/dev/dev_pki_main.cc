// enlace-dev-pki: writes the throw-away PKI of one nation into a folder.
//
//   enlace-dev-pki --out out/pki/us --trust-domain us.enlace.example
//       --endpoint 127.0.0.1:7443 --agency us-atf --person us-legal
//
// The layout is docs/identity.md, "The development PKI".  Two verbs work with a
// PKI whose keys were kept: `issue` and `link`.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/process_rights.h"
#include "base/status_macros.h"
#include "certs/dev/dev_book_charter.h"
#include "certs/dev/dev_link_file.h"
#include "certs/dev/issue_command.h"
#include "certs/dev/link_command.h"
#include "certs/dev_pki.h"
#include "certs/identity.h"
#include "certs/key.h"

namespace enlace::certs {
namespace {

struct Order {
  std::string out;
  std::string nation;
  std::string trust_domain;
  std::vector<std::string> nodes;
  std::vector<std::string> endpoints;
  std::vector<std::string> agencies;
  std::vector<std::string> persons;
  std::vector<std::string> book_reviewers;
  int days = 7;
  bool keep_root_key = false;
  bool keep_issuing_key = false;
};

absl::Status WriteKey(const std::string& path, absl::string_view pem) {
  return ReplaceFileDurably(path, pem, /*private_to_owner=*/true);
}

absl::Status WriteIssued(const absl::StatusOr<IssuedKey>& issued,
                         const std::string& stem) {
  RETURN_IF_ERROR(issued.status());
  RETURN_IF_ERROR(WriteKey(absl::StrCat(stem, ".key"), issued->key_pem));
  return ReplaceFileDurably(absl::StrCat(stem, ".pem"), issued->chain_pem);
}

// Log and witness keys have no certificate: their formats name them by origin,
// and the nations exchange them in link files.
absl::StatusOr<PublicKey> WriteEd25519(const std::string& stem) {
  ASSIGN_OR_RETURN(const PrivateKey key,
                   PrivateKey::Generate(KeyType::kEd25519));
  RETURN_IF_ERROR(WriteKey(absl::StrCat(stem, ".key"), key.ToPem()));
  RETURN_IF_ERROR(
      ReplaceFileDurably(absl::StrCat(stem, ".pub"), key.public_key().ToPem()));
  return key.public_key();
}

absl::StatusOr<Identity> NamedIdentity(const Order& order, Identity::Kind kind,
                                       const std::string& id) {
  return ParseIdentity(
      Identity{.trust_domain = order.trust_domain, .kind = kind, .id = id}
          .Uri());
}

// The TLS pair of a party, and a signing pair named `signing`; the signing
// key's chain.
absl::StatusOr<std::string> WriteParty(const std::string& folder,
                                       const DevPki& pki,
                                       const Identity& identity,
                                       absl::string_view signing) {
  RETURN_IF_ERROR(
      WriteIssued(pki.IssueTls(identity), absl::StrCat(folder, "tls")));
  ASSIGN_OR_RETURN(const IssuedKey issued, pki.IssueStatementSigning(identity));
  RETURN_IF_ERROR(WriteIssued(issued, absl::StrCat(folder, signing)));
  return issued.chain_pem;
}

std::string FolderOf(const Order& order, const Identity& identity) {
  return absl::StrCat(order.out, "/", KindName(identity.kind), "/", identity.id,
                      "/");
}

absl::Status WriteNodes(const Order& order, const DevPki& pki,
                        std::vector<DevLinkNode>& nodes) {
  for (size_t i = 0; i < order.nodes.size(); ++i) {
    DevLinkNode node;
    ASSIGN_OR_RETURN(node.identity, NamedIdentity(order, Identity::Kind::kNode,
                                                  order.nodes[i]));
    const std::string folder = FolderOf(order, node.identity);
    ASSIGN_OR_RETURN(node.statement_chain,
                     WriteParty(folder, pki, node.identity, "statement"));
    ASSIGN_OR_RETURN(node.log_key, WriteEd25519(absl::StrCat(folder, "log")));
    ASSIGN_OR_RETURN(node.witness_key,
                     WriteEd25519(absl::StrCat(folder, "witness")));
    if (!order.endpoints.empty()) node.endpoint = order.endpoints[i];
    nodes.push_back(std::move(node));
  }
  return absl::OkStatus();
}

absl::Status WriteOthers(const Order& order, const DevPki& pki,
                         Identity::Kind kind,
                         const std::vector<std::string>& ids,
                         std::vector<DevLinkAgency>& parties) {
  for (const std::string& id : ids) {
    DevLinkAgency party;
    ASSIGN_OR_RETURN(party.identity, NamedIdentity(order, kind, id));
    ASSIGN_OR_RETURN(party.signing_chain,
                     WriteParty(FolderOf(order, party.identity), pki,
                                party.identity, "signing"));
    parties.push_back(std::move(party));
  }
  return absl::OkStatus();
}

absl::Status WritePki(const Order& order) {
  const absl::Duration validity = absl::Hours(24 * order.days);
  const absl::Time now = RealClock().TimeNow();
  ASSIGN_OR_RETURN(
      const DevPki pki,
      DevPki::Create({.trust_domain = order.trust_domain, .validity = validity},
                     now));
  RETURN_IF_ERROR(
      ReplaceFileDurably(absl::StrCat(order.out, "/root.pem"), pki.root_pem()));
  RETURN_IF_ERROR(ReplaceFileDurably(absl::StrCat(order.out, "/issuing.pem"),
                                     pki.issuing_pem()));
  std::vector<DevLinkNode> nodes;
  RETURN_IF_ERROR(WriteNodes(order, pki, nodes));
  std::vector<DevLinkAgency> agencies;
  RETURN_IF_ERROR(WriteOthers(order, pki, Identity::Kind::kAgency,
                              order.agencies, agencies));
  std::vector<DevLinkAgency> persons;
  RETURN_IF_ERROR(
      WriteOthers(order, pki, Identity::Kind::kPerson, order.persons, persons));
  if (!order.endpoints.empty()) {
    ASSIGN_OR_RETURN(const std::string file,
                     DevLinkFile(pki, nodes, agencies,
                                 {.valid_from = now - absl::Minutes(1),
                                  .valid_until = now + validity}));
    RETURN_IF_ERROR(
        ReplaceFileDurably(absl::StrCat(order.out, "/link.pb"), file));
  }
  if (!order.book_reviewers.empty()) {
    ASSIGN_OR_RETURN(const std::string charter,
                     DevBookCharter(pki, order.book_reviewers,
                                    now - absl::Minutes(1), now + validity));
    RETURN_IF_ERROR(
        ReplaceFileDurably(absl::StrCat(order.out, "/charter.pb"), charter));
  }
  if (order.keep_root_key) {
    RETURN_IF_ERROR(
        WriteKey(absl::StrCat(order.out, "/root.key"), pki.root_key_pem()));
    std::cout << "root key: " << order.out << "/root.key\n";
  } else {
    std::cout << "root key: thrown away (--keep-root-key keeps it)\n";
  }
  if (order.keep_issuing_key) {
    RETURN_IF_ERROR(WriteKey(absl::StrCat(order.out, "/issuing.key"),
                             pki.issuing_key_pem()));
  }
  std::cout << "development PKI of " << order.nation << " in " << order.out
            << ", valid " << order.days << " days\n";
  return absl::OkStatus();
}

int Run(int argc, char** argv) {
  Order order;
  CLI::App app{"Writes the throw-away PKI of one nation. Not for production."};
  app.add_option("--out", order.out, "Folder to write")->required();
  app.add_option("--nation", order.nation, "Name of the nation, for messages")
      ->required();
  app.add_option("--trust-domain", order.trust_domain,
                 "Trust domain of its identities, e.g. xx.example.net")
      ->required();
  app.add_option("--nodes,--node", order.nodes, "Id of a node; repeatable");
  app.add_option("--endpoint", order.endpoints,
                 "host:port of each node's peer listener, in the order of "
                 "--node: writes the link file too");
  app.add_option("--agency", order.agencies, "Id of an agency; repeatable");
  app.add_option("--person", order.persons, "Id of a person; repeatable");
  app.add_option("--book-reviewer", order.book_reviewers,
                 "Id of a person who may sign rule books; two of them or more "
                 "write the charter too");
  app.add_option("--days", order.days, "Validity in days")
      ->check(CLI::Range(1, 366));
  app.add_flag("--keep-root-key", order.keep_root_key,
               "Write the root's key too");
  app.add_flag("--keep-issuing-key", order.keep_issuing_key,
               "Write the issuing CA's key too, for `enlace-dev-pki issue`");
  app.footer(
      "Verbs: `enlace-dev-pki issue --help`, `enlace-dev-pki link "
      "--help`.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (order.nodes.empty()) order.nodes.push_back("1");
  if (!order.endpoints.empty() &&
      order.endpoints.size() != order.nodes.size()) {
    std::cerr << "enlace-dev-pki: --endpoint must come once for each node\n";
    return 2;
  }
  const absl::Status status = WritePki(order);
  if (!status.ok()) {
    std::cerr << "enlace-dev-pki: " << status.message() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace enlace::certs

int main(int argc, char** argv) {
  enlace::KeepOutOfDumps();
  const std::string verb = argc > 1 ? argv[1] : "";
  if (verb == "issue") return enlace::certs::RunIssue(argc - 1, argv + 1);
  if (verb == "link") return enlace::certs::RunLink(argc - 1, argv + 1);
  return enlace::certs::Run(argc, argv);
}
