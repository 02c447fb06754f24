#include "certs/dev_pki.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/random.h"
#include "base/status_macros.h"
#include "certs/openssl_ptr.h"

namespace enlace::certs {
namespace {

constexpr absl::Duration kBackdating = absl::Minutes(5);
constexpr size_t kSerialSize = 16;
constexpr char kCaKeyUsage[] = "critical,keyCertSign,cRLSign";

absl::Status Failed(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("dev pki: ", what, ": ", OpensslErrors()));
}

bool SetSerial(X509* x509) {
  std::string bytes = SystemRandom().Bytes(kSerialSize);
  bytes[0] = static_cast<char>((bytes[0] & 0x3f) | 0x40);  // Positive.
  BIGNUM* const number =
      BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr);
  const bool set = number != nullptr &&
                   BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509));
  BN_free(number);
  return set;
}

// The common name must not look like a host name: the constraints on DNS names
// would apply to it.
bool SetName(X509_NAME* name, absl::string_view organization,
             absl::string_view common_name) {
  return X509_NAME_add_entry_by_txt(
             name, "O", MBSTRING_ASC, Bytes(organization),
             static_cast<int>(organization.size()), -1, 0) == 1 &&
         X509_NAME_add_entry_by_txt(
             name, "CN", MBSTRING_ASC, Bytes(common_name),
             static_cast<int>(common_name.size()), -1, 0) == 1;
}

// One certificate in the making.
class Draft {
 public:
  Draft(EVP_PKEY* subject_key, absl::Time not_before, absl::Time not_after)
      : x509_(X509_new()) {
    good_ = x509_ != nullptr && X509_set_version(x509_.get(), 2) == 1 &&
            SetSerial(x509_.get()) &&
            X509_set_pubkey(x509_.get(), subject_key) == 1 &&
            ASN1_TIME_set(X509_getm_notBefore(x509_.get()),
                          absl::ToTimeT(not_before)) != nullptr &&
            ASN1_TIME_set(X509_getm_notAfter(x509_.get()),
                          absl::ToTimeT(not_after)) != nullptr;
  }

  // A root has no issuer but itself.
  void Name(absl::string_view organization, absl::string_view common_name,
            const Certificate* issuer) {
    X509_NAME* const subject = X509_get_subject_name(x509_.get());
    issuer_ = issuer == nullptr ? x509_.get() : issuer->native();
    good_ =
        good_ && SetName(subject, organization, common_name) &&
        X509_set_issuer_name(x509_.get(), X509_get_subject_name(issuer_)) == 1;
  }

  // `value` as in openssl x509v3_config.
  void Extend(int nid, const std::string& value) {
    X509V3_CTX ctx;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, issuer_, x509_.get(), nullptr, nullptr, 0);
    const OpensslPtr<X509_EXTENSION, X509_EXTENSION_free> extension(
        good_ ? X509V3_EXT_conf_nid(nullptr, &ctx, nid, value.c_str())
              : nullptr);
    good_ = extension != nullptr &&
            X509_add_ext(x509_.get(), extension.get(), -1) == 1;
  }

  absl::StatusOr<Certificate> Sign(const PrivateKey& issuer_key) {
    const EVP_MD* const digest =
        issuer_key.key_type() == KeyType::kEcdsaP256 ? EVP_sha256() : nullptr;
    if (!good_ || X509_sign(x509_.get(), issuer_key.native(), digest) <= 0) {
      return Failed("certificate cannot be written");
    }
    unsigned char* der = nullptr;
    const int size = i2d_X509(x509_.get(), &der);
    if (size <= 0) return Failed("certificate cannot be encoded");
    const std::string bytes(reinterpret_cast<char*>(der),
                            static_cast<size_t>(size));
    OPENSSL_free(der);
    return Certificate::FromDer(bytes);
  }

 private:
  X509Ptr x509_;
  X509* issuer_ = nullptr;
  bool good_ = false;
};

std::string Constraints(const DevRootProfile& profile) {
  std::vector<std::string> terms = {
      absl::StrCat("permitted;URI:", profile.trust_domain),
      absl::StrCat("permitted;DNS:", profile.trust_domain)};
  if (profile.excludes_addresses) {
    terms.push_back("excluded;IP:0.0.0.0/0.0.0.0");
    terms.push_back("excluded;IP:::/::");
  }
  return absl::StrCat(profile.critical_constraints ? "critical," : "",
                      absl::StrJoin(terms, ","));
}

