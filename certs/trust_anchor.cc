// TrustAnchor of certs/certificate.h: what makes a national root, and how a
// chain is judged by it.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "certs/certificate.h"
#include "certs/openssl_ptr.h"

namespace enlace::certs {
namespace {

constexpr absl::string_view kClientAuthOid = "1.3.6.1.5.5.7.3.2";
constexpr absl::string_view kServerAuthOid = "1.3.6.1.5.5.7.3.1";
constexpr OpensslLong kPathLengthMax = 1;
constexpr int kDepthMax = 2;  // leaf, issuing CA, root
// 112 bits: P-256, Ed25519 and SHA-256 pass, SHA-1 does not.
constexpr int kAuthLevel = 2;
constexpr size_t kIpV4RangeSize = 8;  // Address and mask.
constexpr size_t kIpV6RangeSize = 32;

absl::Status RootError(absl::string_view reason) {
  return absl::InvalidArgumentError(absl::StrCat("root certificate: ", reason));
}

absl::Status Unauthenticated(absl::string_view reason) {
  return absl::UnauthenticatedError(
      absl::StrCat("certificate does not verify: ", reason));
}

absl::string_view View(const ASN1_STRING* text) {
  return absl::string_view(
      reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
      static_cast<size_t>(ASN1_STRING_length(text)));
}

// The values of the subtrees of one kind of name.
std::vector<absl::string_view> Bases(const STACK_OF(GENERAL_SUBTREE) * subtrees,
                                     int type) {
  std::vector<absl::string_view> bases;
  for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); ++i) {
    const GENERAL_NAME* const base =
        sk_GENERAL_SUBTREE_value(subtrees, i)->base;
    if (base->type == type) bases.push_back(View(base->d.ia5));
  }
  return bases;
}

bool ExcludesAllAddresses(const NAME_CONSTRAINTS& constraints, size_t size) {
  const auto ranges = Bases(constraints.excludedSubtrees, GEN_IPADD);
  return std::find(ranges.begin(), ranges.end(), std::string(size, '\0')) !=
         ranges.end();
}

// The one trust domain that `root` may speak for.
absl::StatusOr<std::string> ConstrainedTrustDomain(X509* root) {
  int critical = 0;
  const NameConstraintsPtr constraints(
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(
          root, NID_name_constraints, &critical, /*idx=*/nullptr)));
  if (constraints == nullptr || critical != 1) {
    ERR_clear_error();
    return RootError("must have critical name constraints");
  }
  const auto uris = Bases(constraints->permittedSubtrees, GEN_URI);
  if (uris.size() != 1 || !IsTrustDomain(uris[0])) {
    return RootError(
        "name constraints must permit the URIs of exactly one trust domain");
  }
  const auto dns_names = Bases(constraints->permittedSubtrees, GEN_DNS);
  const std::string below = absl::StrCat(".", uris[0]);
  if (dns_names.empty() || !std::all_of(dns_names.begin(), dns_names.end(),
                                        [&](absl::string_view name) {
                                          return name == uris[0] ||
                                                 absl::EndsWith(name, below);
                                        })) {
    return RootError(
        "name constraints must permit DNS names, all in the trust domain");
  }
  if (!ExcludesAllAddresses(*constraints, kIpV4RangeSize) ||
      !ExcludesAllAddresses(*constraints, kIpV6RangeSize)) {
    return RootError("name constraints must exclude every IP address");
  }
  return std::string(uris[0]);
}

absl::Status CheckRootCertificate(X509* root) {
  const uint32_t flags = X509_get_extension_flags(root);
  // EXFLAG_SS says that the names agree; the signature proves it.
  if ((flags & EXFLAG_SS) == 0 ||
      X509_verify(root, X509_get0_pubkey(root)) != 1) {
    ERR_clear_error();
    return RootError("must be self-signed, not an intermediate");
  }
  int critical = 0;
  const OpensslPtr<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> basic(
      static_cast<BASIC_CONSTRAINTS*>(X509_get_ext_d2i(
          root, NID_basic_constraints, &critical, /*idx=*/nullptr)));
  if (basic == nullptr || critical != 1 || X509_check_ca(root) != 1) {
    ERR_clear_error();
    return RootError("must be a CA, critically so");
  }
  const OpensslLong path_length = X509_get_pathlen(root);
  if (path_length < 0 || path_length > kPathLengthMax) {
    return RootError("path length must be 0 or 1");
  }
  if ((flags & EXFLAG_KUSAGE) == 0 ||
      (X509_get_key_usage(root) & KU_KEY_CERT_SIGN) == 0) {
    return RootError("key usage must name certificate signing");
  }
  return absl::OkStatus();
}

std::vector<std::string> ExtendedKeyUsages(X509* x509) {
  std::vector<std::string> oids;
  const OpensslPtr<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> usages(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(
          x509, NID_ext_key_usage, /*crit=*/nullptr, /*idx=*/nullptr)));
  if (usages == nullptr) ERR_clear_error();
  for (int i = 0; i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    char oid[128] = {};
    OBJ_obj2txt(oid, sizeof(oid), sk_ASN1_OBJECT_value(usages.get(), i),
                /*no_name=*/1);
    oids.emplace_back(oid);
  }
  return oids;
}

