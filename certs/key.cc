#include "certs/key.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/encoding.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "certs/openssl_ptr.h"
#include "certs/pem_text.h"
#include "certs/verified_signatures.h"

namespace enlace::certs {
namespace {

// The one encoding of each SubjectPublicKeyInfo, up to the point: RFC 5480
// (id-ecPublicKey, prime256v1, uncompressed) and RFC 8410.
constexpr absl::string_view kP256Prefix(
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48"
    "\xce\x3d\x03\x01\x07\x03\x42\x00\x04",
    27);
constexpr absl::string_view kEd25519Prefix(
    "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);
constexpr size_t kP256CoordinatesSize = 64;
constexpr size_t kEd25519KeySize = 32;
constexpr size_t kEd25519SignatureSize = 64;
constexpr size_t kKeyIdBytes = 16;
constexpr absl::string_view kPublicLabel = "PUBLIC KEY";
constexpr absl::string_view kPrivateLabel = "PRIVATE KEY";

// The y coordinates of the points of order 1, 2, 4 and 8.
constexpr std::array<absl::string_view, 5> kSmallOrderPoints = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"};

// With such a key one signature fits many messages; and a y of p or more is a
// second spelling of a point.
absl::Status CheckEd25519Point(absl::string_view raw) {
  std::string y(raw);
  y.back() = static_cast<char>(y.back() & 0x7f);
  const std::string hex = HexEncode(y);
  if (std::find(kSmallOrderPoints.begin(), kSmallOrderPoints.end(), hex) !=
      kSmallOrderPoints.end()) {
    return absl::InvalidArgumentError(
        "public key: Ed25519 point of small order");
  }
  // p = 2^255 - 19, little-endian ed ff .. ff 7f.
  const bool at_least_p = static_cast<unsigned char>(y[0]) >= 0xed &&
                          y[31] == 0x7f &&
                          std::all_of(y.begin() + 1, y.end() - 1,
                                      [](char c) { return c == '\xff'; });
  if (at_least_p) {
    return absl::InvalidArgumentError(
        "public key: Ed25519 point not canonical");
  }
  return absl::OkStatus();
}

std::string SpkiOf(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return "";
  std::string spki(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return spki;
}

const EVP_MD* DigestFor(KeyType type) {
  return type == KeyType::kEcdsaP256 ? EVP_sha256() : nullptr;
}

}  // namespace

struct PublicKey::Parsed {
  KeyType type;
  std::string spki;
  std::string key_id;
  PkeyPtr key;
  mutable VerifiedSignatures verified;

  Parsed(KeyType t, absl::string_view der, std::string id, PkeyPtr k)
      : type(t), spki(der), key_id(std::move(id)), key(std::move(k)) {}
};

PublicKey::PublicKey(std::shared_ptr<const Parsed> parsed)
    : parsed_(std::move(parsed)) {}

absl::StatusOr<PublicKey> PublicKey::FromSpkiDer(absl::string_view der) {
  KeyType type;
  if (absl::StartsWith(der, kP256Prefix) &&
      der.size() == kP256Prefix.size() + kP256CoordinatesSize) {
    type = KeyType::kEcdsaP256;
  } else if (absl::StartsWith(der, kEd25519Prefix) &&
             der.size() == kEd25519Prefix.size() + kEd25519KeySize) {
    type = KeyType::kEd25519;
    RETURN_IF_ERROR(CheckEd25519Point(der.substr(kEd25519Prefix.size())));
  } else {
    return absl::InvalidArgumentError(
        "public key: neither P-256 nor Ed25519 in canonical encoding");
  }
  const unsigned char* bytes = Bytes(der);
  PkeyPtr key(
      d2i_PUBKEY(nullptr, &bytes, static_cast<OpensslLong>(der.size())));
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("public key: ", OpensslErrors()));
  }
  std::string key_id = HexEncode(AsBytes(Sha256(der)).substr(0, kKeyIdBytes));
  return PublicKey(std::make_shared<const Parsed>(type, der, std::move(key_id),
                                                  std::move(key)));
}

absl::StatusOr<PublicKey> PublicKey::FromPem(absl::string_view pem) {
  ASSIGN_OR_RETURN(const std::string der, PemDecodeOne(pem, kPublicLabel));
  return FromSpkiDer(der);
}

absl::StatusOr<PublicKey> PublicKey::FromRawEd25519(absl::string_view bytes) {
  return FromSpkiDer(absl::StrCat(kEd25519Prefix, bytes));
}

KeyType PublicKey::type() const { return parsed_->type; }
const std::string& PublicKey::key_id() const { return parsed_->key_id; }
const std::string& PublicKey::spki_der() const { return parsed_->spki; }
std::string PublicKey::ToPem() const {
  return PemEncode(parsed_->spki, kPublicLabel);
}

std::string PublicKey::raw_ed25519() const {
  CHECK(parsed_->type == KeyType::kEd25519) << "raw bytes of a P-256 key";
  return parsed_->spki.substr(kEd25519Prefix.size());
}

bool PublicKey::Verify(absl::string_view message,
                       absl::string_view signature) const {
  if (parsed_->type == KeyType::kEd25519 &&
      signature.size() != kEd25519SignatureSize) {
    return false;
  }
  const Hash name = VerifiedSignatures::NameOf(message, signature);
  if (parsed_->verified.Contains(name)) return true;
  const MdCtxPtr ctx(EVP_MD_CTX_new());
  CHECK(ctx != nullptr) << "out of memory";
  const bool valid =
      EVP_DigestVerifyInit(ctx.get(), nullptr, DigestFor(parsed_->type),
                           nullptr, parsed_->key.get()) == 1 &&
      EVP_DigestVerify(ctx.get(), Bytes(signature), signature.size(),
                       Bytes(message), message.size()) == 1;
  if (valid) {
    parsed_->verified.Add(name);
  } else {
    ERR_clear_error();
  }
  return valid;
}

PrivateKey::PrivateKey(std::shared_ptr<evp_pkey_st> key, PublicKey public_key)
    : key_(std::move(key)), public_key_(std::move(public_key)) {}

absl::StatusOr<PrivateKey> PrivateKey::Adopt(std::shared_ptr<evp_pkey_st> key) {
  if (key == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("private key: ", OpensslErrors()));
  }
  // Refuses every other type and curve.
  ASSIGN_OR_RETURN(PublicKey public_key,
                   PublicKey::FromSpkiDer(SpkiOf(key.get())));
  // A public half that does not belong to the private one would give the
  // private one away with the first Ed25519 signature.
  const PkeyCtxPtr ctx(EVP_PKEY_CTX_new(key.get(), nullptr));
  if (ctx == nullptr || EVP_PKEY_pairwise_check(ctx.get()) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("private key: halves do not match: ", OpensslErrors()));
  }
  return PrivateKey(std::move(key), std::move(public_key));
}