// Empty if the leaf shall have no alternative name at all.
std::string AlternativeNames(const DevLeafProfile& profile) {
  std::vector<std::string> names;
  for (const auto& uri : profile.uris) {
    names.push_back(absl::StrCat("URI:", uri));
  }
  for (const auto& dns : profile.dns_names) {
    names.push_back(absl::StrCat("DNS:", dns));
  }
  for (const auto& address : profile.addresses) {
    names.push_back(absl::StrCat("IP:", address));
  }
  return absl::StrJoin(names, ",");
}

}  // namespace

struct DevPki::Authority {
  DevRootProfile profile;
  absl::Time now;
  std::optional<PrivateKey> root_key;
  Certificate root;
  std::string root_pem;
  PrivateKey issuing_key;
  Certificate issuing;
  std::string issuing_pem;
};

DevPki::DevPki(std::unique_ptr<const Authority> authority)
    : authority_(std::move(authority)) {}
DevPki::DevPki(DevPki&&) noexcept = default;
DevPki& DevPki::operator=(DevPki&&) noexcept = default;
DevPki::~DevPki() = default;

absl::StatusOr<DevPki> DevPki::Create(DevRootProfile profile, absl::Time now) {
  if (!IsTrustDomain(profile.trust_domain)) {
    return absl::InvalidArgumentError(
        "dev pki: trust domain must be lower-case DNS labels");
  }
  const absl::Time not_before = now - kBackdating;
  const absl::Time not_after = now + profile.validity;
  ASSIGN_OR_RETURN(PrivateKey root_key,
                   PrivateKey::Generate(KeyType::kEcdsaP256));
  Draft root_draft(root_key.native(), not_before, not_after);
  root_draft.Name(profile.trust_domain, "national root (development)", nullptr);
  root_draft.Extend(
      NID_basic_constraints,
      profile.path_length < 0
          ? "critical,CA:TRUE"
          : absl::StrCat("critical,CA:TRUE,pathlen:", profile.path_length));
  root_draft.Extend(NID_key_usage, kCaKeyUsage);
  root_draft.Extend(NID_subject_key_identifier, "hash");
  if (profile.constrained) {
    root_draft.Extend(NID_name_constraints, Constraints(profile));
  }
  ASSIGN_OR_RETURN(Certificate root, root_draft.Sign(root_key));

  ASSIGN_OR_RETURN(PrivateKey issuing_key,
                   PrivateKey::Generate(KeyType::kEcdsaP256));
  Draft issuing_draft(issuing_key.native(), not_before, not_after);
  issuing_draft.Name(profile.trust_domain, "issuing CA (development)", &root);
  issuing_draft.Extend(NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  issuing_draft.Extend(NID_key_usage, kCaKeyUsage);
  issuing_draft.Extend(NID_subject_key_identifier, "hash");
  issuing_draft.Extend(NID_authority_key_identifier, "keyid:always");
  ASSIGN_OR_RETURN(Certificate issuing, issuing_draft.Sign(root_key));

  std::string root_pem = root.ToPem();
  std::string issuing_pem = issuing.ToPem();
  return DevPki(std::make_unique<const Authority>(
      Authority{std::move(profile), now, std::move(root_key), std::move(root),
                std::move(root_pem), std::move(issuing_key), std::move(issuing),
                std::move(issuing_pem)}));
}

absl::StatusOr<DevPki> DevPki::Open(const DevPkiFiles& files,
                                    absl::Duration validity, absl::Time now) {
  ASSIGN_OR_RETURN(const TrustAnchor root,
                   TrustAnchor::FromPem(files.root_pem));
  ASSIGN_OR_RETURN(Certificate issuing,
                   Certificate::FromPem(files.issuing_pem));
  ASSIGN_OR_RETURN(PrivateKey issuing_key,
                   PrivateKey::FromPem(files.issuing_key_pem));
  if (!(issuing.public_key() == issuing_key.public_key())) {
    return absl::InvalidArgumentError(
        "dev pki: issuing.pem and issuing.key do not belong together");
  }
  if (issuing.not_after() <= now) {
    return absl::InvalidArgumentError(
        "dev pki: the issuing CA has expired; make a new PKI");
  }
  DevRootProfile profile;
  profile.trust_domain = root.trust_domain();
  profile.validity = std::min(validity, issuing.not_after() - now);
  return DevPki(std::make_unique<const Authority>(Authority{
      std::move(profile), now, std::nullopt, root.certificate(), files.root_pem,
      std::move(issuing_key), std::move(issuing), files.issuing_pem}));
}

const std::string& DevPki::trust_domain() const {
  return authority_->profile.trust_domain;
}
const std::string& DevPki::root_pem() const { return authority_->root_pem; }
const std::string& DevPki::issuing_pem() const {
  return authority_->issuing_pem;
}
std::string DevPki::root_key_pem() const {
  CHECK(authority_->root_key.has_value()) << "an opened PKI has no root key";
  return authority_->root_key->ToPem();
}
std::string DevPki::issuing_key_pem() const {
  return authority_->issuing_key.ToPem();
}

DevLeafProfile DevPki::TlsProfile(const Identity& identity) const {
  DevLeafProfile profile{
      .uris = {identity.Uri()},
      .extended_key_usages = {"clientAuth"},
      .not_before = authority_->now - kBackdating,
      .not_after = authority_->now + authority_->profile.validity};
  if (identity.kind == Identity::Kind::kNode) {
    profile.extended_key_usages.push_back("serverAuth");
  }
  return profile;
}

DevLeafProfile DevPki::StatementProfile(const Identity& identity) const {
  DevLeafProfile profile = TlsProfile(identity);
  profile.extended_key_usages = {kStatementSigningOid};
  return profile;
}

absl::StatusOr<IssuedKey> DevPki::IssueTls(const Identity& identity) const {
  return Issue(TlsProfile(identity));
}

absl::StatusOr<IssuedKey> DevPki::IssueStatementSigning(
    const Identity& identity) const {
  return Issue(StatementProfile(identity));
}

absl::StatusOr<IssuedKey> DevPki::Issue(const DevLeafProfile& profile) const {
  ASSIGN_OR_RETURN(const PrivateKey key,
                   profile.key_pem.empty()
                       ? PrivateKey::Generate(profile.key_type)
                       : PrivateKey::FromPem(profile.key_pem));
  ASSIGN_OR_RETURN(std::string chain,
                   CertifyKey(key.native(), key.key_id(), profile));
  return IssuedKey{.key_pem = key.ToPem(), .chain_pem = std::move(chain)};
}

absl::StatusOr<std::string> DevPki::Certify(
    const CertificateRequest& request) const {
  if (request.identity().trust_domain != trust_domain()) {
    return absl::InvalidArgumentError(
        "dev pki: the request is for another nation");
  }
  const DevLeafProfile profile = request.purpose() == Purpose::kStatementSigning
                                     ? StatementProfile(request.identity())
                                     : TlsProfile(request.identity());
  return CertifyKey(request.native_key(), request.public_key().key_id(),
                    profile);
}

absl::StatusOr<std::string> DevPki::CertifyKey(
    EVP_PKEY* key, const std::string& key_id,
    const DevLeafProfile& profile) const {
  CHECK(!profile.signed_by_root || authority_->root_key.has_value())
      << "an opened PKI has no root key";
  const Certificate& issuer =
      profile.signed_by_root ? authority_->root : authority_->issuing;
  Draft draft(key, profile.not_before, profile.not_after);
  draft.Name(authority_->profile.trust_domain, absl::StrCat("key ", key_id),
             &issuer);
  draft.Extend(NID_basic_constraints,
               profile.is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  draft.Extend(NID_key_usage, profile.is_ca
                                  ? "critical,digitalSignature,keyCertSign"
                                  : "critical,digitalSignature");
  draft.Extend(NID_subject_key_identifier, "hash");
  draft.Extend(NID_authority_key_identifier, "keyid:always");
  if (!profile.extended_key_usages.empty()) {
    draft.Extend(NID_ext_key_usage,
                 absl::StrJoin(profile.extended_key_usages, ","));
  }
  if (const std::string names = AlternativeNames(profile); !names.empty()) {
    draft.Extend(NID_subject_alt_name, names);
  }
  ASSIGN_OR_RETURN(
      const Certificate leaf,
      draft.Sign(profile.signed_by_root ? *authority_->root_key
                                        : authority_->issuing_key));
  return absl::StrCat(leaf.ToPem(),
                      profile.signed_by_root ? "" : issuing_pem());
}

}  // namespace enlace::certs
