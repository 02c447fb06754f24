#include "server/app/trust.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "policy/engine/vocabulary.h"
#include "proto/wire/problem.h"

namespace enlace::app {
namespace {

gate::Parties::LinkFile PartOf(const wire::LinkFile& file) {
  return {.digest = ToBytes(file.digest()),
          .valid_from_ms = file.content().valid_from_ms(),
          .valid_until_ms = file.content().valid_until_ms()};
}

// Takes the agencies of `nation` into `agencies`, and its keys.  A certificate
// that is out of its time takes its own key away, not the others.
absl::Status AddNation(const NationTrust& nation, absl::Time now, Trust& trust,
                       std::set<std::string>& agencies) {
  const auto add = [&](const std::string& chain) {
    absl::Status added = trust.keys.Add(nation.file.root(), chain,
                                        certs::Purpose::kStatementSigning, now);
    if (added.ok()) trust.certificates.push_back(chain);
    if (!absl::IsUnauthenticated(added)) return added;
    Log(Severity::kWarning, "a certificate of a link file is out of its time",
        {{"nation", nation.file.trust_domain()}});
    return absl::OkStatus();
  };
  for (const v1::LinkAgency& agency : nation.file.content().agencies()) {
    RETURN_IF_ERROR(add(agency.signing_chain()));
    agencies.insert(agency.identity());
  }
  return add(nation.file.content().nodes(0).statement_chain());
}

absl::Status LoadOwn(const Config& config, absl::Time now, Trust& trust) {
  const std::string& path = config.link_file_path;
  ASSIGN_OR_RETURN(trust.own, LoadLinkFile(path));
  const NationTrust& own = *trust.own;
  if (own.node != config.node) {
    return About(path, absl::InvalidArgumentError(
                           "names another node than node.identity"));
  }
  if (!own.file.ValidAt(now)) {
    return About(path, wire::Refusal(absl::StatusCode::kFailedPrecondition,
                                     wire::kLinkFileExpired,
                                     "does not hold now; have the national "
                                     "root sign a new one"));
  }
  ASSIGN_OR_RETURN(const std::string root_pem, ReadFile(config.root_path));
  absl::StatusOr<certs::TrustAnchor> root =
      certs::TrustAnchor::FromPem(root_pem);
  RETURN_IF_ERROR(About(config.root_path, root.status()));
  if (root->certificate().der() != own.file.root().certificate().der()) {
    return About(path, absl::InvalidArgumentError(
                           "was signed by another root than tls.root"));
  }
  RETURN_IF_ERROR(AddNation(own, now, trust, trust.parties.agencies));
  trust.parties.link_file = PartOf(own.file);
  return absl::OkStatus();
}

// The node's own keys are the ones that it tells the other nations.
absl::Status LoadOwnKeys(const Config& config, Trust& trust) {
  ASSIGN_OR_RETURN(trust.statement_key, LoadKey(config.statement_key_path));
  ASSIGN_OR_RETURN(trust.log_key, LoadKey(config.log_key_path));
  ASSIGN_OR_RETURN(trust.witness_key, LoadKey(config.witness_key_path));
  ASSIGN_OR_RETURN(const certs::PrivateKey tls, LoadKey(config.tls_key_path));
  for (const auto& key :
       {&trust.statement_key, &trust.log_key, &trust.witness_key}) {
    if ((*key)->key_id() == tls.key_id()) {
      return absl::InvalidArgumentError(
          "tls.key has a second use; one key, one use");
    }
  }
  const certs::KeyDirectory::Entry* const entry =
      trust.keys.Find(trust.statement_key->key_id());
  const auto other = [](absl::string_view key) {
    return absl::InvalidArgumentError(
        absl::StrCat(key, " is not the key that link.file names"));
  };
  if (entry == nullptr || entry->identity != config.node) {
    return other("statement.key");
  }
  if (!(trust.log_key->public_key() == trust.own->log_key.public_key())) {
    return other("log.key");
  }
  if (!(trust.witness_key->public_key() ==
        trust.own->witness_key.public_key())) {
    return other("witness.key");
  }
  return absl::OkStatus();
}

absl::Status LoadPeer(const std::string& path, absl::Time now, Trust& trust) {
  ASSIGN_OR_RETURN(NationTrust loaded, LoadLinkFile(path));
  const std::string domain = loaded.file.trust_domain();
  if (domain == trust.parties.trust_domain) {
    return About(path, absl::InvalidArgumentError("is of the own nation"));
  }
  const auto [peer, inserted] = trust.peers.emplace(domain, std::move(loaded));
  if (!inserted) {
    return About(path, absl::InvalidArgumentError(
                           "is the second link file of its nation"));
  }
  gate::Parties::Nation& nation = trust.parties.nations[domain];
  nation.node = peer->second.node.Uri();
  nation.link_file = PartOf(peer->second.file);
  if (peer->second.file.ValidAt(now)) {
    return About(path, AddNation(peer->second, now, trust, nation.agencies));
  }
  Log(Severity::kError,
      "a link file does not hold now; ask the nation for its new one",
      {{"nation", domain}});
  return absl::OkStatus();
}

}  // namespace

v1::SignedLinkFile NationTrust::Signed() const {
  v1::SignedLinkFile signed_file;
  // It was verified when it was loaded.
  CHECK(signed_file.ParseFromString(bytes)) << "link file";
  return signed_file;
}

absl::Status About(absl::string_view subject, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat("`", subject, "`: ", status.message()));
}

