#include "certs/certificate_request.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "certs/openssl_ptr.h"
#include "certs/pem_text.h"

namespace enlace::certs {
namespace {

constexpr absl::string_view kLabel = "CERTIFICATE REQUEST";
constexpr size_t kRequestSizeMax = 4096;

using ExtensionPtr = OpensslPtr<X509_EXTENSION, X509_EXTENSION_free>;
using RequestPtr = OpensslPtr<X509_REQ, X509_REQ_free>;
using UsagePtr = OpensslPtr<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;

struct ExtensionsDeleter {
  void operator()(STACK_OF(X509_EXTENSION) * stack) const {
    sk_X509_EXTENSION_pop_free(stack, X509_EXTENSION_free);
  }
};
using ExtensionsPtr =
    std::unique_ptr<STACK_OF(X509_EXTENSION), ExtensionsDeleter>;

absl::Status Invalid(absl::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(
      absl::StrCat("certificate request: ", what));
}

// The extended key usage that is asked for, as OpenSSL reads it.
absl::StatusOr<std::string> UsageOf(Purpose purpose) {
  switch (purpose) {
    case Purpose::kTlsClient:
      return std::string("clientAuth");
    case Purpose::kStatementSigning:
      return std::string(kStatementSigningOid);
    case Purpose::kTlsServer:
      break;
  }
  return Invalid("is for an agency or a person, which serve no TLS");
}

// Adds one extension, `value` as in openssl x509v3_config; whether it went.
bool Extend(STACK_OF(X509_EXTENSION) * extensions, int nid,
            const std::string& value) {
  X509V3_CTX ctx;
  X509V3_set_ctx_nodb(&ctx);
  X509V3_set_ctx(&ctx, nullptr, nullptr, nullptr, nullptr, 0);
  ExtensionPtr extension(
      X509V3_EXT_conf_nid(nullptr, &ctx, nid, value.c_str()));
  if (extension == nullptr ||
      sk_X509_EXTENSION_push(extensions, extension.get()) <= 0) {
    return false;
  }
  static_cast<void>(extension.release());  // the stack's now
  return true;
}

// The one request of `key` for this identity and purpose, not signed.  Its
// subject is empty: the name stands in the alternative name alone, which is
// therefore critical (RFC 5280, 4.2.1.6).
absl::StatusOr<RequestPtr> Unsigned(EVP_PKEY* key, const Identity& identity,
                                    Purpose purpose) {
  ASSIGN_OR_RETURN(const std::string usage, UsageOf(purpose));
  ASSIGN_OR_RETURN(const Identity named, ParseIdentity(identity.Uri()));
  RequestPtr request(X509_REQ_new());
  const ExtensionsPtr extensions(sk_X509_EXTENSION_new_null());
  if (request == nullptr || extensions == nullptr ||
      X509_REQ_set_version(request.get(), 0) != 1 ||
      X509_REQ_set_pubkey(request.get(), key) != 1 ||
      !Extend(extensions.get(), NID_subject_alt_name,
              absl::StrCat("critical,URI:", named.Uri())) ||
      !Extend(extensions.get(), NID_key_usage, "critical,digitalSignature") ||
      !Extend(extensions.get(), NID_ext_key_usage, usage) ||
      X509_REQ_add_extensions(request.get(), extensions.get()) != 1) {
    return Invalid("cannot be written");
  }
  return request;
}

// What the request's signature covers.
std::string SignedPart(X509_REQ* request) {
  unsigned char* der = nullptr;
  const int size = i2d_re_X509_REQ_tbs(request, &der);
  if (size <= 0) return "";
  std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string DerOf(X509_REQ* request) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_REQ(request, &der);
  if (size <= 0) return "";
  std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

absl::StatusOr<PublicKey> KeyOf(X509_REQ* request) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_REQ_get_X509_PUBKEY(request), &der);
  if (size <= 0) return Invalid("holds no public key");
  const std::string spki(reinterpret_cast<char*>(der),
                         static_cast<size_t>(size));
  OPENSSL_free(der);
  return PublicKey::FromSpkiDer(spki);
}

absl::StatusOr<Identity> IdentityOf(STACK_OF(X509_EXTENSION) * extensions) {
  const GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(
      X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr)));
  if (names == nullptr || sk_GENERAL_NAME_num(names.get()) != 1) {
    return Invalid("must have exactly one subject alternative name");
  }
  const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), 0);
  if (name->type != GEN_URI) {
    return Invalid("its subject alternative name must be a URI");
  }
  const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
  return ParseIdentity(absl::string_view(
      reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
      static_cast<size_t>(ASN1_STRING_length(uri))));
}