// OpenSSL takes a certificate without extended key usage for any purpose; we
// want the purpose stated, and no other beside it.
absl::Status CheckUsage(X509* leaf, Purpose purpose) {
  if (X509_check_ca(leaf) != 0) return Unauthenticated("leaf is a CA");
  if ((X509_get_extension_flags(leaf) & EXFLAG_KUSAGE) == 0 ||
      (X509_get_key_usage(leaf) & KU_DIGITAL_SIGNATURE) == 0) {
    return Unauthenticated("key usage must name digital signature");
  }
  absl::string_view wanted = kStatementSigningOid;
  std::vector<absl::string_view> allowed = {kStatementSigningOid};
  if (purpose != Purpose::kStatementSigning) {
    wanted = purpose == Purpose::kTlsClient ? kClientAuthOid : kServerAuthOid;
    allowed = {kClientAuthOid, kServerAuthOid};
  }
  const std::vector<std::string> usages = ExtendedKeyUsages(leaf);
  if (std::find(usages.begin(), usages.end(), wanted) == usages.end()) {
    return Unauthenticated("extended key usage does not name this purpose");
  }
  for (const std::string& usage : usages) {
    if (std::find(allowed.begin(), allowed.end(), usage) == allowed.end()) {
      return Unauthenticated("extended key usage mixes TLS and statements");
    }
  }
  return absl::OkStatus();
}

// An operator with a wrong clock needs to see by how much.
std::string Explain(X509_STORE_CTX* ctx, const Certificate& leaf,
                    absl::Time at) {
  const int error = X509_STORE_CTX_get_error(ctx);
  const int depth = X509_STORE_CTX_get_error_depth(ctx);
  std::string text =
      absl::StrCat(X509_verify_cert_error_string(error), " at depth ", depth);
  if (depth == 0 && error == X509_V_ERR_CERT_HAS_EXPIRED) {
    absl::StrAppend(&text, ", by ", absl::ToInt64Seconds(at - leaf.not_after()),
                    " s");
  }
  if (depth == 0 && error == X509_V_ERR_CERT_NOT_YET_VALID) {
    absl::StrAppend(&text, ", for ",
                    absl::ToInt64Seconds(leaf.not_before() - at), " s");
  }
  return text;
}

absl::Status CheckChain(const Certificate& root, const Certificate& leaf,
                        absl::Span<const Certificate> intermediates,
                        Purpose purpose, absl::Time at) {
  const X509StorePtr store(X509_STORE_new());
  const X509StoreCtxPtr ctx(X509_STORE_CTX_new());
  const X509StackPtr untrusted(sk_X509_new_null());
  if (store == nullptr || ctx == nullptr || untrusted == nullptr ||
      X509_STORE_add_cert(store.get(), root.native()) != 1) {
    return Unauthenticated(OpensslErrors());
  }
  for (const Certificate& intermediate : intermediates) {
    if (sk_X509_push(untrusted.get(), intermediate.native()) == 0) {
      return Unauthenticated(OpensslErrors());
    }
  }
  if (X509_STORE_CTX_init(ctx.get(), store.get(), leaf.native(),
                          untrusted.get()) != 1) {
    return Unauthenticated(OpensslErrors());
  }
  // No X509_V_FLAG_PARTIAL_CHAIN: it would turn an intermediate into an anchor
  // and the root's name constraints off.
  X509_VERIFY_PARAM* const param = X509_STORE_CTX_get0_param(ctx.get());
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(param, absl::ToTimeT(at));
  X509_VERIFY_PARAM_set_depth(param, kDepthMax);
  X509_VERIFY_PARAM_set_auth_level(param, kAuthLevel);
  if (purpose != Purpose::kStatementSigning) {
    X509_VERIFY_PARAM_set_purpose(param, purpose == Purpose::kTlsClient
                                             ? X509_PURPOSE_SSL_CLIENT
                                             : X509_PURPOSE_SSL_SERVER);
  }
  const bool verified = X509_verify_cert(ctx.get()) == 1;
  ERR_clear_error();
  if (!verified) return Unauthenticated(Explain(ctx.get(), leaf, at));
  return absl::OkStatus();
}

}  // namespace

TrustAnchor::TrustAnchor(Certificate root, std::string trust_domain)
    : root_(std::move(root)), trust_domain_(std::move(trust_domain)) {}

absl::StatusOr<TrustAnchor> TrustAnchor::FromPem(absl::string_view pem) {
  ASSIGN_OR_RETURN(Certificate root, Certificate::FromPem(pem));
  RETURN_IF_ERROR(CheckRootCertificate(root.native()));
  ASSIGN_OR_RETURN(std::string trust_domain,
                   ConstrainedTrustDomain(root.native()));
  return TrustAnchor(std::move(root), std::move(trust_domain));
}

absl::Status TrustAnchor::Verify(const Certificate& leaf,
                                 absl::Span<const Certificate> intermediates,
                                 Purpose purpose, absl::Time at) const {
  RETURN_IF_ERROR(CheckChain(root_, leaf, intermediates, purpose, at));
  RETURN_IF_ERROR(CheckUsage(leaf.native(), purpose));
  const absl::StatusOr<Identity> identity = leaf.identity();
  if (!identity.ok()) return Unauthenticated(identity.status().message());
  // The name constraints say so already; this holds even if OpenSSL and
  // ParseIdentity() should read a URI differently.
  if (identity->trust_domain != trust_domain_) {
    return Unauthenticated("identity is of another trust domain than the root");
  }
  return absl::OkStatus();
}

}  // namespace enlace::certs
