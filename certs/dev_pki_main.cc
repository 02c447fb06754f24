// enlace-dev-pki: writes the throw-away PKI of one nation into a folder.
//
//   enlace-dev-pki --out out/pki/us --trust-domain us.enlace.example
//       --agency us-atf --agency us-cbp --person us-legal
//
// The layout is docs/identity.md, "The development PKI".

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
#include "base/status_macros.h"
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
  std::vector<std::string> agencies;
  std::vector<std::string> persons;
  int days = 7;
  bool keep_root_key = false;
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
absl::Status WriteEd25519(const std::string& stem) {
  ASSIGN_OR_RETURN(const PrivateKey key,
                   PrivateKey::Generate(KeyType::kEd25519));
  RETURN_IF_ERROR(WriteKey(absl::StrCat(stem, ".key"), key.ToPem()));
  return ReplaceFileDurably(absl::StrCat(stem, ".pub"),
                            key.public_key().ToPem());
}

absl::StatusOr<Identity> NamedIdentity(const Order& order, Identity::Kind kind,
                                       const std::string& id) {
  return ParseIdentity(
      Identity{.trust_domain = order.trust_domain, .kind = kind, .id = id}
          .Uri());
}

// The TLS pair, and a signing pair named `signing`, of each of `ids`.
absl::Status WriteParties(const Order& order, const DevPki& pki,
                          Identity::Kind kind,
                          const std::vector<std::string>& ids,
                          absl::string_view signing) {
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(const Identity identity, NamedIdentity(order, kind, id));
    const std::string folder =
        absl::StrCat(order.out, "/", KindName(kind), "/", id, "/");
    RETURN_IF_ERROR(
        WriteIssued(pki.IssueTls(identity), absl::StrCat(folder, "tls")));
    RETURN_IF_ERROR(WriteIssued(pki.IssueStatementSigning(identity),
                                absl::StrCat(folder, signing)));
    if (kind == Identity::Kind::kNode) {
      RETURN_IF_ERROR(WriteEd25519(absl::StrCat(folder, "log")));
      RETURN_IF_ERROR(WriteEd25519(absl::StrCat(folder, "witness")));
    }
  }
  return absl::OkStatus();
}

absl::Status WritePki(const Order& order) {
  ASSIGN_OR_RETURN(const DevPki pki,
                   DevPki::Create({.trust_domain = order.trust_domain,
                                   .validity = absl::Hours(24 * order.days)},
                                  RealClock().TimeNow()));
  RETURN_IF_ERROR(
      ReplaceFileDurably(absl::StrCat(order.out, "/root.pem"), pki.root_pem()));
  RETURN_IF_ERROR(ReplaceFileDurably(absl::StrCat(order.out, "/issuing.pem"),
                                     pki.issuing_pem()));
  RETURN_IF_ERROR(WriteParties(order, pki, Identity::Kind::kNode, order.nodes,
                               "statement"));
  RETURN_IF_ERROR(WriteParties(order, pki, Identity::Kind::kAgency,
                               order.agencies, "signing"));
  RETURN_IF_ERROR(WriteParties(order, pki, Identity::Kind::kPerson,
                               order.persons, "signing"));
  if (order.keep_root_key) {
    RETURN_IF_ERROR(
        WriteKey(absl::StrCat(order.out, "/root.key"), pki.root_key_pem()));
    std::cout << "root key: " << order.out << "/root.key\n";
  } else {
    std::cout << "root key: thrown away (--keep-root-key keeps it)\n";
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
                 "Trust domain, e.g. us.enlace.example")
      ->required();
  app.add_option("--nodes,--node", order.nodes, "Id of a node; repeatable");
  app.add_option("--agency", order.agencies, "Id of an agency; repeatable");
  app.add_option("--person", order.persons, "Id of a person; repeatable");
  app.add_option("--days", order.days, "Validity in days")
      ->check(CLI::Range(1, 366));
  app.add_flag("--keep-root-key", order.keep_root_key,
               "Write the root's key too");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (order.nodes.empty()) order.nodes.push_back("1");
  const absl::Status status = WritePki(order);
  if (!status.ok()) {
    std::cerr << "enlace-dev-pki: " << status.message() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace enlace::certs

int main(int argc, char** argv) { return enlace::certs::Run(argc, argv); }
