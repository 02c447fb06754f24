#include "certs/key.h"

#include <gtest/gtest.h>

#include <string>

#include "base/encoding.h"
#include "base/sha256.h"

namespace enlace::certs {
namespace {

std::string KeyTestBytes(absl::string_view hex) { return *HexDecode(hex); }

// The key of RFC 6979, A.2.5, in the forms of openssl, and its signature of
// "sample" with SHA-256: a published vector, for tests alone.
constexpr char kRfc6979Key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\n"
    "Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n"
    "+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n"
    "-----END PRIVATE KEY-----\n";
constexpr char kRfc6979PublicKey[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7\n"
    "Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
    "-----END PUBLIC KEY-----\n";
constexpr char kRfc6979Signature[] =
    "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

// Every change of one bit of `text` must make `holds` false.
template <typename Predicate>
void ExpectEveryFlipFails(const std::string& text, Predicate holds) {
  for (size_t i = 0; i < text.size() * 8; ++i) {
    std::string flipped = text;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(holds(flipped)) << "bit " << i;
  }
}

TEST(KeyTest, Ed25519FollowsRfc8032) {
  const struct {
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  } kRows[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb882"
       "1590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1"
       "e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
       "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b"
       "538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
  };
  for (const auto& row : kRows) {
    const auto key = PrivateKey::FromEd25519Seed(KeyTestBytes(row.seed));
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(HexEncode(key->public_key().raw_ed25519()), row.public_key);
    const std::string message = KeyTestBytes(row.message);
    EXPECT_EQ(HexEncode(*key->Sign(message)), row.signature);
    const auto verifier =
        PublicKey::FromRawEd25519(KeyTestBytes(row.public_key));
    ASSERT_TRUE(verifier.ok()) << verifier.status();
    EXPECT_TRUE(verifier->Verify(message, KeyTestBytes(row.signature)));
    EXPECT_FALSE(verifier->Verify(message + "x", KeyTestBytes(row.signature)));
  }
}

TEST(KeyTest, EcdsaFollowsRfc6979) {
  const auto key = PublicKey::FromPem(kRfc6979PublicKey);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->type(), KeyType::kEcdsaP256);
  EXPECT_TRUE(key->Verify("sample", KeyTestBytes(kRfc6979Signature)));
  EXPECT_FALSE(key->Verify("samplE", KeyTestBytes(kRfc6979Signature)));
  EXPECT_EQ(key->key_id(), "5a7a78cca4a0f420d9bc62bb669c3c27");
  EXPECT_EQ(key->ToPem(), kRfc6979PublicKey);
}

TEST(KeyTest, ReadsAndWritesPkcs8) {
  const auto key = PrivateKey::FromPem(kRfc6979Key);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->ToPem(), kRfc6979Key);
  EXPECT_EQ(key->public_key(), *PublicKey::FromPem(kRfc6979PublicKey));
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kEd25519}) {
    const PrivateKey drawn = *PrivateKey::Generate(type);
    const auto read = PrivateKey::FromPem(drawn.ToPem());
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->key_id(), drawn.key_id());
    EXPECT_EQ(read->key_type(), type);
    EXPECT_TRUE(drawn.public_key().Verify("m", *read->Sign("m")));
  }
}

TEST(KeyTest, KeyIdIsTheStartOfTheHashOfThePublicKey) {
  const PrivateKey key = *PrivateKey::Generate(KeyType::kEcdsaP256);
  const std::string digest =
      HexEncode(AsBytes(Sha256(key.public_key().spki_der())));
  EXPECT_EQ(key.key_id(), digest.substr(0, 32));
}

TEST(KeyTest, EveryFlippedBitOfASignatureFails) {
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kEd25519}) {
    const PrivateKey key = *PrivateKey::Generate(type);
    const std::string signature = *key.Sign("message");
    ASSERT_TRUE(key.public_key().Verify("message", signature));
    ExpectEveryFlipFails(signature, [&](const std::string& flipped) {
      return key.public_key().Verify("message", flipped);
    });
  }
}

TEST(KeyTest, SignatureWithSomethingAddedOrMissingFails) {
  for (const KeyType type : {KeyType::kEcdsaP256, KeyType::kEd25519}) {
    const PrivateKey key = *PrivateKey::Generate(type);
    const std::string signature = *key.Sign("message");
    EXPECT_FALSE(key.public_key().Verify("message", signature + '\0'));
    for (size_t size = 0; size < signature.size(); ++size) {
      EXPECT_FALSE(
          key.public_key().Verify("message", signature.substr(0, size)));
    }
  }
}

TEST(KeyTest, OtherKeysSignatureFails) {
  const PrivateKey a = *PrivateKey::Generate(KeyType::kEd25519);
  const PrivateKey b = *PrivateKey::Generate(KeyType::kEd25519);
  const PrivateKey c = *PrivateKey::Generate(KeyType::kEcdsaP256);
  EXPECT_FALSE(b.public_key().Verify("m", *a.Sign("m")));
  EXPECT_FALSE(c.public_key().Verify("m", *a.Sign("m")));
  EXPECT_FALSE(a.public_key().Verify("m", *c.Sign("m")));
}