absl::StatusOr<Purpose> PurposeOf(STACK_OF(X509_EXTENSION) * extensions) {
  const UsagePtr usages(static_cast<EXTENDED_KEY_USAGE*>(
      X509V3_get_d2i(extensions, NID_ext_key_usage, nullptr, nullptr)));
  if (usages == nullptr || sk_ASN1_OBJECT_num(usages.get()) != 1) {
    return Invalid("must have exactly one extended key usage");
  }
  const ASN1_OBJECT* const usage = sk_ASN1_OBJECT_value(usages.get(), 0);
  if (OBJ_obj2nid(usage) == NID_client_auth) return Purpose::kTlsClient;
  char oid[64] = "";
  OBJ_obj2txt(oid, sizeof(oid), usage, /*no_name=*/1);
  if (absl::string_view(oid) == kStatementSigningOid) {
    return Purpose::kStatementSigning;
  }
  return Invalid(
      "its extended key usage must be that of TLS clients or of "
      "signing statements");
}

}  // namespace

struct CertificateRequest::Parsed {
  RequestPtr request;
  std::string der;
  PublicKey key;
  Identity identity;
  Purpose purpose;
};

CertificateRequest::CertificateRequest(std::shared_ptr<const Parsed> parsed)
    : parsed_(std::move(parsed)) {}

absl::StatusOr<CertificateRequest> CertificateRequest::Create(
    const PrivateKey& key, const Identity& identity, Purpose purpose) {
  ASSIGN_OR_RETURN(const RequestPtr request,
                   Unsigned(key.native(), identity, purpose));
  const EVP_MD* const digest =
      key.key_type() == KeyType::kEcdsaP256 ? EVP_sha256() : nullptr;
  if (X509_REQ_sign(request.get(), key.native(), digest) <= 0) {
    return Invalid("cannot be signed");
  }
  return FromDer(DerOf(request.get()));
}

absl::StatusOr<CertificateRequest> CertificateRequest::FromPem(
    absl::string_view pem) {
  ASSIGN_OR_RETURN(const std::string der, PemDecodeOne(pem, kLabel));
  return FromDer(der);
}

absl::StatusOr<CertificateRequest> CertificateRequest::FromDer(
    absl::string_view der) {
  if (der.empty() || der.size() > kRequestSizeMax) {
    return Invalid("must have at most 4 KiB");
  }
  const unsigned char* bytes = Bytes(der);
  RequestPtr request(
      d2i_X509_REQ(nullptr, &bytes, static_cast<OpensslLong>(der.size())));
  if (request == nullptr) return Invalid("must be PKCS #10 in DER");
  // Encoded anew first: else OpenSSL gives back the very bytes that it read,
  // also where it read them leniently.
  const std::string signed_part = SignedPart(request.get());
  if (DerOf(request.get()) != der) {
    return Invalid("must be PKCS #10 in DER");
  }
  ASSIGN_OR_RETURN(PublicKey key, KeyOf(request.get()));
  const ExtensionsPtr extensions(X509_REQ_get_extensions(request.get()));
  if (extensions == nullptr) return Invalid("must ask for extensions");
  ASSIGN_OR_RETURN(Identity identity, IdentityOf(extensions.get()));
  ASSIGN_OR_RETURN(const Purpose purpose, PurposeOf(extensions.get()));
  EVP_PKEY* const native = X509_REQ_get0_pubkey(request.get());
  ASSIGN_OR_RETURN(const RequestPtr expected,
                   Unsigned(native, identity, purpose));
  if (signed_part != SignedPart(expected.get())) {
    return Invalid("must ask for what the profile has and nothing beside it");
  }
  const int algorithm =
      key.type() == KeyType::kEcdsaP256 ? NID_ecdsa_with_SHA256 : NID_ED25519;
  if (X509_REQ_get_signature_nid(request.get()) != algorithm ||
      X509_REQ_verify(request.get(), native) != 1) {
    return Invalid("is not signed by the key in it");
  }
  return CertificateRequest(std::make_shared<const Parsed>(
      Parsed{std::move(request), std::string(der), std::move(key),
             std::move(identity), purpose}));
}

const std::string& CertificateRequest::der() const { return parsed_->der; }
std::string CertificateRequest::ToPem() const {
  return PemEncode(parsed_->der, kLabel);
}
const PublicKey& CertificateRequest::public_key() const { return parsed_->key; }
const Identity& CertificateRequest::identity() const {
  return parsed_->identity;
}
evp_pkey_st* CertificateRequest::native_key() const {
  return X509_REQ_get0_pubkey(parsed_->request.get());
}
Purpose CertificateRequest::purpose() const { return parsed_->purpose; }

}  // namespace enlace::certs
