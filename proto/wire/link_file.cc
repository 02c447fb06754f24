#include "proto/wire/link_file.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/status_macros.h"
#include "certs/identity.h"
#include "proto/wire/dsse.h"
#include "proto/wire/problem.h"
#include "proto/wire/strict_parse.h"
#include "proto/wire/verifier_key.h"

namespace enlace::wire {
namespace {

using certs::Certificate;
using certs::Identity;

constexpr uint32_t kLinkFileVersion = 1;
constexpr size_t kEndpointSizeMax = 255;
constexpr uint32_t kPortMax = 65535;

absl::Status Invalid(absl::string_view field, absl::string_view problem) {
  const std::string path = absl::StrCat("link_file.", field);
  v1::FieldViolation violation;
  violation.set_field(path);
  violation.set_description(std::string(problem));
  return Refusal(absl::StatusCode::kInvalidArgument, kLinkFileInvalid,
                 absl::StrCat(path, " ", problem), {violation});
}

bool IsEndpoint(absl::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == absl::string_view::npos || colon == 0 ||
      text.size() > kEndpointSizeMax) {
    return false;
  }
  for (const char c : text) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) return false;
  }
  const absl::string_view digits = text.substr(colon + 1);
  uint32_t port = 0;
  // One spelling of the number.
  return absl::SimpleAtoi(digits, &port) && absl::StrCat(port) == digits &&
         port > 0 && port <= kPortMax;
}

// Checks one file's content; each name and each key may come once.
class ContentCheck {
 public:
  ContentCheck(const v1::LinkFile& content, const certs::TrustAnchor& root)
      : content_(content),
        root_(root),
        // The instant at which all certificates must be valid: the file says
        // it, so that every reader finds the same.
        from_(absl::FromUnixMillis(content.valid_from_ms())) {
    keys_.insert(root.certificate().public_key().key_id());
  }

  absl::Status Run() {
    if (content_.nodes_size() < 1 || content_.nodes_size() > kLinkNodesMax) {
      return Invalid("nodes", "must be one to eight");
    }
    if (content_.logs_size() < 1 || content_.logs_size() > kLinkLogsMax) {
      return Invalid("logs", "must be one to eight");
    }
    if (content_.agencies_size() > kLinkAgenciesMax) {
      return Invalid("agencies", "must be at most 128");
    }
    for (const v1::LinkNode& node : content_.nodes()) {
      if (!IsEndpoint(node.endpoint())) {
        return Invalid("nodes.endpoint", "must be host:port");
      }
      RETURN_IF_ERROR(CheckParty("nodes", node.identity(),
                                 Identity::Kind::kNode,
                                 node.statement_chain()));
    }
    for (const v1::LinkLog& log : content_.logs()) {
      RETURN_IF_ERROR(CheckLog(log));
    }
    for (const v1::LinkAgency& agency : content_.agencies()) {
      RETURN_IF_ERROR(CheckParty("agencies", agency.identity(),
                                 Identity::Kind::kAgency,
                                 agency.signing_chain()));
    }
    return absl::OkStatus();
  }

 private:
  // A party and the chain of the key that signs its statements.
  absl::Status CheckParty(absl::string_view list, absl::string_view uri,
                          Identity::Kind kind, absl::string_view chain_pem) {
    const std::string field = absl::StrCat(list, ".identity");
    const absl::StatusOr<Identity> identity = certs::ParseIdentity(uri);
    if (!identity.ok() || identity->kind != kind) {
      return Invalid(
          field,
          absl::StrCat("must be the identity of ",
                       kind == Identity::Kind::kNode ? "a node" : "an agency"));
    }
    if (identity->trust_domain != content_.trust_domain()) {
      return Invalid(field, "must be of the file's trust domain");
    }
    RETURN_IF_ERROR(Once(field, uri, names_));
    return CheckChain(absl::StrCat(list, list == "nodes" ? ".statement_chain"
                                                         : ".signing_chain"),
                      chain_pem, *identity);
  }

  absl::Status CheckChain(absl::string_view field, absl::string_view pem,
                          const Identity& identity) {
    const absl::StatusOr<std::vector<Certificate>> chain =
        Certificate::ListFromPem(pem);
    if (!chain.ok()) return Invalid(field, chain.status().message());
    std::string canonical;
    for (const Certificate& each : *chain) canonical += each.ToPem();
    if (canonical != pem) {
      return Invalid(field, "must be PEM with nothing beside the blocks");
    }
    const absl::Status verified =
        root_.Verify(chain->front(), absl::MakeSpan(*chain).subspan(1),
                     certs::Purpose::kStatementSigning, from_);
    if (!verified.ok()) return Invalid(field, verified.message());
    if (chain->front().identity().value() != identity) {
      return Invalid(field, "is the certificate of another party");
    }
    return Once(field, chain->front().public_key().key_id(), keys_);
  }