// RFC 8032, 5.1.7: S must be below the group order, or (R, S + L) is a second
// signature of the same message.
TEST(KeyTest, Ed25519RefusesTheSecondFormOfASignature) {
  constexpr unsigned char kOrder[32] = {
      0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
      0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
      0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  const PrivateKey key = *PrivateKey::Generate(KeyType::kEd25519);
  std::string signature = *key.Sign("message");
  int carry = 0;
  for (size_t i = 0; i < 32; ++i) {
    const int sum =
        static_cast<unsigned char>(signature[32 + i]) + kOrder[i] + carry;
    signature[32 + i] = static_cast<char>(sum & 0xff);
    carry = sum >> 8;
  }
  ASSERT_EQ(carry, 0);
  EXPECT_FALSE(key.public_key().Verify("message", signature));
}

TEST(KeyTest, RefusesEd25519PointsOfSmallOrderAndSecondSpellings) {
  for (const char* hex :
       {"0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        // y of p, p + 1 and 2^255 - 1.
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    EXPECT_EQ(PublicKey::FromRawEd25519(KeyTestBytes(hex)).status().code(),
              absl::StatusCode::kInvalidArgument)
        << hex;
  }
}

TEST(KeyTest, RefusesOtherEncodingsOfAKey) {
  // The key of kRfc6979PublicKey, its point compressed.
  const char* compressed =
      "3039301306072a8648ce3d020106082a8648ce3d0301070322000360fed4ba255a9d31"
      "c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
  EXPECT_FALSE(PublicKey::FromSpkiDer(KeyTestBytes(compressed)).ok());
  const std::string spki = PublicKey::FromPem(kRfc6979PublicKey)->spki_der();
  EXPECT_TRUE(PublicKey::FromSpkiDer(spki).ok());
  EXPECT_FALSE(PublicKey::FromSpkiDer(spki + '\0').ok());
  EXPECT_FALSE(PublicKey::FromSpkiDer("").ok());
  for (const size_t size : {0u, 31u, 33u}) {
    EXPECT_FALSE(PublicKey::FromRawEd25519(std::string(size, 'a')).ok());
    EXPECT_FALSE(PrivateKey::FromEd25519Seed(std::string(size, 'a')).ok());
  }
}

// Next to no pair of coordinates lies on the curve.
TEST(KeyTest, EveryFlippedBitOfAP256KeyIsRefused) {
  const std::string spki = PublicKey::FromPem(kRfc6979PublicKey)->spki_der();
  ExpectEveryFlipFails(spki, [](const std::string& flipped) {
    return PublicKey::FromSpkiDer(flipped).ok();
  });
}

TEST(KeyTest, RefusesOtherFormsAndTypesOfKeys) {
  EXPECT_FALSE(PrivateKey::FromPem("").ok());
  EXPECT_FALSE(PrivateKey::FromPem(kRfc6979PublicKey).ok());
  EXPECT_FALSE(
      PrivateKey::FromPem(std::string(kRfc6979Key) + kRfc6979Key).ok());
  const char* sec1 =  // kRfc6979Key
      "-----BEGIN EC PRIVATE KEY-----\n"
      "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\n"
      "AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8\n"
      "maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
      "-----END EC PRIVATE KEY-----\n";
  EXPECT_FALSE(PrivateKey::FromPem(sec1).ok());
  const char* p384 =
      "-----BEGIN PUBLIC KEY-----\n"
      "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE/w3aCdaTB4qTZ57rfjpVrmTyqy00vcUT\n"
      "qsqllXtcb3eVTfCXAxFIm4EgBqYKhHHkGOND3vn1x7RyBdZg5oBEKq/AcdQiJzaz\n"
      "NzwWUt0yo7AK0iLokh5uJDafOa/3X72q\n"
      "-----END PUBLIC KEY-----\n";
  EXPECT_FALSE(PublicKey::FromPem(p384).ok());
}

TEST(KeyTest, RefusesAPrivateKeyWithAnotherPublicHalf) {
  // The body of kRfc6979Key; its last 64 bytes are the public point.
  std::string der = *Base64Decode(
      "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX"
      "Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth"
      "+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ");
  const auto in_pem = [&] {
    return "-----BEGIN PRIVATE KEY-----\n" + Base64Encode(der) +
           "\n-----END PRIVATE KEY-----\n";
  };
  EXPECT_TRUE(PrivateKey::FromPem(in_pem()).ok());
  const std::string other =
      PrivateKey::Generate(KeyType::kEcdsaP256)->public_key().spki_der();
  der.replace(der.size() - 64, 64, other.substr(other.size() - 64));
  EXPECT_FALSE(PrivateKey::FromPem(in_pem()).ok());
}

}  // namespace
}  // namespace enlace::certs
