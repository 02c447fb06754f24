#include "server/app/trust.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/file.h"
#include "base/status_macros.h"
#include "certs/certificate.h"

namespace enlace::app {
namespace {

absl::StatusOr<certs::TrustAnchor> LoadAnchor(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path));
  absl::StatusOr<certs::TrustAnchor> anchor = certs::TrustAnchor::FromPem(pem);
  RETURN_IF_ERROR(About(path, anchor.status()));
  return anchor;
}

// Takes the signing key of the chain at `path`, which must be `identity`'s.
absl::Status AddKey(const certs::TrustAnchor& anchor, const std::string& path,
                    const certs::Identity& identity, absl::Time now,
                    Trust& trust) {
  ASSIGN_OR_RETURN(const std::string chain, ReadFile(path));
  RETURN_IF_ERROR(About(
      path,
      trust.keys.Add(anchor, chain, certs::Purpose::kStatementSigning, now)));
  ASSIGN_OR_RETURN(const std::vector<certs::Certificate> certificates,
                   certs::Certificate::ListFromPem(chain));
  ASSIGN_OR_RETURN(const certs::Identity named,
                   certificates.front().identity());
  if (named != identity) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", path, "`: is the certificate of another identity"));
  }
  trust.certificates.push_back(chain);
  return absl::OkStatus();
}

absl::Status AddAgencies(const certs::TrustAnchor& anchor,
                         const std::vector<AgencyConfig>& agencies,
                         absl::Time now, Trust& trust,
                         std::set<std::string>& identities) {
  for (const AgencyConfig& agency : agencies) {
    RETURN_IF_ERROR(
        AddKey(anchor, agency.signing_chain_path, agency.identity, now, trust));
    identities.insert(agency.identity.Uri());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status About(absl::string_view subject, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      absl::StrCat("`", subject, "`: ", status.message()));
}

absl::StatusOr<certs::PrivateKey> LoadKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string pem, ReadFile(path));
  absl::StatusOr<certs::PrivateKey> key = certs::PrivateKey::FromPem(pem);
  RETURN_IF_ERROR(About(path, key.status()));
  return key;
}

absl::StatusOr<Trust> LoadTrust(const Config& config, absl::Time now) {
  Trust trust;
  gate::Parties& parties = trust.parties;
  parties.node = config.node.Uri();
  parties.trust_domain = config.node.trust_domain;
  ASSIGN_OR_RETURN(const certs::TrustAnchor own, LoadAnchor(config.root_path));
  RETURN_IF_ERROR(
      AddAgencies(own, config.agencies, now, trust, parties.agencies));
  RETURN_IF_ERROR(
      AddKey(own, config.statement_chain_path, config.node, now, trust));
  ASSIGN_OR_RETURN(trust.statement_key, LoadKey(config.statement_key_path));
  const certs::KeyDirectory::Entry* const entry =
      trust.keys.Find(trust.statement_key->key_id());
  if (entry == nullptr || entry->identity != config.node) {
    return absl::InvalidArgumentError(
        "statement.key is not the key of statement.chain");
  }
  for (const PeerConfig& peer : config.peers) {
    ASSIGN_OR_RETURN(const certs::TrustAnchor anchor,
                     LoadAnchor(peer.root_path));
    gate::Parties::Nation& nation = parties.nations[peer.node.trust_domain];
    nation.node = peer.node.Uri();
    RETURN_IF_ERROR(
        AddAgencies(anchor, peer.agencies, now, trust, nation.agencies));
    RETURN_IF_ERROR(
        AddKey(anchor, peer.statement_chain_path, peer.node, now, trust));
  }
  return trust;
}

}  // namespace enlace::app
