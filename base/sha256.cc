// OpenSSL's low-level functions: EVP's bookkeeping costs more than hashing a
// leaf does (docs/decisions.md).
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/sha256.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/check.h"

namespace enlace {
namespace {

constexpr size_t kBlockSize = SHA256_CBLOCK;

SHA256_CTX Start() {
  SHA256_CTX context;
  CHECK(SHA256_Init(&context) == 1) << "SHA-256 failed";
  return context;
}

void Add(absl::string_view part, SHA256_CTX& context) {
  CHECK(SHA256_Update(&context, part.data(), part.size()) == 1)
      << "SHA-256 failed";
}

Hash Finish(SHA256_CTX& context) {
  Hash hash;
  CHECK(SHA256_Final(hash.data(), &context) == 1) << "SHA-256 failed";
  return hash;
}

// The state after the key, padded to a block with every byte changed by `pad`.
SHA256_CTX AfterPad(absl::string_view key, uint8_t pad) {
  std::array<char, kBlockSize> block{};
  std::copy(key.begin(), key.end(), block.begin());
  for (char& byte : block) byte = static_cast<char>(byte ^ pad);
  SHA256_CTX context = Start();
  Add({block.data(), block.size()}, context);
  OPENSSL_cleanse(block.data(), block.size());
  return context;
}

}  // namespace

Hash Sha256(std::initializer_list<absl::string_view> parts) {
  SHA256_CTX context = Start();
  for (const absl::string_view part : parts) Add(part, context);
  return Finish(context);
}

Hash Sha256(absl::string_view message) { return Sha256({message}); }

// RFC 2104 section 2.
HmacKey::HmacKey(absl::string_view key) {
  constexpr uint8_t kInnerPad = 0x36;
  constexpr uint8_t kOuterPad = 0x5c;
  Hash short_key;
  if (key.size() > kBlockSize) {
    short_key = Sha256(key);
    key = AsBytes(short_key);
  }
  inner_ = AfterPad(key, kInnerPad);
  outer_ = AfterPad(key, kOuterPad);
}

HmacKey::~HmacKey() {
  OPENSSL_cleanse(&inner_, sizeof(inner_));
  OPENSSL_cleanse(&outer_, sizeof(outer_));
}

Hash HmacKey::Sign(absl::string_view message) const {
  SHA256_CTX inner = inner_;
  Add(message, inner);
  SHA256_CTX outer = outer_;
  Add(AsBytes(Finish(inner)), outer);
  return Finish(outer);
}

Hash HmacSha256(absl::string_view key, absl::string_view message) {
  return HmacKey(key).Sign(message);
}

absl::string_view AsBytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string ToBytes(const Hash& hash) { return std::string(AsBytes(hash)); }

Hash HashFromBytes(absl::string_view bytes) {
  CHECK(bytes.size() == kHashSize) << "a hash has 32 bytes";
  Hash hash;
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

bool ConstantTimeEquals(absl::string_view a, absl::string_view b) {
  return a.size() == b.size() &&
         CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace enlace
