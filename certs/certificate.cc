#include "certs/certificate.h"

#include <ctime>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/openssl_ptr.h"
#include "certs/pem_text.h"

namespace enlace::certs {
namespace {

constexpr absl::string_view kLabel = "CERTIFICATE";

std::string DerOf(X509* x509) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(x509, &der);
  if (size <= 0) return "";
  std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

absl::StatusOr<PublicKey> KeyOf(X509* x509) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &der);
  if (size <= 0) {
    return absl::InvalidArgumentError("certificate: no public key");
  }
  const std::string spki(reinterpret_cast<char*>(der),
                         static_cast<size_t>(size));
  OPENSSL_free(der);
  return PublicKey::FromSpkiDer(spki);
}

absl::StatusOr<absl::Time> TimeOf(const ASN1_TIME* time) {
  std::tm fields = {};
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) {
    return absl::InvalidArgumentError("certificate: validity cannot be read");
  }
  return absl::FromTM(fields, absl::UTCTimeZone());
}

}  // namespace

struct Certificate::Parsed {
  X509Ptr x509;
  std::string der;
  PublicKey key;
  absl::Time not_before;
  absl::Time not_after;
};

Certificate::Certificate(std::shared_ptr<const Parsed> parsed)
    : parsed_(std::move(parsed)) {}

absl::StatusOr<Certificate> Certificate::FromDer(absl::string_view der) {
  if (der.size() > kPemBlockSizeMax) {
    return absl::InvalidArgumentError("certificate: longer than 64 KiB");
  }
  const unsigned char* bytes = Bytes(der);
  X509Ptr x509(d2i_X509(nullptr, &bytes, static_cast<OpensslLong>(der.size())));
  if (x509 == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("certificate: ", OpensslErrors()));
  }
  if (DerOf(x509.get()) != der) {
    return absl::InvalidArgumentError("certificate: not canonical DER");
  }
  // Reads the extensions once; they are cached in the object from here on.
  if (X509_check_purpose(x509.get(), -1, 0) != 1 ||
      (X509_get_extension_flags(x509.get()) & EXFLAG_INVALID) != 0) {
    ERR_clear_error();
    return absl::InvalidArgumentError("certificate: an extension is malformed");
  }
  ASSIGN_OR_RETURN(PublicKey key, KeyOf(x509.get()));
  ASSIGN_OR_RETURN(const absl::Time not_before,
                   TimeOf(X509_get0_notBefore(x509.get())));
  ASSIGN_OR_RETURN(const absl::Time not_after,
                   TimeOf(X509_get0_notAfter(x509.get())));
  return Certificate(std::make_shared<const Parsed>(
      Parsed{std::move(x509), std::string(der), std::move(key), not_before,
             not_after}));
}

absl::StatusOr<Certificate> Certificate::FromPem(absl::string_view pem) {
  ASSIGN_OR_RETURN(const std::string der, PemDecodeOne(pem, kLabel));
  return FromDer(der);
}

absl::StatusOr<std::vector<Certificate>> Certificate::ListFromPem(
    absl::string_view pem) {
  ASSIGN_OR_RETURN(const std::vector<std::string> blocks,
                   PemDecode(pem, kLabel));
  std::vector<Certificate> certificates;
  for (const std::string& der : blocks) {
    ASSIGN_OR_RETURN(Certificate certificate, FromDer(der));
    certificates.push_back(std::move(certificate));
  }
  return certificates;
}

const std::string& Certificate::der() const { return parsed_->der; }
std::string Certificate::ToPem() const {
  return PemEncode(parsed_->der, kLabel);
}
PublicKey Certificate::public_key() const { return parsed_->key; }
absl::Time Certificate::not_before() const { return parsed_->not_before; }
absl::Time Certificate::not_after() const { return parsed_->not_after; }
std::string Certificate::fingerprint() const {
  return HexEncode(AsBytes(Sha256(parsed_->der)));
}
x509_st* Certificate::native() const { return parsed_->x509.get(); }

absl::StatusOr<Identity> Certificate::identity() const {
  // Null, too, if the extension stands twice.
  const GeneralNamesPtr names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
      native(), NID_subject_alt_name, /*crit=*/nullptr, /*idx=*/nullptr)));
  if (names == nullptr || sk_GENERAL_NAME_num(names.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        "certificate: must have exactly one subject alternative name");
  }
  const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), 0);
  if (name->type != GEN_URI) {
    return absl::InvalidArgumentError(
        "certificate: its subject alternative name must be a URI");
  }
  const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
  return ParseIdentity(absl::string_view(
      reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
      static_cast<size_t>(ASN1_STRING_length(uri))));
}

}  // namespace enlace::certs