absl::Status CheckAgencyRoles(const gate::Parties& parties,
                              const policy::Book& book) {
  for (const auto& [agency, roles] : parties.agency_roles) {
    for (const std::string& role : roles) {
      if (book.vocabulary().roles.contains(role)) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("[[agency]] `", agency, "`: the rule book has no role `",
                       role, "`; name one of the book's"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckTlsKey(const Trust& trust,
                         const certs::Certificate& certificate) {
  if (trust.keys.Find(certificate.public_key().key_id()) == nullptr) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(
      "the TLS key signs statements too; one key, one use");
}

absl::StatusOr<certs::PrivateKey> LoadKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path));
  absl::StatusOr<certs::PrivateKey> key = certs::PrivateKey::FromPem(pem);
  RETURN_IF_ERROR(About(path, key.status()));
  return key;
}

absl::StatusOr<NationTrust> LoadLinkFile(const std::string& path) {
  ASSIGN_OR_RETURN(std::string bytes, ReadFile(path, wire::kLinkFileSizeMax));
  absl::StatusOr<wire::LinkFile> file = wire::LinkFile::Parse(bytes);
  RETURN_IF_ERROR(About(path, file.status()));
  const v1::LinkFile& content = file->content();
  if (content.nodes_size() != 1 || content.logs_size() != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", path,
                     "`: names several nodes or logs; a nation is served by "
                     "one so far"));
  }
  ASSIGN_OR_RETURN(certs::Identity node,
                   certs::ParseIdentity(content.nodes(0).identity()));
  ASSIGN_OR_RETURN(wire::VerifierKey log_key,
                   wire::VerifierKey::Parse(content.logs(0).log_key()));
  ASSIGN_OR_RETURN(wire::VerifierKey witness_key,
                   wire::VerifierKey::Parse(content.logs(0).witness_key()));
  std::string endpoint = content.nodes(0).endpoint();
  return NationTrust{std::move(bytes),   *std::move(file),
                     std::move(node),    std::move(endpoint),
                     std::move(log_key), std::move(witness_key)};
}

absl::StatusOr<Trust> LoadTrust(const Config& config, absl::Time now) {
  Trust trust;
  trust.parties.node = config.node.Uri();
  trust.parties.trust_domain = config.node.trust_domain;
  RETURN_IF_ERROR(LoadOwn(config, now, trust));
  RETURN_IF_ERROR(LoadOwnKeys(config, trust));
  for (const RolesConfig& person : config.persons) {
    trust.parties.persons[person.identity.Uri()] = person.roles;
  }
  for (const RolesConfig& agency : config.agencies) {
    trust.parties.agency_roles[agency.identity.Uri()] = agency.roles;
  }
  for (const std::string& path : config.peer_link_file_paths) {
    RETURN_IF_ERROR(LoadPeer(path, now, trust));
  }
  return trust;
}

}  // namespace enlace::app
