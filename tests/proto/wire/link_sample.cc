#include "tests/proto/wire/link_sample.h"

#include "base/check.h"
#include "proto/wire/dsse.h"
#include "proto/wire/strict_parse.h"

namespace enlace::wire {

using Kind = certs::Identity::Kind;

LinkSample::LinkSample(const std::string& trust_domain,
                       const std::string& agency_id)
    : pki(certs::DevPki::Create({.trust_domain = trust_domain}, now).value()),
      root(certs::TrustAnchor::FromPem(pki.root_pem()).value()),
      root_key(certs::PrivateKey::FromPem(pki.root_key_pem()).value()),
      node{trust_domain, Kind::kNode, "1"},
      agency{trust_domain, Kind::kAgency, agency_id},
      log_key(certs::PrivateKey::Generate(certs::KeyType::kEd25519).value()),
      witness_key(
          certs::PrivateKey::Generate(certs::KeyType::kEd25519).value()),
      statement(pki.IssueStatementSigning(node).value()),
      signing(pki.IssueStatementSigning(agency).value()),
      content(certs::DevLinkContent(
          pki,
          {{.identity = node,
            .endpoint = "127.0.0.1:7443",
            .statement_chain = statement.chain_pem,
            .log_key = log_key.public_key(),
            .witness_key = witness_key.public_key()}},
          {{.identity = agency, .signing_chain = signing.chain_pem}},
          {.valid_from = now, .valid_until = now + absl::Hours(24)})) {}

std::string LinkSample::SignAnyway(const v1::LinkFile& any) const {
  v1::SignedLinkFile file;
  file.set_file(SerializeStrictly(any));
  auto signature = SignPayload(root_key, kLinkFilePayload, file.file());
  CHECK_OK(signature.status());
  *file.mutable_signature() = *std::move(signature);
  return SerializeStrictly(file);
}

}  // namespace enlace::wire
