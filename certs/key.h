// Signing keys and their public halves: ECDSA P-256 with SHA-256 (FIPS 186-4;
// signatures are DER, RFC 3279 section 2.2.3) and Ed25519 (RFC 8032; 64 bytes).
//
//   ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::Generate(KeyType::kEd25519));
//   ASSIGN_OR_RETURN(std::string signature, key.Sign(message));
//   key.public_key().Verify(message, signature)
//
// No other algorithm can be read in, so none can be negotiated.  An ECDSA
// signature has a second valid form (r, n - s): never use the bytes of a
// signature to tell whether two messages are the same one.

#ifndef ENLACE_CERTS_KEY_H_
#define ENLACE_CERTS_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// OpenSSL's EVP_PKEY; its headers stay out of ours.
struct evp_pkey_st;

namespace enlace::certs {

enum class KeyType { kEcdsaP256, kEd25519 };

// Who holds the key, and where, is the implementation's business: a file, a
// hardware module, a test.  Implementations are thread-safe.
class Signer {
 public:
  virtual ~Signer() = default;

  virtual KeyType key_type() const = 0;

  // Lower-case hex of the first 16 bytes of SHA-256(SubjectPublicKeyInfo).
  virtual const std::string& key_id() const = 0;

  // The signature of `message` in the form of the key's type.  Fails with
  // kUnavailable if the holder of the key does not answer, with kInternal if
  // it refuses.
  virtual absl::StatusOr<std::string> Sign(absl::string_view message) const = 0;
};

// Immutable, cheap to copy and thread-safe.
class PublicKey {
 public:
  // `der` is a SubjectPublicKeyInfo (RFC 5480, RFC 8410) in its one canonical
  // encoding: named curve, uncompressed point, nothing after it.  Fails with
  // kInvalidArgument on any other, on a point that is not on the curve and on
  // an Ed25519 point of small order (such a key "verifies" everything).
  static absl::StatusOr<PublicKey> FromSpkiDer(absl::string_view der);

  // One PEM block "PUBLIC KEY".  Fails with kInvalidArgument, as above.
  static absl::StatusOr<PublicKey> FromPem(absl::string_view pem);

  // Fails with kInvalidArgument unless `bytes` are the 32 bytes of a key.
  static absl::StatusOr<PublicKey> FromRawEd25519(absl::string_view bytes);

  KeyType type() const;
  const std::string& key_id() const;  // As Signer::key_id().
  const std::string& spki_der() const;
  std::string ToPem() const;

  // The 32 bytes.  REQUIRES: type() == KeyType::kEd25519.
  std::string raw_ed25519() const;

  // Whether `signature` is this key's signature of `message`.
  bool Verify(absl::string_view message, absl::string_view signature) const;

  bool operator==(const PublicKey& other) const {
    return spki_der() == other.spki_der();
  }

 private:
  struct Parsed;
  explicit PublicKey(std::shared_ptr<const Parsed> parsed);

  std::shared_ptr<const Parsed> parsed_;
};

// A key held in this process.  Movable; thread-safe.
class PrivateKey final : public Signer {
 public:
  static absl::StatusOr<PrivateKey> Generate(KeyType type);

  // One unencrypted PKCS #8 block, "PRIVATE KEY".  Fails with
  // kInvalidArgument on any other form or type of key.
  static absl::StatusOr<PrivateKey> FromPem(absl::string_view pem);

  // Fails with kInvalidArgument unless `seed` has 32 bytes.
  static absl::StatusOr<PrivateKey> FromEd25519Seed(absl::string_view seed);

  // PKCS #8, not encrypted: for a file of mode 0600 and nothing else.
  std::string ToPem() const;

  PublicKey public_key() const { return public_key_; }

  KeyType key_type() const override { return public_key_.type(); }
  const std::string& key_id() const override { return public_key_.key_id(); }
  absl::StatusOr<std::string> Sign(absl::string_view message) const override;

  // For X.509 code in this folder.
  evp_pkey_st* native() const { return key_.get(); }

 private:
  PrivateKey(std::shared_ptr<evp_pkey_st> key, PublicKey public_key);
  static absl::StatusOr<PrivateKey> Adopt(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;
  PublicKey public_key_;
};

}  // namespace enlace::certs

#endif  // ENLACE_CERTS_KEY_H_