  absl::Status CheckLog(const v1::LinkLog& log) {
    if (!IsOwnName(log.origin())) {
      return Invalid("logs.origin",
                     "must be the trust domain, a slash and a name");
    }
    const absl::StatusOr<VerifierKey> log_key =
        VerifierKey::Parse(log.log_key());
    if (!log_key.ok() || log_key->type() != NoteKeyType::kEd25519 ||
        log_key->name() != log.origin()) {
      return Invalid("logs.log_key", "must be the origin's verifier key");
    }
    const absl::StatusOr<VerifierKey> witness_key =
        VerifierKey::Parse(log.witness_key());
    if (!witness_key.ok() ||
        witness_key->type() != NoteKeyType::kCosignatureV1 ||
        !IsOwnName(witness_key->name())) {
      return Invalid("logs.witness_key",
                     "must be a cosigner's verifier key in the trust domain");
    }
    RETURN_IF_ERROR(Once("logs.origin", log.origin(), names_));
    RETURN_IF_ERROR(Once("logs.witness_key", witness_key->name(), names_));
    RETURN_IF_ERROR(
        Once("logs.log_key", log_key->public_key().key_id(), keys_));
    return Once("logs.witness_key", witness_key->public_key().key_id(), keys_);
  }

  bool IsOwnName(absl::string_view name) const {
    const std::string start = absl::StrCat(content_.trust_domain(), "/");
    return name.size() > start.size() && name.substr(0, start.size()) == start;
  }

  static absl::Status Once(absl::string_view field, absl::string_view value,
                           std::set<std::string>& seen) {
    if (seen.emplace(value).second) return absl::OkStatus();
    return Invalid(field, "must not come twice: one name, one key, one use");
  }

  const v1::LinkFile& content_;
  const certs::TrustAnchor& root_;
  const absl::Time from_;
  std::set<std::string> names_;
  std::set<std::string> keys_;
};

// The root inside, by the profile of a root and of the file's trust domain.
absl::StatusOr<certs::TrustAnchor> RootOf(const v1::LinkFile& content) {
  if (content.version() != kLinkFileVersion) {
    return Invalid("version", "must be 1");
  }
  if (content.serial() == 0) return Invalid("serial", "must be at least 1");
  if (content.valid_from_ms() <= 0) {
    return Invalid("valid_from_ms", "must be milliseconds since 1970 UTC");
  }
  if (content.valid_until_ms() <= content.valid_from_ms()) {
    return Invalid("valid_until_ms", "must be later than valid_from_ms");
  }
  absl::StatusOr<certs::TrustAnchor> root =
      certs::TrustAnchor::FromPem(content.root_certificate());
  if (!root.ok()) return Invalid("root_certificate", root.status().message());
  if (root->certificate().ToPem() != content.root_certificate()) {
    return Invalid("root_certificate", "must be PEM with nothing beside it");
  }
  if (root->trust_domain() != content.trust_domain()) {
    return Invalid("root_certificate", "must be of the file's trust domain");
  }
  return root;
}

}  // namespace

LinkFile::LinkFile(v1::LinkFile content, certs::TrustAnchor root, Hash digest)
    : content_(std::move(content)), root_(std::move(root)), digest_(digest) {}

absl::StatusOr<LinkFile> LinkFile::Parse(absl::string_view bytes) {
  v1::SignedLinkFile signed_file;
  RETURN_IF_ERROR(
      ParseStrictly(bytes, "link_file", kLinkFileSizeMax, signed_file));
  v1::LinkFile content;
  RETURN_IF_ERROR(ParseStrictly(signed_file.file(), "link_file.file",
                                kLinkFileSizeMax, content));
  ASSIGN_OR_RETURN(certs::TrustAnchor root, RootOf(content));
  RETURN_IF_ERROR(VerifyPayload(root.certificate().public_key(),
                                kLinkFilePayload, signed_file.file(),
                                signed_file.signature()));
  RETURN_IF_ERROR(ContentCheck(content, root).Run());
  return LinkFile(std::move(content), std::move(root),
                  Sha256(signed_file.file()));
}

bool LinkFile::ValidAt(absl::Time at) const {
  return absl::FromUnixMillis(content_.valid_from_ms()) <= at &&
         at < absl::FromUnixMillis(content_.valid_until_ms());
}

absl::StatusOr<std::string> SignLinkFile(const v1::LinkFile& content,
                                         const certs::Signer& root_key) {
  v1::SignedLinkFile signed_file;
  signed_file.set_file(SerializeStrictly(content));
  ASSIGN_OR_RETURN(*signed_file.mutable_signature(),
                   SignPayload(root_key, kLinkFilePayload, signed_file.file()));
  std::string bytes = SerializeStrictly(signed_file);
  RETURN_IF_ERROR(LinkFile::Parse(bytes).status());
  return bytes;
}

}  // namespace enlace::wire