absl::StatusOr<PrivateKey> PrivateKey::Generate(KeyType type) {
  EVP_PKEY* key = type == KeyType::kEcdsaP256
                      ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                      : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  return Adopt(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
}

absl::StatusOr<PrivateKey> PrivateKey::FromPem(absl::string_view pem) {
  ASSIGN_OR_RETURN(std::string der, PemDecodeOne(pem, kPrivateLabel));
  const unsigned char* bytes = Bytes(der);
  const OpensslPtr<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &bytes,
                              static_cast<OpensslLong>(der.size())));
  const bool whole = info != nullptr && bytes == Bytes(der) + der.size();
  EVP_PKEY* key = whole ? EVP_PKCS82PKEY(info.get()) : nullptr;
  OPENSSL_cleanse(der.data(), der.size());
  return Adopt(std::shared_ptr<evp_pkey_st>(key, EVP_PKEY_free));
}

absl::StatusOr<PrivateKey> PrivateKey::FromEd25519Seed(absl::string_view seed) {
  if (seed.size() != kEd25519KeySize) {
    return absl::InvalidArgumentError("private key: a seed has 32 bytes");
  }
  return Adopt(std::shared_ptr<evp_pkey_st>(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed),
                                   seed.size()),
      EVP_PKEY_free));
}

std::string PrivateKey::ToPem() const {
  const BioPtr bio(BIO_new(BIO_s_secmem()));
  CHECK(bio != nullptr &&
        PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr,
                                      0, nullptr, nullptr) == 1)
      << OpensslErrors();
  return Contents(bio.get());
}

absl::StatusOr<std::string> PrivateKey::Sign(absl::string_view message) const {
  const MdCtxPtr ctx(EVP_MD_CTX_new());
  size_t size = 0;
  std::string signature;
  if (ctx == nullptr ||
      EVP_DigestSignInit(ctx.get(), nullptr, DigestFor(key_type()), nullptr,
                         key_.get()) != 1 ||
      EVP_DigestSign(ctx.get(), nullptr, &size, Bytes(message),
                     message.size()) != 1) {
    return absl::InternalError(absl::StrCat("sign: ", OpensslErrors()));
  }
  signature.resize(size);
  if (EVP_DigestSign(ctx.get(), MutableBytes(signature), &size, Bytes(message),
                     message.size()) != 1) {
    return absl::InternalError(absl::StrCat("sign: ", OpensslErrors()));
  }
  signature.resize(size);  // A DER signature is often shorter than its maximum.
  return signature;
}

}  // namespace enlace::certs
