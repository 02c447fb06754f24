#include "certs/dev/dev_link_file.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/status_macros.h"
#include "proto/wire/link_file.h"
#include "proto/wire/verifier_key.h"

namespace enlace::certs {
namespace {

std::string VerifierKeyText(const std::string& name, wire::NoteKeyType type,
                            const std::optional<PublicKey>& key) {
  CHECK(key.has_value()) << "a node of a link file without its log keys";
  auto verifier = wire::VerifierKey::Create(name, type, *key);
  CHECK_OK(verifier.status());
  return verifier->Format();
}

}  // namespace

v1::LinkFile DevLinkContent(const DevPki& pki,
                            const std::vector<DevLinkNode>& nodes,
                            const std::vector<DevLinkAgency>& agencies,
                            const DevLinkTerm& term) {
  const std::string& domain = pki.trust_domain();
  v1::LinkFile content;
  content.set_version(1);
  content.set_trust_domain(domain);
  content.set_serial(term.serial);
  content.set_valid_from_ms(absl::ToUnixMillis(term.valid_from));
  content.set_valid_until_ms(absl::ToUnixMillis(term.valid_until));
  content.set_root_certificate(pki.root_pem());
  for (size_t i = 0; i < nodes.size(); ++i) {
    v1::LinkNode& node = *content.add_nodes();
    node.set_identity(nodes[i].identity.Uri());
    node.set_endpoint(nodes[i].endpoint);
    node.set_statement_chain(nodes[i].statement_chain);
    const std::string shard = i == 0 ? "" : absl::StrCat("/", i);
    v1::LinkLog& log = *content.add_logs();
    log.set_origin(absl::StrCat(domain, "/audit", shard));
    log.set_log_key(VerifierKeyText(log.origin(), wire::NoteKeyType::kEd25519,
                                    nodes[i].log_key));
    log.set_witness_key(VerifierKeyText(absl::StrCat(domain, "/witness", shard),
                                        wire::NoteKeyType::kCosignatureV1,
                                        nodes[i].witness_key));
  }
  for (const DevLinkAgency& each : agencies) {
    v1::LinkAgency& agency = *content.add_agencies();
    agency.set_identity(each.identity.Uri());
    agency.set_signing_chain(each.signing_chain);
  }
  return content;
}

absl::StatusOr<std::string> DevLinkFile(
    const DevPki& pki, const std::vector<DevLinkNode>& nodes,
    const std::vector<DevLinkAgency>& agencies, const DevLinkTerm& term) {
  ASSIGN_OR_RETURN(const PrivateKey root_key,
                   PrivateKey::FromPem(pki.root_key_pem()));
  return wire::SignLinkFile(DevLinkContent(pki, nodes, agencies, term),
                            root_key);
}

}  // namespace enlace::certs
