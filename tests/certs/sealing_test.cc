#include "certs/sealing.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <string>

#include "base/encoding.h"
#include "base/random.h"

namespace enlace::certs {
namespace {

std::string SealingBytes(absl::string_view hex) { return *HexDecode(hex); }

std::string WithBitFlipped(std::string text, size_t bit) {
  text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
  return text;
}

// One block of AES-192 or AES-256.
std::string EncryptBlock(const std::string& key, const std::string& block) {
  EVP_CIPHER_CTX* const ctx = EVP_CIPHER_CTX_new();
  const EVP_CIPHER* const cipher =
      key.size() == 24 ? EVP_aes_192_ecb() : EVP_aes_256_ecb();
  std::string out(block.size(), '\0');
  int written = 0;
  EXPECT_EQ(EVP_EncryptInit_ex(
                ctx, cipher, nullptr,
                reinterpret_cast<const unsigned char*>(key.data()), nullptr),
            1);
  EVP_CIPHER_CTX_set_padding(ctx, 0);
  EXPECT_EQ(EVP_EncryptUpdate(
                ctx, reinterpret_cast<unsigned char*>(out.data()), &written,
                reinterpret_cast<const unsigned char*>(block.data()),
                static_cast<int>(block.size())),
            1);
  EVP_CIPHER_CTX_free(ctx);
  return out;
}

// RFC 5649 section 4.1, word for word.
std::string ReferenceWrap(const std::string& kek, const std::string& keys) {
  std::string a = SealingBytes("a65959a6");
  AppendU32(a, static_cast<uint32_t>(keys.size()));
  std::string padded = keys;
  padded.resize((keys.size() + 7) / 8 * 8, '\0');
  if (padded.size() == 8) return EncryptBlock(kek, a + padded);
  const size_t n = padded.size() / 8;
  for (uint64_t j = 0; j < 6; ++j) {
    for (uint64_t i = 1; i <= n; ++i) {
      const std::string b =
          EncryptBlock(kek, a + padded.substr((i - 1) * 8, 8));
      a.clear();
      AppendU64(a, ReadU64(b) ^ (n * j + i));
      padded.replace((i - 1) * 8, 8, b.substr(8));
    }
  }
  return a + padded;
}

TEST(SealingTest, FollowsTheGcmVectors) {
  // Test cases 13 and 14 of McGrew and Viega's GCM specification: zero key,
  // zero nonce.
  const std::string zero_key(32, '\0');
  EXPECT_EQ(HexEncode(Seal(zero_key, "", "")),
            "530f8afbc74536b9a963b4f1c4cb738b");
  EXPECT_EQ(HexEncode(Seal(zero_key, std::string(16, '\0'), "")),
            "cea7403d4d606b6e074ec5d3baf39d18"
            "d0d1c8a799996bf0265b98b5d48ab919");
}

TEST(SealingTest, OpensWhatWasSealed) {
  for (const size_t size : {0u, 1u, 15u, 16u, 17u, 1000u, 1u << 20}) {
    const std::string key = SystemRandom().Bytes(kSealingKeySize);
    const std::string plaintext = SystemRandom().Bytes(size);
    const std::string sealed = Seal(key, plaintext, "record");
    EXPECT_EQ(sealed.size(), size + kSealingOverhead);
    const auto opened = Open(key, sealed, "record");
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, plaintext);
  }
}

TEST(SealingTest, EveryFlippedBitFails) {
  const std::string key = SystemRandom().Bytes(kSealingKeySize);
  const std::string sealed = Seal(key, "a record of some length", "row 7");
  for (size_t i = 0; i < sealed.size() * 8; ++i) {
    EXPECT_EQ(Open(key, WithBitFlipped(sealed, i), "row 7").status().code(),
              absl::StatusCode::kDataLoss)
        << i;
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(Open(key, sealed.substr(0, size), "row 7").ok()) << size;
  }
  EXPECT_FALSE(Open(key, sealed + '\0', "row 7").ok());
}

TEST(SealingTest, OtherRecordOrKeyFails) {
  const std::string key = SystemRandom().Bytes(kSealingKeySize);
  const std::string sealed = Seal(key, "a record", "row 7");
  EXPECT_FALSE(Open(key, sealed, "row 8").ok());
  EXPECT_FALSE(Open(key, sealed, "row 7 ").ok());
  EXPECT_FALSE(Open(key, sealed, "").ok());
  for (size_t i = 0; i < key.size() * 8; ++i) {
    EXPECT_FALSE(Open(WithBitFlipped(key, i), sealed, "row 7").ok()) << i;
  }
}

TEST(SealingTest, ReferenceWrapFollowsRfc5649) {
  // Section 6; our own keys have 256 bits, for which the RFC has no vector.
  const std::string kek =
      SealingBytes("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8");
  EXPECT_EQ(HexEncode(ReferenceWrap(
                kek, SealingBytes("c37b7e6492584340bed12207808941155068f738"))),
            "138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a");
  EXPECT_EQ(HexEncode(ReferenceWrap(kek, SealingBytes("466f7250617369"))),
            "afbeb0f07dfbf5419200f2ccb50bb24f");
}

TEST(SealingTest, WrapEqualsTheReference) {
  for (const size_t size : {1u, 7u, 8u, 9u, 16u, 32u, 33u, 64u, 4096u}) {
    const std::string kek = SystemRandom().Bytes(kSealingKeySize);
    const std::string keys = SystemRandom().Bytes(size);
    const std::string wrapped = WrapKey(kek, keys);
    EXPECT_EQ(wrapped, ReferenceWrap(kek, keys)) << size;
    const auto unwrapped = UnwrapKey(kek, wrapped);
    ASSERT_TRUE(unwrapped.ok()) << unwrapped.status();
    EXPECT_EQ(*unwrapped, keys) << size;
  }
}

TEST(SealingTest, EveryFlippedBitOfWrappedKeysFails) {
  const std::string kek = SystemRandom().Bytes(kSealingKeySize);
  const std::string wrapped = WrapKey(kek, SystemRandom().Bytes(64));
  for (size_t i = 0; i < wrapped.size() * 8; ++i) {
    EXPECT_EQ(UnwrapKey(kek, WithBitFlipped(wrapped, i)).status().code(),
              absl::StatusCode::kDataLoss)
        << i;
  }
  for (size_t size = 0; size < wrapped.size(); ++size) {
    EXPECT_FALSE(UnwrapKey(kek, wrapped.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(UnwrapKey(SystemRandom().Bytes(32), wrapped).ok());
}

}  // namespace
}  // namespace enlace::certs
