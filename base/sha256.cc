// OpenSSL's low-level functions, which its documentation calls deprecated in
// favour of EVP: one call of EVP costs as much as hashing three blocks, and a
// record takes some two hundred hashes of two or three blocks each.  Both reach
// the same assembly.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/sha256.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

#include "base/check.h"

namespace enlace {
namespace {

constexpr size_t kBlockSize = 64;

Hash Finish(SHA256_CTX& context) {
  Hash hash;
  CHECK(SHA256_Final(hash.data(), &context) == 1) << "SHA-256 failed";
  return hash;
}

void Begin(SHA256_CTX& context) {
  CHECK(SHA256_Init(&context) == 1) << "SHA-256 failed";
}

void Add(SHA256_CTX& context, absl::string_view part) {
  CHECK(SHA256_Update(&context, part.data(), part.size()) == 1)
      << "SHA-256 failed";
}

}  // namespace

// RFC 2104 section 2: hashes that have taken in the padded key.
struct HmacKey::State {
  SHA256_CTX inner;
  SHA256_CTX outer;
};

HmacKey::HmacKey(absl::string_view key) : state_(std::make_unique<State>()) {
  constexpr uint8_t kInnerPad = 0x36;
  constexpr uint8_t kOuterPad = 0x5c;
  std::array<char, kBlockSize> block{};
  if (key.size() > kBlockSize) {
    const Hash short_key = Sha256(key);
    std::copy(short_key.begin(), short_key.end(), block.begin());
  } else {
    std::copy(key.begin(), key.end(), block.begin());
  }
  const absl::string_view padded(block.data(), block.size());
  for (char& byte : block) byte = static_cast<char>(byte ^ kInnerPad);
  Begin(state_->inner);
  Add(state_->inner, padded);
  for (char& byte : block) {
    byte = static_cast<char>(byte ^ kInnerPad ^ kOuterPad);
  }
  Begin(state_->outer);
  Add(state_->outer, padded);
  OPENSSL_cleanse(block.data(), block.size());
}

HmacKey::~HmacKey() { OPENSSL_cleanse(state_.get(), sizeof(State)); }

Hash HmacKey::Sign(absl::string_view message) const {
  SHA256_CTX context = state_->inner;
  Add(context, message);
  const Hash inner = Finish(context);
  context = state_->outer;
  Add(context, AsBytes(inner));
  return Finish(context);
}

Hash Sha256(std::initializer_list<absl::string_view> parts) {
  SHA256_CTX context;
  Begin(context);
  for (const absl::string_view part : parts) Add(context, part);
  return Finish(context);
}

Hash Sha256(absl::string_view message) { return Sha256({message}); }

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
